package checkkit

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// runLimit is how long a Command may take that doesn't say.
const runLimit = 10 * time.Second

// A Command is a program under check that ends by itself. The zero value of all
// but Name is a good default.
type Command struct {
	Name  string   // cmd/NAME of the exercise
	Args  []string // without the program's name
	Dir   string   // where it runs; "" for the check's own folder
	Env   []string // NAME=VALUE: all of its environment but PATH; nil for none
	Stdin string
	Limit time.Duration // 0 for ten seconds
}

// A Result is what came of a Command. Of each output the last MiB is kept.
type Result struct {
	Stdout, Stderr string
	Code           int // the exit code; -1 if a signal ended it
}

// Run runs a program of the exercise with these arguments, as Command.Run does.
func Run(t testing.TB, name string, args ...string) Result {
	t.Helper()
	return Command{Name: name, Args: args}.Run(t)
}

// Run runs the program to its end, whatever its exit code. Like Start, it builds
// cmd/NAME, or takes it from COURSE_BIN. If it takes longer than its limit it is
// killed, and the check has failed. Run may be called from several goroutines
// if the program has been built before, by Build. A check that needs it is skipped
// with COURSE_TARGET set, which names what is under check instead.
func (c Command) Run(t testing.TB) Result {
	t.Helper()
	if Target() != "" {
		t.Skipf("it runs %s, and COURSE_TARGET names what runs already", c)
	}
	r, err := c.run(programFile(t, c.Name))
	if errors.Is(err, context.DeadlineExceeded) {
		Fail(t, Failure{
			fmt.Sprintf("%s to end within %v", c, c.limit()), "it still runs",
			"the program does what it is told and ends",
		})
	}
	if err != nil {
		t.Fatalf("checkkit: %s cannot be run: %v", c.Name, err)
	}
	return r
}

// Try is Run for goroutines that are not the check's own, which must not end
// it: what is in Run's way is an error. The program must have been built, by
// Run or Build.
func (c Command) Try(t testing.TB) (Result, error) {
	return c.run(programFile(t, c.Name))
}

// Build builds a program, so that its first Run takes no longer than others.
func Build(t testing.TB, name string) {
	t.Helper()
	programFile(t, name)
}

// String is the command as a shell would have it, roughly.
func (c Command) String() string {
	words := []string{c.Name}
	for _, arg := range c.Args {
		if arg == "" || strings.ContainsAny(arg, " \"'\n") {
			arg = quote(arg)
		}
		words = append(words, arg)
	}
	return strings.Join(words, " ")
}

func (c Command) limit() time.Duration {
	if c.Limit > 0 {
		return c.Limit
	}
	return runLimit
}

func (c Command) run(file string) (Result, error) {
	ctx, cancel := context.WithTimeout(context.Background(), c.limit())
	defer cancel()
	stdout, stderr := &tail{limit: 1 << 20}, &tail{limit: 1 << 20}
	cmd := exec.CommandContext(ctx, file, c.Args...)
	cmd.Dir, cmd.Stdin, cmd.Stdout, cmd.Stderr = c.Dir, strings.NewReader(c.Stdin), stdout, stderr
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH")}, c.Env...)
	cmd.WaitDelay = time.Second // a child of its own may hold the outputs open
	err := cmd.Run()
	if ctx.Err() != nil {
		return Result{}, ctx.Err()
	}
	if ended := (*exec.ExitError)(nil); err != nil && !errors.As(err, &ended) {
		return Result{}, err
	}
	return Result{stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()}, nil
}
