//go:build unix

package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/stretchr/testify/require"
	"golang.org/x/term"
)

// A terminal is a pseudo terminal with the command in it. It keeps the last frame
// that was drawn whole.
type terminal struct {
	t      *testing.T
	cmd    *exec.Cmd
	keys   *os.File // the user's side
	tty    *os.File // the command's side
	before *term.State
	gone   chan struct{} // closed when nothing more will come

	mu    sync.Mutex
	drawn *sync.Cond // when all has changed, or nothing more will
	all   string
	over  bool
}

// frameWait bounds the wait for a frame that never comes.
const frameWait = 2 * time.Minute

// sits starts `course watch` in a terminal.
func (u *user) sits(args ...string) *terminal {
	u.t.Helper()
	keys, tty, err := pty.Open()
	require.NoError(u.t, err)
	require.NoError(u.t, pty.Setsize(keys, &pty.Winsize{Rows: 40, Cols: 100}))
	before, err := term.GetState(int(tty.Fd()))
	require.NoError(u.t, err)
	m := &terminal{t: u.t, keys: keys, tty: tty, before: before, gone: make(chan struct{})}
	m.drawn = sync.NewCond(&m.mu)
	m.cmd = exec.Command(program, append([]string{"watch"}, args...)...)
	m.cmd.Dir, m.cmd.Env = u.dir, append(u.env, "TERM=xterm", "NO_COLOR=1")
	m.cmd.Stdin, m.cmd.Stdout, m.cmd.Stderr = tty, tty, tty
	m.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	require.NoError(u.t, m.cmd.Start())
	u.t.Cleanup(m.close)
	go m.read()
	return m
}

