package gates

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"systems.course/internal/checker"
	"systems.course/internal/starter"
)

// The parts of a solution's folder oracle. A folder there has the name of a program
// of the exercise and holds another one: it takes the same flags, and starts the
// real server. With --version it prints which that is, or fails when there is none
// on this machine.
const (
	oracleFolder     = "oracle"
	oracleExceptions = "exceptions.txt" // lines of "TestName: why the real server can't pass it"
	oracleNone       = "none.txt"       // why there is no real server
)

// versionWithin is how long an oracle may take to be built and to tell its version.
const versionWithin = 3 * time.Minute

// oracle holds when the checks pass against the real server, and those do not that
// are listed as exceptions. Where the server is not installed it is not tried; with
// CI=true in the environment that is a problem.
func (e exercise) oracle(ctx context.Context) Outcome {
	if !e.Server {
		return Outcome{Skipped: "it serves nothing: there is no real server to ask"}
	}
	reason, err := os.ReadFile(filepath.Join(e.dir(), oracleFolder, oracleNone))
	if err == nil {
		return Outcome{Skipped: strings.TrimSpace(string(reason))}
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return problem("%v", err)
	}
	files, names, err := e.oracleFiles()
	if err != nil {
		return problem("%v", err)
	}
	if len(names) == 0 {
		return problem("%s is checked over the wire, and no oracle is known for it: neither a program in %s nor the reason in %s",
			e.Name, path.Join(e.Solution, oracleFolder), path.Join(e.Solution, oracleFolder, oracleNone))
	}
	exceptions, err := e.oracleExceptions()
	if err != nil {
		return problem("%v", err)
	}
	var o Outcome
	for _, name := range names {
		version, missing, err := e.oracleVersion(ctx, name)
		switch {
		case err != nil:
			return problem("%v", err)
		case missing && os.Getenv("CI") == "true":
			return problem("%s", version)
		case missing:
			return Outcome{Skipped: version}
		}
		o.Notes = append(o.Notes, "against "+version)
	}
	err = e.check(ctx, files, false, e.all(), func(r checker.StageResult) bool {
		o.judge(r, exceptions)
		return true
	})
	if err != nil {
		o.Problems = append(o.Problems, err.Error())
	}
	for _, name := range slices.Sorted(maps.Keys(exceptions)) {
		o.Problems = append(o.Problems, fmt.Sprintf("%s: there is no check %s", oracleExceptions, name))
	}
	return o
}

// judge adds what a stage came to, and strikes its exceptions off.
func (o *Outcome) judge(r checker.StageResult, exceptions map[string]string) {
	if r.Build != "" {
		o.Problems = append(o.Problems, "the oracle does not compile:\n"+indent(r.Build))
		return
	}
	for _, check := range r.Checks {
		reason, listed := exceptions[check.Name]
		delete(exceptions, check.Name)
		switch {
		case listed && check.Outcome == checker.Passed:
			o.Problems = append(o.Problems, fmt.Sprintf("%s is listed as an exception (%s), and the real server passes it", check.Name, reason))
		case listed:
			o.Notes = append(o.Notes, fmt.Sprintf("%s is an exception: %s", check.Name, reason))
		case check.Outcome != checker.Passed:
			o.Problems = append(o.Problems, fmt.Sprintf("stage %d: the real server fails %s (%s)\n%s", r.Stage, check.Name, check.Cause, indent(check.Message)))
		}
	}
}

// oracleFiles returns the solution with its programs replaced by those that stand
// for the real server, and the names of these.
func (e exercise) oracleFiles() (files map[string][]byte, names []string, err error) {
	files, err = starter.Whole(e.dir(), e.options(starter.Panic))
	if err != nil {
		return nil, nil, err
	}
	for _, file := range slices.Sorted(maps.Keys(files)) {
		rest, ok := strings.CutPrefix(file, oracleFolder+"/")
		name, _, within := strings.Cut(rest, "/")
		if !ok || !within {
			continue
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
			maps.DeleteFunc(files, func(old string, _ []byte) bool { return strings.HasPrefix(old, "cmd/"+name+"/") })
		}
		files["cmd/"+rest] = files[file]
		delete(files, file)
	}
	return files, names, nil
}

// oracleVersion returns what the oracle says of the real server; if that is missing,
// why it can't be asked.
func (e exercise) oracleVersion(ctx context.Context, name string) (version string, missing bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, versionWithin)
	defer cancel()
	dir, err := os.MkdirTemp("", "course-oracle-")
	if err != nil {
		return "", false, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	program := filepath.Join(dir, name)
	if runtime.GOOS == "windows" {
		program += ".exe"
	}
	build := exec.CommandContext(ctx, "go", "build", "-o", program, "./"+path.Join(oracleFolder, name))
	build.Dir = e.dir()
	if out, err := build.CombinedOutput(); err != nil {
		return "", false, fmt.Errorf("the oracle does not compile: %w\n%s", err, indent(string(out)))
	}
	out, err := exec.CommandContext(ctx, program, "--version").CombinedOutput()
	version = strings.TrimSpace(string(out))
	var exit *exec.ExitError
	if errors.As(err, &exit) && version != "" {
		return version, true, nil
	}
	return version, false, err
}

// oracleExceptions returns the reasons by the checks' names.
func (e exercise) oracleExceptions() (map[string]string, error) {
	file := path.Join(e.Solution, oracleFolder, oracleExceptions)
	text, err := os.ReadFile(e.course.Path(file))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	exceptions := map[string]string{}
	lines := bufio.NewScanner(bytes.NewReader(text))
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, reason, _ := strings.Cut(line, ":")
		if reason = strings.TrimSpace(reason); reason == "" || exceptions[name] != "" {
			return nil, fmt.Errorf("%s:%d: found %q, allowed once for a check: TestName: why the real server can't pass it", file, n, line)
		}
		exceptions[name] = reason
	}
	return exceptions, lines.Err()
}
