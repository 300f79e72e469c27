package checker

import (
	"cmp"
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

// A built is what a build came to: binaries, or trouble.
type built struct {
	checks   []byte            // the test binary
	programs map[string][]byte // the attempt's commands, by file name
	trouble  string            // why there is none, in the compiler's words
	over     bool              // the trouble is that a limit of the build was reached
}

// build makes the binary with the checks of stage n.
//
// One binary with the checks of all stages serves every stage, if it compiles:
// it usually does, and saves a build for each stage. Otherwise, because a later
// stage's checks need what is not written yet, stage n is built with its own
// check files and those before.
func (c *Checker) build(ctx context.Context, n int) (b built, err error) {
	select {
	case c.building <- struct{}{}:
	case <-ctx.Done():
		return b, ctx.Err()
	}
	defer func() { <-c.building }()
	if c.job.Sandbox != "" && len(c.attempt.foreign) > 0 {
		// The build runs outside of the sandbox, and #include and .incbin would bring
		// into the program what the sandbox hides.
		return built{trouble: "not built, since C and assembly can read any file while they are built, and the exercise needs neither:\n" +
			strings.Join(c.attempt.foreign, "\n")}, nil
	}
	programs, err := c.buildPrograms(ctx)
	if err != nil || programs.trouble != "" {
		return programs, err
	}
	b, err = c.compileOnce(ctx, len(c.job.Exercise.Stages))
	if err == nil && b.trouble != "" && !b.over {
		b, err = c.compileOnce(ctx, n)
	}
	b.programs = programs.programs
	return b, err
}

func (c *Checker) compileOnce(ctx context.Context, n int) (built, error) {
	b, ok := c.builds[n]
	if ok {
		return b, nil
	}
	b, err := c.compile(ctx, n)
	if err == nil {
		c.builds[n] = b
	}
	return b, err
}

// compile builds the checks of the stages 1 to n.
func (c *Checker) compile(ctx context.Context, n int) (b built, err error) {
	if err := c.assemble(n); err != nil {
		return b, broken("copying the attempt", err)
	}
	binary := filepath.Join(c.scratch.dir, executable(fmt.Sprintf("checks%02d", n)))
	args := []string{"test", "-c", "-trimpath", "-vet=off", "-ldflags=-s -w", "-o", binary}
	if c.job.Race {
		args = append(args, "-race")
	}
	if b, err = c.run(ctx, append(args, ".")); b.trouble != "" || err != nil {
		return b, err
	}
	b.checks, b.trouble, err = readProgram(binary)
	b.over = b.trouble != ""
	return b, broken("reading the built checks", err)
}

// buildPrograms builds the attempt's commands, once, if the checks start one.
func (c *Checker) buildPrograms(ctx context.Context) (b built, err error) {
	if !c.job.Exercise.Program || c.job.Target != "" {
		return b, nil
	}
	if c.programs != nil {
		return *c.programs, nil
	}
	if !c.attempt.has("cmd/") {
		b.trouble = "the attempt has no folder cmd with the program under check"
		return b, nil
	}
	if err := c.assemble(0); err != nil {
		return b, broken("copying the attempt", err)
	}
	bin := filepath.Join(c.scratch.dir, "bin")
	if err := os.MkdirAll(bin, 0o755); err != nil {
		return b, broken("making a scratch folder", err)
	}
	args := []string{"build", "-trimpath", "-o", bin + string(filepath.Separator)}
	if c.job.Race {
		args = append(args, "-race")
	}
	b, err = c.run(ctx, append(args, "./cmd/..."))
	if err == nil && b.trouble == "" {
		b.programs, b.trouble, err = readFolder(bin)
	}
	if err != nil {
		return b, broken("reading the built programs", err)
	}
	c.programs = &b
	return b, nil
}

// readFolder reads the built programs in dir. Trouble says which is too large.
func readFolder(dir string) (files map[string][]byte, trouble string, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, "", err
	}
	files = make(map[string][]byte, len(entries))
	for _, e := range entries {
		files[e.Name()], trouble, err = readProgram(filepath.Join(dir, e.Name()))
		if err != nil || trouble != "" {
			return nil, trouble, err
		}
	}
	return files, "", nil
}

