//go:build linux

package main

import (
	"bufio"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"systems.course/lecturekit/tool"
)

// listen serves on loopback until the test ends.
func listen(t *testing.T, serve func(net.Listener) error) (addr string) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	served := make(chan error, 1)
	go func() { served <- serve(listener) }()
	t.Cleanup(func() {
		require.NoError(t, listener.Close())
		require.ErrorIs(t, <-served, net.ErrClosed)
	})
	return listener.Addr().String()
}

func TestServersEchoAllThatTheyGet(t *testing.T) {
	for _, name := range []string{"goroutines", "unbuffered", "threads"} {
		t.Run(name, func(t *testing.T) {
			addr := listen(t, serve[name])
			conn, err := net.Dial("tcp", addr)
			require.NoError(t, err)
			sent := strings.Repeat("abcdefg", 10_000)
			failed := make(chan error, 1)
			go func() {
				_, err := io.WriteString(conn, sent)
				failed <- err
			}()
			got := make([]byte, len(sent))
			_, err = io.ReadFull(conn, got)
			require.NoError(t, err)
			require.NoError(t, <-failed)
			require.Equal(t, sent, string(got))
			require.NoError(t, conn.Close())
		})
	}
}

// A trace is what strace has written so far.
type trace struct {
	t    *testing.T
	file string
}

func (tr trace) text() string {
	text, err := os.ReadFile(tr.file)
	require.NoError(tr.t, err)
	return string(text)
}

var (
	brought = regexp.MustCompile(`"\.", 4096\) += 1\n`)
	inVain  = regexp.MustCompile(`, 4096\) += -1 EAGAIN`)
)

// reads counts the server's reads that brought a byte, and those in vain.
// Settled is when the last one was in vain, and no other will follow.
func (tr trace) reads() (bytes, vain int, settled bool) {
	text := tr.text()
	bytesAt, vainAt := brought.FindAllStringIndex(text, -1), inVain.FindAllStringIndex(text, -1)
	settled = len(vainAt) > 0 && len(bytesAt) > 0 && vainAt[len(vainAt)-1][0] > bytesAt[len(bytesAt)-1][0]
	return len(bytesAt), len(vainAt), settled
}

// traced starts a server under strace and connects to it.
func traced(t *testing.T, name string) (trace, net.Conn) {
	tool.Need(t, "strace")
	dir := t.TempDir()
	binary := filepath.Join(dir, "crowd")
	output, err := tool.Run(t, ".", "go", "build", "-o", binary, ".")
	require.NoError(t, err, output)
	tr := trace{t, filepath.Join(dir, "trace")}
	cmd := exec.Command("strace", "-f", "-qq", "-o", tr.file, binary, "serve", name)
	stdin, err := cmd.StdinPipe()
	require.NoError(t, err)
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	require.NoError(t, cmd.Start())
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil && strings.Contains(stderr.String(), "Operation not permitted") {
		t.Skip("strace may not trace here: " + stderr.String())
	}
	require.NoError(t, err)
	conn, err := net.Dial("tcp", strings.TrimSpace(strings.TrimPrefix(line, "listening on ")))
	require.NoError(t, err)
	t.Cleanup(func() {
		require.NoError(t, conn.Close())
		require.NoError(t, stdin.Close())
		require.NoError(t, cmd.Wait())
	})
	return tr, conn
}

func TestTheSystemCallsOfAMessage(t *testing.T) {
	const trips = 20
	for name, c := range map[string]struct{ inVain int }{
		"loop":       {inVain: 0}, // level-triggered: it reads once, when told
		"goroutines": {inVain: 1}, // it reads until there is nothing, and then waits
	} {
		t.Run(name, func(t *testing.T) {
			tr, conn := traced(t, name)
			// A byte that came before the read in vain would take its place.
			pause := func(messages int) {
				require.Eventually(t, func() bool {
					bytes, _, settled := tr.reads()
					return bytes == messages && (settled || c.inVain == 0)
				}, 20*time.Second, time.Millisecond)
			}
			require.NoError(t, trip([]net.Conn{conn}))
			pause(1)
			_, before, _ := tr.reads()
			for i := range trips {
				require.NoError(t, trip([]net.Conn{conn}))
				pause(i + 2)
			}
			_, after, _ := tr.reads()
			require.InDelta(t, c.inVain*trips, after-before, 1, "reads in vain")
		})
	}
}
