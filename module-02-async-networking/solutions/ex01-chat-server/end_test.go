package chat

import (
	"bufio"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"systems.course/chat/internal/fanout"
	"systems.course/chat/internal/hub"
)

// A watched connection runs a function before its deadline is set and before it is closed.
// The rest is a net.Pipe, whose writes wait for the other end.
type watched struct {
	net.Conn
	deadline func(time.Time)
	closing  func()
}

func (w *watched) SetDeadline(t time.Time) error {
	w.deadline(t)
	return w.Conn.SetDeadline(t)
}

func (w *watched) SetReadDeadline(t time.Time) error {
	w.deadline(t)
	return w.Conn.SetReadDeadline(t)
}

func (w *watched) Close() error {
	w.closing()
	return w.Conn.Close()
}

// newWatched returns a server and a connection to it that has been added, but isn't served.
func newWatched(t *testing.T, o Options, w *watched) (*server, *conn, net.Conn) {
	t.Helper()
	o.Rate = Unlimited
	o = o.withDefaults()
	near, far := net.Pipe()
	t.Cleanup(func() { require.NoError(t, far.Close()) })
	w.Conn = near
	s := &server{options: o, hub: hub.New(o.hubConfig())}
	c := newConn(s, w)
	require.True(t, s.enter(c))
	c.client = s.hub.Add(c, c.host, false)
	require.NotNil(t, c.client)
	return s, c, far
}

// TestLocksNothingWhileItCutsOff has the server stop with a client that doesn't end, and
// looks at the locks in its log, in the deadline and in Close.
func TestLocksNothingWhileItCutsOff(t *testing.T) {
	var s *server
	var c *conn
	seen := make(map[string]bool)
	unlocked := func(where string) {
		seen[where] = true
		require.True(t, s.mu.TryLock(), "the server is locked: %s", where)
		s.mu.Unlock()
		require.True(t, c.mu.TryLock(), "the connection is locked: %s", where)
		c.mu.Unlock()
	}
	o := Options{Drain: time.Nanosecond}
	o.Log = zap.NewNop().WithOptions(zap.WrapCore(func(zapcore.Core) zapcore.Core {
		return &logHook{do: func(e zapcore.Entry) { unlocked(e.Message) }}
	}))
	end := make(chan struct{})
	w := &watched{
		deadline: func(time.Time) { unlocked("deadline") },
		closing:  func() { unlocked("close"); close(end) },
	}
	s, c, _ = newWatched(t, o, w)
	s.conns.Go(func() { <-end })
	s.stop()
	require.Equal(t, map[string]bool{"deadline": true, "close": true, "clients cut off at the end of the time to drain": true}, seen)
}

// A logHook is a log that calls a function.
type logHook struct {
	zapcore.Core
	do func(zapcore.Entry)
}

func (h *logHook) Enabled(zapcore.Level) bool { return true }

func (h *logHook) Check(e zapcore.Entry, ce *zapcore.CheckedEntry) *zapcore.CheckedEntry {
	return ce.AddCore(e, h)
}

func (h *logHook) Write(e zapcore.Entry, _ []zapcore.Field) error {
	h.do(e)
	return nil
}

// TestQuitDrainsWhatIsQueued looks at the deadline for what waits: Options.Drain for who
// leaves, and a moment for who was killed.
func TestQuitDrainsWhatIsQueued(t *testing.T) {
	for _, kill := range []bool{false, true} {
		var longest time.Duration
		w := &watched{
			deadline: func(at time.Time) { longest = max(longest, time.Until(at)) },
			closing:  func() {},
		}
		s, c, far := newWatched(t, Options{Drain: time.Hour}, w)
		served := make(chan struct{})
		go func() {
			defer close(served)
			defer s.exit(c)
			c.serve()
		}()
		r := bufio.NewReader(far)
		_, err := far.Write([]byte("NICK al\r\nUSER u 0 * :r\r\nPING a\r\n"))
		require.NoError(t, err)
		for line := ""; !strings.Contains(line, " PONG "); {
			line, err = r.ReadString('\n')
			require.NoError(t, err)
		}
		if kill {
			c.Kill("out")
		} else {
			_, err = far.Write([]byte("PING b\r\nQUIT\r\n"))
			require.NoError(t, err)
		}
		var last string
		for line := ""; !strings.HasPrefix(line, "ERROR"); {
			last = line
			line, err = r.ReadString('\n')
			require.NoError(t, err)
		}
		require.Equal(t, kill, last == "", "what was queued comes first")
		require.NoError(t, far.Close())
		<-served
		require.Equal(t, !kill, longest > time.Minute, "%v", longest)
	}
}

// TestKilledClientRunsNothing has a client killed between two lines of one read.
func TestKilledClientRunsNothing(t *testing.T) {
	w := &watched{deadline: func(time.Time) {}, closing: func() {}}
	s, c, _ := newWatched(t, Options{}, w)
	r := reader{conn: c, budget: newBudget(Unlimited, 1, time.Now())}
	r.lines.Max = 512
	_, ok := r.handle([]byte("NICK al\r\nUSER u 0 * :r\r\n"))
	require.True(t, ok)
	before := s.hub.Counts.Messages.Load()
	c.Full() // by what others have sent to it
	_, ok = r.handle([]byte("JOIN #a\r\nJOIN #b\r\n"))
	require.False(t, ok)
	require.Equal(t, before, s.hub.Counts.Messages.Load())
	_, _, channels := s.hub.Sizes()
	require.Zero(t, channels)
	s.exit(c) // a writer may wait for the other end
	<-c.client.Queue.End(nil, true)
	s.hub.Remove(c.client, "x", new(fanout.Batch))
}
