package chat

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// patience bounds every wait for something that must come.
const patience = 30 * time.Second

// start runs a server until the test ends, and checks then that it ended without an
// error and left no goroutine.
func start(t *testing.T, o Options) (addr string, stop func()) {
	t.Helper()
	if o.Rate == 0 {
		o.Rate = Unlimited
	}
	before := runtime.NumGoroutine()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- Serve(ctx, l, o) }()
	stopped := false
	stop = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		select {
		case err := <-ended:
			require.NoError(t, err)
		case <-time.After(patience):
			t.Fatal("Serve does not return")
		}
	}
	t.Cleanup(func() {
		stop()
		noGoroutineLeft(t, before)
	})
	return l.Addr().String(), stop
}

// noGoroutineLeft waits until there are no more goroutines than before.
func noGoroutineLeft(t *testing.T, before int) {
	t.Helper()
	for end := time.Now().Add(patience); runtime.NumGoroutine() > before; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			buf := make([]byte, 1<<20)
			t.Fatalf("%d goroutines before, and now:\n%s", before, buf[:runtime.Stack(buf, true)])
		}
	}
}

func newRand(t *testing.T) *rand.Rand {
	seed := rand.Uint64()
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("seed %d", seed)
		}
	})
	return rand.New(rand.NewPCG(seed, 0))
}

// A peer is a client of the tests.
type peer struct {
	t    *testing.T
	nick string
	net.Conn
	r *bufio.Reader
}

func dial(t *testing.T, addr string) *peer {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	require.NoError(t, err)
	p := &peer{t: t, Conn: c, r: bufio.NewReader(c)}
	t.Cleanup(func() { _ = c.Close() })
	return p
}

// register dials and registers, and reads the welcome.
func register(t *testing.T, addr, nick string) *peer {
	t.Helper()
	p := dial(t, addr)
	p.nick = nick
	p.send("NICK "+nick, "USER u 0 * :Real "+nick)
	p.fence()
	return p
}

func (p *peer) send(lines ...string) {
	p.t.Helper()
	require.NoError(p.t, p.SetWriteDeadline(time.Now().Add(patience)))
	_, err := p.Write([]byte(strings.Join(lines, "\r\n") + "\r\n"))
	require.NoError(p.t, err)
}

// line reads a line; "" is the end of the stream.
func (p *peer) line() string {
	p.t.Helper()
	require.NoError(p.t, p.SetReadDeadline(time.Now().Add(patience)))
	text, err := p.r.ReadString('\n')
	if err != nil && text == "" {
		require.NotContains(p.t, err.Error(), "timeout", "%s waits for a line", p.nick)
		return ""
	}
	require.LessOrEqual(p.t, len(text), 512)
	require.True(p.t, strings.HasSuffix(text, "\r\n"), "%q", text)
	return strings.TrimSuffix(text, "\r\n")
}

// fence sends a PING and returns the lines before its PONG.
func (p *peer) fence() []string {
	p.t.Helper()
	p.send("PING fence")
	return p.until(":chat.local PONG chat.local :fence")
}

// until returns the lines before one that has text in it; the line itself is last when
// it isn't the fence's.
func (p *peer) until(text string) []string {
	p.t.Helper()
	var lines []string
	for {
		line := p.line()
		if line == "" {
			p.t.Fatalf("%s: the stream ended before %q; it had %q", p.nick, text, lines)
		}
		if line == text {
			return lines
		}
		lines = append(lines, line)
		if strings.Contains(line, text) {
			return lines
		}
	}
}

func TestOneByteAtATime(t *testing.T) {
	addr, _ := start(t, Options{MOTD: []string{"first", "second"}})
	p := dial(t, addr)
	for _, b := range []byte("NICK al\r\nUSER a 0 * :Al\nPING :x y\r\n") {
		_, err := p.Write([]byte{b})
		require.NoError(t, err)
	}
	got := strings.Join(p.until("PONG chat.local :x y"), "\n")
	for _, want := range []string{" 001 al :", " 375 al", " 372 al :- second", " 376 al", "CASEMAPPING=ascii"} {
		require.Contains(t, got, want)
	}
}

func TestServesAfterWaitingForFiles(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- Serve(ctx, &poorListener{Listener: l, fail: 3}, Options{}) }()
	require.NoError(t, register(t, l.Addr().String(), "al").Close())
	cancel()
	require.NoError(t, <-ended)
}

func TestReturnsTheListenersError(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, l.Close())
	require.ErrorIs(t, Serve(t.Context(), l, Options{}), net.ErrClosed)
}

func TestCleanShutdownWithClientsAttached(t *testing.T) {
	addr, stop := start(t, Options{})
	var peers []*peer
	for i := range 20 {
		p := register(t, addr, fmt.Sprintf("p%d", i))
		p.send("JOIN #a")
		p.fence()
		peers = append(peers, p)
	}
	half := dial(t, addr)
	half.send("NICK half")
	peers[0].send("PRIVMSG #a :last words")
	peers[0].fence()
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		stop()
	}()
	for _, p := range append(peers, half) {
		last := ""
		heard := p == half || p == peers[0]
		for line := p.line(); line != ""; line = p.line() {
			last = line
			heard = heard || strings.Contains(line, "last words")
			require.NotContains(t, line, " QUIT ")
		}
		require.True(t, heard, "%s has what was queued", p.nick)
		require.Equal(t, "ERROR :Closing Link: 127.0.0.1 (Server shutting down)", last)
		require.NoError(t, p.Close())
	}
	<-stopped
}
