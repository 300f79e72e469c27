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
	if err := c.putChecks(n); err != nil {
		return "", broken("writing the checks", err)
	}
	binary := filepath.Join(c.scratch, executable(fmt.Sprintf("checks%02d", n)))
	args := []string{"test", "-c", "-trimpath", "-vet=off", "-ldflags=-s -w", "-o", binary}
	if c.job.Race {
		args = append(args, "-race")
	}
	if trouble, err = c.run(ctx, append(args, ".")); trouble == "" && err == nil {
		c.binary, c.upTo = binary, n
	}
	return trouble, err
}

// buildPrograms builds the attempt's commands, once, if the checks start one.
func (c *Checker) buildPrograms(ctx context.Context) (trouble string, err error) {
	if !c.job.Exercise.Program || c.job.Target != "" || c.programs {
		return "", nil
	}
	bin := filepath.Join(c.scratch, "bin")
	if err := os.MkdirAll(bin, 0o755); err != nil {
		return "", broken("making a scratch folder", err)
	}
	if _, err := os.Stat(filepath.Join(c.work, "cmd")); errors.Is(err, os.ErrNotExist) {
		return "the attempt has no folder cmd with the program under check", nil
	}
	args := []string{"build", "-trimpath", "-o", bin + string(filepath.Separator)}
	if c.job.Race {
		args = append(args, "-race")
	}
	trouble, err = c.run(ctx, append(args, "./cmd/..."))
	c.programs = trouble == "" && err == nil
	return trouble, err
}

// run runs the go command in the scratch module.
func (c *Checker) run(ctx context.Context, args []string) (trouble string, err error) {
	result, err := process.Run(ctx, process.Command{
		Path: c.goTool, Args: args, Dir: c.work, Env: c.goEnvironment(), Limit: BuildLimit,
	})
	if err != nil {
		return "", broken("building the attempt", err)
	}
	text := strings.TrimSpace(string(result.Stderr) + "\n" + string(result.Stdout))
	switch {
	case result.TimedOut:
		return fmt.Sprintf("the build was ended after %v", BuildLimit), nil
	case result.Exit == 0:
		return "", nil
	case help(text) != "" || !position.MatchString(text):
		return "", &BrokenError{
			Doing: "building the attempt", Help: help(text),
			Err: fmt.Errorf("go %s: exit code %d\n%s", args[0], result.Exit, text),
		}
	}
	return c.tidy(text), nil
}

// position is how the compiler and the go command name what is wrong with Go
// files; an error without it is none of the attempt's.
var position = regexp.MustCompile(`(?m)^\S*\.go:\d+|^found packages `)

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
func (c *Checker) goEnvironment() []string {
	return append(os.Environ(), "GOTMPDIR="+c.temp, "GOWORK=off", "GOFLAGS=-buildvcs=false", "GO111MODULE=on")
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