func (m *terminal) read() {
	defer close(m.gone)
	chunk := make([]byte, 1<<16)
	for {
		n, err := m.keys.Read(chunk)
		m.mu.Lock()
		m.all += string(chunk[:n])
		m.over = err != nil
		m.drawn.Broadcast()
		m.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// close ends everything, whatever state the test has left it in.
func (m *terminal) close() {
	if m.cmd.ProcessState == nil {
		require.NoError(m.t, m.cmd.Process.Kill())
		_ = m.cmd.Wait() // killed
	}
	require.NoError(m.t, m.tty.Close())
	require.NoError(m.t, m.keys.Close())
	<-m.gone
}

var colours = regexp.MustCompile(`\x1b\[[0-9;]*m|\x1b\[K`)

// frame returns the last frame that was drawn whole.
func (m *terminal) frame() string {
	end := strings.LastIndex(m.all, "\x1b[J")
	if end < 0 {
		return ""
	}
	start := strings.LastIndex(m.all[:end], "\x1b[H")
	return strings.ReplaceAll(colours.ReplaceAllString(m.all[start+len("\x1b[H"):end], ""), "\r\n", "\n")
}

// sees waits for a frame with all the texts.
func (m *terminal) sees(texts ...string) string {
	m.t.Helper()
	late := time.AfterFunc(frameWait, func() {
		m.mu.Lock()
		defer m.mu.Unlock()
		m.over = true
		m.drawn.Broadcast()
	})
	defer late.Stop()
	m.mu.Lock()
	defer m.mu.Unlock()
	for {
		frame, missing := m.frame(), ""
		for _, text := range texts {
			if !strings.Contains(frame, text) {
				missing = text
			}
		}
		if missing == "" {
			return frame
		}
		require.False(m.t, m.over, "%q is not to be seen in\n%s", missing, frame)
		m.drawn.Wait()
	}
}

func (m *terminal) types(keys string) {
	m.t.Helper()
	_, err := io.WriteString(m.keys, keys)
	require.NoError(m.t, err)
}

// ends waits for the end, and for a terminal that is as it was. The exit code must
// be this one.
func (m *terminal) ends(exit int) {
	m.t.Helper()
	err := m.cmd.Wait()
	var ended *exec.ExitError
	if err != nil && !errors.As(err, &ended) {
		require.NoError(m.t, err)
	}
	require.Equal(m.t, exit, m.cmd.ProcessState.ExitCode())
	after, err := term.GetState(int(m.tty.Fd()))
	require.NoError(m.t, err)
	require.Equal(m.t, m.before, after)
	m.mu.Lock()
	defer m.mu.Unlock()
	for !strings.Contains(m.all, "\x1b[?25h") && !m.over {
		m.drawn.Wait()
	}
	require.Contains(m.t, m.all, "\x1b[?7h\x1b[?25h", "the cursor and the wrapping are back")
}

// renames saves as many editors do: the new file takes the old one's name.
func (u *user) renames(name, text string) {
	u.t.Helper()
	u.write(name+".tmp~", text)
	require.NoError(u.t, os.Rename(filepath.Join(u.dir, name+".tmp~"), filepath.Join(u.dir, name)))
}

const mine = "work/counter/counter.go"

// TestWatchTerminal is a student's way through in a terminal.
func TestWatchTerminal(t *testing.T) {
	t.Parallel()
	u := newUser(t)
	u.succeeds(words("start counter"))
	whole := u.read(solution)
	m := u.sits()
	m.sees("counter  auto", "FAIL   1  count", "not written yet", "(0 of 3 seen)", "[..] 0 of 2 stages", "waiting for a save")
	m.types("h")
	m.sees("Hint 1: a nudge", "A field.", "2 hints left: h")
	u.renames(mine, strings.Replace(whole, "c.sum += by", "c.sum = by", 1))
	m.sees("FAIL   1  count", "adds many times", "expected  Value() =", "(1 of 3 seen)", "waiting for a save")
	u.renames(mine, strings.Replace(whole, "slices.Sort(names)", "slices.Sort(names); slices.Reverse(names)", 1))
	m.sees("ok     1  count", "on to the next:", "FAIL   2", "names are sorted", `expected  Names() = ["a" "b"]`, "[#.] 1 of 2 stages", "waiting for a save")
	u.succeeds(words("hint"), "Stage 2") // progress is kept as the other commands keep it
	m.types("h")
	m.sees("Hint 2: the idea", "Sorting.")
	require.NoError(t, pty.Setsize(m.keys, &pty.Winsize{Rows: 9, Cols: 60}))
	m.sees("lines more: arrow down", "1 of 2 stages")
	require.NoError(t, pty.Setsize(m.keys, &pty.Winsize{Rows: 40, Cols: 100}))
	m.types("\x1a") // nobody is there to go on in the foreground, so it goes on by itself
	m.sees("Sorting.")
	u.renames(mine, whole)
	m.sees("ok     2", "All stages hold.", "[##] 2 of 2 stages", "waiting for a save")
	m.types("a")
	m.sees("ok     1  count", "ok     2  name what was counted", "Esc: back", "waiting for a save")
	m.types("q")
	m.ends(0)
	m.sees("Esc: back") // the last screen stays
}

// TestWatchTerminalMishaps is what goes wrong on the way.
func TestWatchTerminalMishaps(t *testing.T) {
	t.Parallel()
	u := newUser(t)
	u.succeeds(words("start counter"))
	starter, whole := u.read(mine), u.read(solution)
	u.write(mine, "package counter\n\nfunc {\n")
	m := u.sits("counter")
	m.sees("your code does not compile:", "counter.go:3:6: syntax error", "waiting for a save")
	require.NoError(t, os.Remove(filepath.Join(u.dir, mine)))
	m.sees("does not compile", "Go files in", "waiting for a save")
	u.write(mine, whole)
	m.sees("All stages hold.", "waiting for a save")
	m.types("r")
	m.sees("To be replaced by the starter's", "counter.go", "y replaces")
	m.types("n")
	m.sees("nothing was changed", "All stages hold.")
	require.Equal(t, whole, u.read(mine))
	m.types("m")
	m.sees("counter  manual", "m auto", "waiting for a key: c checks")
	m.types("r")
	m.sees("y replaces")
	m.types("y")
	m.sees("done; what was there is in")
	require.Equal(t, starter, u.read(mine))
	m.types("\x1b")
	m.sees("your files have changed since: c checks them")
	m.types("c")
	m.sees("Stage 1 held before, and does not now.", "FAIL   1  count", "[..] 0 of 2 stages", "waiting for a key")
	m.types("\x03")
	m.ends(0)
}

func TestWatchTerminalIsPutBack(t *testing.T) {
	for _, sig := range []syscall.Signal{syscall.SIGTERM, syscall.SIGHUP, syscall.SIGINT} {
		t.Run(sig.String(), func(t *testing.T) {
			t.Parallel()
			u := newUser(t)
			u.succeeds(words("start counter"))
			u.write(mine, strings.Replace(u.read(solution), "return c.sum", "for {\n\t}", 1))
			temp := t.TempDir()
			u.env = append(u.env, "TMPDIR="+temp)
			m := u.sits("--manual")
			m.sees("counter  manual", "checking: stage 1: check 1 of 4")
			require.NoError(t, m.cmd.Process.Signal(sig))
			m.ends(2)
			left, err := os.ReadDir(temp)
			require.NoError(t, err)
			require.Empty(t, left, "the scratch folder is gone")
		})
	}
}

// A pipe collects what a command writes and can be waited on.
type pipe struct {
	mu   sync.Mutex
	text bytes.Buffer
	more chan struct{} // holds one when something has come
}

func (p *pipe) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	select {
	case p.more <- struct{}{}:
	default:
	}
	return p.text.Write(b)
}

func (p *pipe) sees(t *testing.T, texts ...string) {
	t.Helper()
	for late := time.After(frameWait); ; {
		p.mu.Lock()
		text, missing := p.text.String(), ""
		p.mu.Unlock()
		for _, want := range texts {
			if !strings.Contains(text, want) {
				missing = want
			}
		}
		if missing == "" {
			return
		}
		select {
		case <-p.more:
		case <-late:
			require.Fail(t, "missing", "%q in\n%s", missing, text)
		}
	}
}

func TestWatchWithoutATerminal(t *testing.T) {
	t.Parallel()
	u := newUser(t)
	u.succeeds(words("start counter"))
	u.fails(2, words("watch --manual"), "--manual needs a terminal")
	u.fails(2, words("watch --stage 2"), "unknown flag")
	cmd := exec.Command(program, "watch", "counter", "--dir", "work/counter")
	cmd.Dir, cmd.Env = u.dir, u.env
	out := &pipe{more: make(chan struct{}, 1)}
	cmd.Stdout, cmd.Stderr = out, out
	require.NoError(t, cmd.Start())
	out.sees(t, "FAIL   1  count", "hint     course hint", "[..] 0 of 2 stages")
	u.renames(mine, u.read(solution))
	out.sees(t, "ok     1  count", "ok     2", "[##] 2 of 2 stages", "All stages hold.")
	require.NoError(t, cmd.Process.Signal(os.Interrupt))
	require.Error(t, cmd.Wait())
	require.Equal(t, 2, cmd.ProcessState.ExitCode())
	out.sees(t, "interrupted; your files are as they were")
	require.NotContains(t, out.text.String(), "\x1b")
}