// readProgram reads a built program, or removes one that is too large: it would
// be kept in memory, and copied for each check.
func readProgram(file string) (data []byte, trouble string, err error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, "", err
	}
	if info.Size() > BinaryLimit {
		return nil, fmt.Sprintf("the built program has %d MiB, and the checker's limit is %d: "+
			"a very large variable with a value other than zero can make it so", info.Size()>>20, BinaryLimit>>20), os.Remove(file)
	}
	data, err = os.ReadFile(file)
	return data, "", err
}

// run runs the go command in the scratch module. Whether a failure is the
// attempt's is plain when the compiler names a place in a Go file; otherwise the
// reference decides: if it builds here, it is.
func (c *Checker) run(ctx context.Context, args []string) (b built, err error) {
	env, err := c.goEnvironment()
	if err != nil {
		return b, broken("making a scratch folder", err)
	}
	limit := cmp.Or(c.job.BuildLimit, BuildLimit)
	result, err := process.Run(ctx, process.Command{
		Path: c.goTool, Args: args, Dir: c.work, Env: env, Limit: limit, Memory: buildMemory(),
		Disk: process.Quota{Dir: c.scratch.dir, Bytes: BuildDiskLimit},
	})
	if err != nil {
		return b, broken("building the attempt", err)
	}
	text := c.tidy(strings.TrimSpace(string(result.Stderr) + "\n" + string(result.Stdout)))
	switch {
	case result.TimedOut:
		b = built{over: true, trouble: joinLines(fmt.Sprintf("the build was ended after %v, which is the checker's limit: "+
			"a very large source file, table or constant, or types that grow with each use, can keep the compiler that long", limit), text)}
	case result.Over == process.OverDisk:
		b = built{over: true, trouble: joinLines(fmt.Sprintf("the build was ended when it had written more than %d MiB, which is the checker's limit: "+
			"a very large variable with a value other than zero can make it so", BuildDiskLimit>>20), text)}
	case result.Over != "":
		b = built{over: true, trouble: joinLines(fmt.Sprintf("the build was ended when it had more than %d MiB of memory, which is the checker's limit: "+
			"a very large source file, table or array, or types that grow with each use, can make the compiler need that much", buildMemory()>>20), text)}
	case result.Exit == 0:
		return b, nil
	case position.MatchString(text) && help(text) == "":
		return built{trouble: text}, nil
	default:
		b.trouble = cmp.Or(text, "go "+args[0]+" ended with "+ending(result)+" and said nothing")
	}
	if err := c.referenceBuilds(ctx); err != nil {
		return b, &BrokenError{
			Doing: "building the attempt", Help: help(text),
			Err: fmt.Errorf("go %s: exit code %d, and the reference does not build either\n%s", args[0], result.Exit, b.trouble),
		}
	}
	return b, nil
}

// referenceBuilds returns why the reference does not build on this machine. What
// it finds serves all attempts of the Kit.
func (c *Checker) referenceBuilds(ctx context.Context) (err error) {
	if c.oracle {
		return errors.New("it is the reference that is being built")
	}
	k := c.kit
	select {
	case k.asking <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-k.asking }()
	if k.sound[c.job.Race] {
		return nil
	}
	reference, err := newChecker(ctx, c.job, k.reference)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, reference.Close()) }()
	reference.oracle = true
	b, err := reference.compile(ctx, len(c.job.Exercise.Stages))
	if b.trouble != "" {
		return errors.New(b.trouble)
	}
	k.sound[c.job.Race] = err == nil
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
	temp := filepath.Join(c.scratch.dir, "gotmp")
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
