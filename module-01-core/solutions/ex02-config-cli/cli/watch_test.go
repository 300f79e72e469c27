//go:build unix

package cli_test

import (
	"bufio"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"systems.course/confctl/cli"
	"systems.course/confctl/safefile"
)

// replace changes a file so that the watcher never finds a part.
func (w *world) replace(name, text string) {
	w.t.Helper()
	file := filepath.Join(w.dir, name)
	require.NoError(w.t, os.MkdirAll(filepath.Dir(file), 0o755))
	require.NoError(w.t, safefile.Replace(safefile.OS(), file, []byte(text)))
}

// lines are what comes from the watcher, a line each, until it ends.
type lines struct {
	t    *testing.T
	more chan string
}

// readLines reads as fast as lines come, so that the watcher never waits.
func readLines(t *testing.T, r io.Reader) lines {
	l := lines{t, make(chan string, 1000)}
	go func() {
		defer close(l.more)
		for scanner := bufio.NewScanner(r); scanner.Scan(); {
			l.more <- scanner.Text()
		}
	}()
	return l
}

func (l lines) require(want string) {
	l.t.Helper()
	got, ok := <-l.more
	require.True(l.t, ok, "the watcher has ended; a line was to come: %s", want)
	require.Equal(l.t, want, got)
}

func (l lines) requireEnd() {
	l.t.Helper()
	got, ok := <-l.more
	require.False(l.t, ok, "%s", got)
}

// someTime is enough for whatever is waited for; a test that needs it fails.
const someTime = time.Minute

// firstProblem is in the file from the start. That it is reported is how a test
// knows that the first values have been read.
const (
	firstProblem = "\n[wrong]\n"
	firstReport  = "shop.toml:2:2: wrong: found a key that the schema doesn't have"
)

// watchScript changes files beside a watcher, and waits for each line that it
// prints. That a line comes which is not waited for, is an error too.
func watchScript(w *world, out, problems lines) {
	problems.require(firstReport)
	w.replace(".config/shop/config.toml", "[server]\nhost = \"0\"\n")
	out.require("server.host: not set -> 0 (user)") // and the problem is not reported again
	w.replace("shop.toml", "[server]\nport = 1\n")
	out.require("server.port: 8080 -> 1 (project)")
	w.replace(".config/shop/config.toml", "password = \"hunter1\"\n[server]\nport = 2\nhost = \"a\"\n")
	out.require("server.host: 0 -> a (user)") // and port is none: the project's is the stronger
	out.require("password: not set -> ******** (user)")
	w.replace(".config/shop/config.toml", "password = \"hunter2\"\n[server]\nport = 3\nhost = \"a\"\n")
	out.require("password: ******** -> ******** (user)")
	w.replace("shop.toml", "[server]\nport = \n")
	problems.require("confctl: shop.toml:2:8: unexpected character at start of value")
	w.replace("shop.toml", "")
	out.require("server.port: 1 -> 3 (user)") // the last values stood while the file was broken
	w.replace(".config/shop/config.toml", "")
	out.require("server.port: 3 -> 8080 (default)")
	out.require("server.host: a -> not set")
	out.require("password: ******** -> not set")
}

func TestWatch(t *testing.T) {
	w := newWorld(t, map[string]string{"shop.toml": firstProblem})
	ctx, cancel := context.WithTimeout(context.Background(), someTime)
	defer cancel()
	outR, outW := io.Pipe()
	errR, errW := io.Pipe()
	done := make(chan int, 1)
	go func() {
		code := cli.MainContext(ctx, cli.Process{Args: []string{"watch", "--interval", "1ms"}, Environ: w.env, Stdout: outW, Stderr: errW})
		_, _ = outW.Close(), errW.Close() // a pipe's Close has no errors
		done <- code
	}()
	out, problems := readLines(t, outR), readLines(t, errR)
	watchScript(w, out, problems)
	cancel()
	out.requireEnd()
	problems.requireEnd()
	require.Zero(t, <-done, "the end of a watch is no error")
}

func TestWatchEndsWithAnInterrupt(t *testing.T) {
	program := build(t)
	w := newWorld(t, map[string]string{"shop.toml": firstProblem})
	ctx, cancel := context.WithTimeout(context.Background(), someTime)
	defer cancel()
	c := exec.CommandContext(ctx, program, "watch", "--interval", "1ms")
	c.Dir, c.Env = w.dir, w.env
	stdout, err := c.StdoutPipe()
	require.NoError(t, err)
	stderr, err := c.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, c.Start())
	out, problems := readLines(t, stdout), readLines(t, stderr)
	watchScript(w, out, problems)
	require.NoError(t, c.Process.Signal(os.Interrupt))
	out.requireEnd()
	problems.requireEnd()
	require.NoError(t, c.Wait(), "the end of a watch is no error")
}
