package checker

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"

	"systems.course/internal/process"
)

// build makes the binary with the checks of stage n. If the attempt does not
// compile it returns the compiler's words.
//
// One binary with the checks of all stages serves every stage, if it compiles:
// it usually does, and saves a build for each stage. Otherwise, because a later
// stage's checks need what is not written yet, stage n is built with its own
// check files and those before.
func (c *Checker) build(ctx context.Context, n int) (trouble string, err error) {
	if c.upTo >= n {
		return "", nil
	}
	if trouble, err = c.buildPrograms(ctx); trouble != "" || err != nil {
		return trouble, err
	}
	last := len(c.job.Exercise.Stages)
	if c.upTo == 0 {
		if trouble, err = c.compile(ctx, last); trouble == "" || err != nil {
			return "", err
		}
		if n == last {
			return trouble, nil
		}
	}
	return c.compile(ctx, n)
}

// compile builds the checks of the stages 1 to n.
func (c *Checker) compile(ctx context.Context, n int) (trouble string, err error) {
	if err := c.assemble(n); err != nil {
		return "", broken("copying the attempt", err)
	}
	binary := filepath.Join(c.scratch, executable(fmt.Sprintf("checks%02d", n)))
	args := []string{"test", "-c", "-trimpath", "-vet=off", "-ldflags=-s -w", "-o", binary}
	if c.job.Race {
		args = append(args, "-race")
	}
	if trouble, err = c.run(ctx, append(args, ".")); trouble != "" || err != nil {
		return trouble, err
	}
	if c.image, err = os.ReadFile(binary); err != nil {
		return "", broken("reading the built checks", err)
	}
	c.upTo = n
	return "", nil
}

// buildPrograms builds the attempt's commands, once, if the checks start one.
func (c *Checker) buildPrograms(ctx context.Context) (trouble string, err error) {
	if !c.job.Exercise.Program || c.job.Target != "" || c.programs != nil {
		return "", nil
	}
	if !c.attempt.has("cmd/") {
		return "the attempt has no folder cmd with the program under check", nil
	}
	if err := c.assemble(0); err != nil {
		return "", broken("copying the attempt", err)
	}
	bin := filepath.Join(c.scratch, "bin")
	if err := os.MkdirAll(bin, 0o755); err != nil {
		return "", broken("making a scratch folder", err)
	}
	args := []string{"build", "-trimpath", "-o", bin + string(filepath.Separator)}
	if c.job.Race {
		args = append(args, "-race")
	}
	if trouble, err = c.run(ctx, append(args, "./cmd/...")); trouble != "" || err != nil {
		return trouble, err
	}
	c.programs, err = readFolder(bin)
	return "", broken("reading the built programs", err)
}

func readFolder(dir string) (map[string][]byte, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	files := make(map[string][]byte, len(entries))
	for _, e := range entries {
		if files[e.Name()], err = os.ReadFile(filepath.Join(dir, e.Name())); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// run runs the go command in the scratch module. Whether a failure is the
// attempt's is plain when the compiler names a place in a Go file; otherwise the
// reference decides: if it builds here, it is.
func (c *Checker) run(ctx context.Context, args []string) (trouble string, err error) {
	env, err := c.goEnvironment()
	if err != nil {
		return "", broken("making a scratch folder", err)
	}
	result, err := process.Run(ctx, process.Command{Path: c.goTool, Args: args, Dir: c.work, Env: env, Limit: BuildLimit})
	if err != nil {
		return "", broken("building the attempt", err)
	}
	if result.Exit == 0 && !result.TimedOut {
		return "", nil
	}
	text := strings.TrimSpace(string(result.Stderr) + "\n" + string(result.Stdout))
	if result.TimedOut {
		text = fmt.Sprintf("the build was ended after %v\n%s", BuildLimit, text)
	} else if position.MatchString(text) && help(text) == "" {
		return c.tidy(text), nil
	}
	if err := c.referenceBuilds(ctx); err != nil {
		return "", &BrokenError{
			Doing: "building the attempt", Help: help(text),
			Err: fmt.Errorf("go %s: exit code %d, and the reference does not build either\n%s", args[0], result.Exit, text),
		}
	}
	return c.tidy(text), nil
}

// referenceBuilds returns why the reference does not build on this machine.
func (c *Checker) referenceBuilds(ctx context.Context) (err error) {
	if c.sound {
		return nil
	}
	job := c.job
	job.Attempt = job.Course.Path(job.Exercise.Solution)
	reference, err := New(ctx, job)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, reference.Close()) }()
	reference.sound = true // it must not ask itself
	trouble, err := reference.compile(ctx, len(job.Exercise.Stages))
	if trouble != "" {
		return errors.New(trouble)
	}
	c.sound = err == nil
	return err
}

// position is how the compiler names a place in a Go file.
var position = regexp.MustCompile(`(?m)^\s*\S.*\.go:\d+`)

// tidy leaves out the compiler's headings and the scratch folder's name.
func (c *Checker) tidy(text string) string {
	var lines []string
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		if strings.HasPrefix(line, "# ") || strings.HasPrefix(line, "FAIL") {
			continue
		}
		line = strings.ReplaceAll(line, c.work+string(filepath.Separator), "")
		lines = append(lines, strings.TrimPrefix(line, "."+string(filepath.Separator)))
	}
	return strings.Join(lines, "\n")
}

// goEnvironment is the user's environment for the go command, which runs no
// code of the attempt: it needs the caches and proxies that are set there. Its
// temporary files go where Close finds them, for it is killed at an interrupt.
func (c *Checker) goEnvironment() ([]string, error) {
	temp := filepath.Join(c.scratch, "gotmp")
	if err := os.MkdirAll(temp, 0o755); err != nil {
		return nil, err
	}
	return append(os.Environ(), "GOTMPDIR="+temp, "GOWORK=off", "GOFLAGS=-buildvcs=false", "GO111MODULE=on"), nil
}

// help returns what a user can do about an error of the machine, or nothing for
// an error that it does not know.
func help(text string) string {
	for _, h := range []struct{ pattern, help string }{
		{"no space left on device", "The disk is full. Make room, or set TMPDIR and GOCACHE to folders that have some."},
		{"There is not enough space on the disk", "The disk is full. Make room, or set TMP and GOCACHE to folders that have some."},
		{"disk quota exceeded", "The disk quota is used up. Make room, or set TMPDIR and GOCACHE to folders that have some."},
		{"permission denied", "A folder that is needed cannot be written. Look at TMPDIR and GOCACHE."},
		{"read-only file system", "A folder that is needed cannot be written. Look at TMPDIR and GOCACHE."},
		{"module lookup disabled", "A module is not in the cache. Run `go mod download` in the solution's folder once, with the network on."},
		{"dial tcp", "A module is not in the cache and the network does not answer. Run `go mod download` in the solution's folder once, with the network on."},
		{"requires go >=", "The go command is too old. Install Go 1.26 or newer."},
		{"C compiler", "Install gcc or clang, or check without --race."},
	} {
		if strings.Contains(text, h.pattern) {
			return h.help
		}
	}
	return ""
}

func executable(name string) string {
	if runtime.GOOS == "windows" {
		return name + ".exe"
	}
	return name
}
