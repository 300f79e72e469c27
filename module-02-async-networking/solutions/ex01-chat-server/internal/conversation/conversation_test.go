//go:build unix

// Package conversation has two clients that others wrote talk to each other.
package conversation

import (
	"bufio"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var record = flag.Bool("record", false, "write the recorded conversation anew")

const (
	recorded = "../../docs/conversation.txt"
	// patience is how long the test waits for what has to come.
	patience = 30 * time.Second
	channel  = "#go"
)

// need ends the test if a program is missing: with CI=true as a failure.
func need(t *testing.T, names ...string) {
	t.Helper()
	for _, name := range names {
		if _, err := exec.LookPath(name); err != nil {
			if os.Getenv("CI") == "true" {
				t.Fatal(err)
			}
			t.Skip(err)
		}
	}
}

// A program is one that this test has started.
type program struct {
	*exec.Cmd
	out *bufio.Reader
	in  io.WriteCloser
}

func start(t *testing.T, name string, args ...string) *program {
	t.Helper()
	cmd := exec.Command(name, args...)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	in, err := cmd.StdinPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		if cmd.ProcessState == nil {
			_ = cmd.Process.Kill() // it may have ended meanwhile
			_ = cmd.Wait()
		}
	})
	return &program{cmd, bufio.NewReader(out), in}
}

// says waits for a line with this text.
func (p *program) says(t *testing.T, text string) string {
	t.Helper()
	timer := time.AfterFunc(patience, func() { _ = p.Process.Kill() })
	defer timer.Stop()
	var before strings.Builder
	for {
		line, err := p.out.ReadString('\n')
		before.WriteString(line)
		require.NoError(t, err, "%s is to say %q, and says\n%s", p.Path, text, &before)
		if strings.Contains(line, text) {
			return line
		}
	}
}

func (p *program) types(t *testing.T, line string) {
	t.Helper()
	_, err := fmt.Fprintln(p.in, line)
	require.NoError(t, err)
}

// A terminal is irssi in a window of tmux.
type terminal struct {
	t      *testing.T
	socket string
}

func (w terminal) tmux(args ...string) string {
	w.t.Helper()
	output, err := exec.Command("tmux", append([]string{"-S", w.socket, "-f", os.DevNull}, args...)...).CombinedOutput()
	require.NoError(w.t, err, "tmux %q: %s", args, output)
	return string(output)
}

func (w terminal) types(line string) {
	w.t.Helper()
	w.tmux("send-keys", "-l", line)
	w.tmux("send-keys", "Enter")
}

// shows waits until the window shows this text, and returns all that it shows.
func (w terminal) shows(text string) string {
	w.t.Helper()
	for end := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		screen := w.tmux("capture-pane", "-p")
		if strings.Contains(screen, text) {
			return screen
		}
		require.True(w.t, time.Now().Before(end), "the window is to show %q, and shows\n%s", text, screen)
	}
}

const config = `settings = {
  core = { real_name = "Anna"; user_name = "anna"; };
  "irc/core" = { cmd_queue_speed = "1msec"; };
  "fe-common/core" = {
    timestamps = "no";
    # One window for everything.
    use_status_window = "no";
    autocreate_windows = "no";
    autocreate_own_query = "no";
    autocreate_query_level = "NONE";
  };
};
`

// irssi connects as anna, in a window of 88 columns and 70 lines.
func irssi(t *testing.T, addr string) terminal {
	t.Helper()
	// The path of a socket has a limit of about 100 bytes, and TempDir's may be longer.
	dir, err := os.MkdirTemp("", "irssi")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, os.RemoveAll(dir)) })
	require.NoError(t, os.WriteFile(filepath.Join(dir, "config"), []byte(config), 0o600))
	host, port, err := net.SplitHostPort(addr)
	require.NoError(t, err)
	w := terminal{t, filepath.Join(dir, "tmux")}
	w.tmux("new-session", "-d", "-x", "88", "-y", "70",
		fmt.Sprintf("TERM=screen LC_ALL=C.UTF-8 irssi --home=%s --connect=%s --port=%s --nick=anna", dir, host, port))
	t.Cleanup(func() { w.tmux("kill-server") })
	return w
}

var times = regexp.MustCompile(`(?m)^-!- +(This server was created|Channel .* created|Irssi: Join to .* was synced|idle ).*\n`)

// spoken is what stands between the server's welcome and irssi's last two lines,
// the status with the time of day and the line to type in. Lines that say when are
// left out.
func spoken(screen string) string {
	lines := strings.Split(strings.TrimRight(screen, "\n"), "\n")
	text := strings.TrimSpace(strings.Join(lines[:len(lines)-2], "\n")) + "\n"
	return times.ReplaceAllString(text[max(0, strings.Index(text, "-!- Welcome")):], "")
}

// TestIrssiAndSicTalk has irssi and sic hold a conversation until the server
// stops, and compares what irssi shows with docs/conversation.txt. What each
// waits for is on its screen before the other goes on.
func TestIrssiAndSicTalk(t *testing.T) {
	need(t, "irssi", "sic", "tmux")
	binary := filepath.Join(t.TempDir(), "chat")
	output, err := exec.Command("go", "build", "-o", binary, "systems.course/chat/cmd/chat").CombinedOutput()
	require.NoError(t, err, string(output))
	chat := start(t, binary, "--addr", "127.0.0.1:0")
	addr := strings.TrimSpace(strings.TrimPrefix(chat.says(t, "listening on "), "listening on "))
	host, port, err := net.SplitHostPort(addr)
	require.NoError(t, err)

	anna := irssi(t, addr)
	anna.shows("(+i)") // its mode in the status line: it is registered
	anna.types("/join " + channel)
	anna.shows("Total of 1 nicks")
	bert := start(t, "sic", "-h", host, "-p", port, "-n", "bert")
	bert.says(t, "422")
	bert.types(t, ":j "+channel)
	bert.says(t, "End of NAMES")
	anna.shows("bert [~bert@127.0.0.1] has joined")
	bert.types(t, ":m "+channel+" does the server tell me when I am too slow?")
	anna.shows("too slow?")
	anna.types("it does, and then it closes")
	bert.says(t, "and then it closes")
	anna.types("/me makes it official")
	bert.says(t, "ACTION makes it official")
	anna.types("/topic slow readers")
	bert.says(t, "TOPIC")
	anna.types("/op bert")
	bert.says(t, "MODE")
	bert.types(t, ":TOPIC "+channel+" :slow readers, and fast ones")
	anna.shows("and fast ones")
	anna.types("/away at dinner")
	anna.shows("being away")
	anna.types("/whois bert")
	anna.shows("End of WHOIS")
	anna.types("/names")
	anna.shows("Total of 2 nicks")
	anna.types("/kick bert see you")
	bert.says(t, "KICK")
	bert.types(t, ":m anna and in private?")
	bert.says(t, "301") // away
	require.NoError(t, chat.Process.Signal(syscall.SIGTERM))
	screen := anna.shows("Connection lost")
	require.NoError(t, chat.Wait())

	got := spoken(screen)
	if *record {
		require.NoError(t, os.WriteFile(recorded, []byte(got), 0o600))
	}
	want, err := os.ReadFile(recorded)
	require.NoError(t, err)
	require.Equal(t, string(want), got)
}
