package hub

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"systems.course/chat/internal/fanout"
	"systems.course/chat/internal/irc"
)

// A pipe is a connection that takes everything.
type pipe struct {
	got    strings.Builder
	killed []string
	onKill func()
}

func (p *pipe) TryWrite(b []byte) (int, error) { return p.got.Write(b) }
func (p *pipe) Write(b []byte) (int, error)    { return p.got.Write(b) }
func (p *pipe) Full()                          { p.Kill("full") }
func (p *pipe) Failed(err error)               { p.Kill(err.Error()) }

func (p *pipe) Kill(reason string) {
	p.killed = append(p.killed, reason)
	if p.onKill != nil {
		p.onKill()
	}
}

// take returns what has come since the last time, in lines.
func (p *pipe) take() []string {
	text := p.got.String()
	p.got.Reset()
	return strings.Split(strings.TrimSuffix(text, "\r\n"), "\r\n")
}

// A world is a hub with a clock that stands still.
type world struct {
	t   *testing.T
	hub *Hub
	now time.Time
	b   fanout.Batch
}

func newWorld(t *testing.T) *world {
	w := &world{t: t, now: time.Unix(1_000_000, 0)}
	w.hub = New(Config{
		Name: "chat.local", Version: "v", MaxNick: 30, MaxChannels: 20, SendQueue: 1 << 20,
		Operators:    map[string]string{"root": "pw"},
		PingInterval: 60 * time.Second, PingTimeout: 20 * time.Second, RegisterTimeout: 10 * time.Second,
		Now: func() time.Time { return w.now },
	})
	return w
}

func (w *world) do(c *Client, lines ...string) (reason string, ok bool) {
	w.t.Helper()
	for _, line := range lines {
		var m irc.Message
		require.NoError(w.t, m.Parse([]byte(line)))
		reason, ok = w.hub.Handle(c, &m, &w.b)
	}
	w.b.Flush()
	return reason, ok
}

func (w *world) join(nick string, lines ...string) (*Client, *pipe) {
	p := new(pipe)
	c := w.hub.Add(p, "host", false)
	w.do(c, append([]string{"NICK " + nick, "USER u 0 * :r"}, lines...)...)
	p.take()
	return c, p
}

func TestClocks(t *testing.T) {
	w := newWorld(t)
	idle := new(pipe)
	w.hub.Add(idle, "host", false)
	al, pipe := w.join("al")
	step := func(d time.Duration) {
		w.now = w.now.Add(d)
		w.hub.Tick(&w.b)
		w.b.Flush()
	}
	step(9 * time.Second)
	require.Empty(t, idle.killed)
	step(time.Second)
	require.Equal(t, []string{"Registration timeout"}, idle.killed)
	step(49 * time.Second)
	require.Equal(t, []string{""}, pipe.take(), "59 s of silence")
	step(time.Second)
	step(time.Second)
	require.Equal(t, []string{"PING :chat.local"}, pipe.take(), "asked once")
	w.do(al, "PONG chat.local")
	step(59 * time.Second)
	require.Equal(t, []string{""}, pipe.take())
	step(time.Second)
	step(19 * time.Second)
	require.Empty(t, pipe.killed)
	step(time.Second)
	require.Equal(t, []string{"Ping timeout: 20s"}, pipe.killed)
}

// TestKillsWithoutItsLock ends clients in all the ways that the hub has. Connection.Kill
// sets a deadline: nobody else may have to wait for that. None of a client's commands
// runs once it has been condemned.
func TestKillsWithoutItsLock(t *testing.T) {
	late := func(w *world) { w.now = w.now.Add(time.Hour); w.hub.Tick(&w.b) }
	tests := map[string]func(w *world){
		"KILL": func(w *world) {
			root, _ := w.join("root", "OPER root pw")
			w.do(root, "KILL al :out")
			w.do(root, "KILL al :again")
		},
		"ping timeout": func(w *world) { late(w); late(w) },
		"the end":      func(w *world) { w.hub.Close("over") },
	}
	for name, end := range tests {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			al, p := w.join("al", "JOIN #a")
			_, bo := w.join("bo", "JOIN #a")
			p.onKill = func() {
				require.True(t, w.hub.mu.TryLock(), "the hub is locked")
				w.hub.mu.Unlock()
			}
			end(w)
			require.Len(t, p.killed, 1)
			bo.take()
			reason, ok := w.do(al, "PRIVMSG #a :from beyond", "NICK ghost")
			require.False(t, ok)
			require.Equal(t, p.killed[0], reason)
			require.NotContains(t, strings.Join(bo.take(), "\n"), ":al!")
		})
	}
}

func TestQuitIsSeenOnceByEachNeighbour(t *testing.T) {
	w := newWorld(t)
	al, _ := w.join("al", "JOIN #a,#b,#c")
	_, bo := w.join("bo", "JOIN #a,#b,#c")
	_, cy := w.join("cy", "JOIN #d")
	reason, ok := w.do(al, "QUIT :so long")
	require.False(t, ok)
	bo.take()
	w.hub.Remove(al, reason, &w.b)
	w.b.Flush()
	require.Equal(t, []string{":al!~u@host QUIT :Quit: so long"}, bo.take())
	require.Equal(t, []string{""}, cy.take())
	_, users, channels := w.hub.Sizes()
	require.Equal(t, []int{2, 4}, []int{users, channels})
}

// TestNothingIsLeft has clients do all that makes state, and go.
func TestNothingIsLeft(t *testing.T) {
	w := newWorld(t)
	var clients []*Client
	for i := range 5 {
		c, _ := w.join(fmt.Sprintf("n%d", i), "JOIN #a,#b", "MODE #b +ib x", "INVITE n0 #b", "AWAY :x", "OPER root pw", "MODE n +i")
		clients = append(clients, c)
	}
	w.do(clients[0], "KICK #a n3", "NICK other", "JOIN 0", "JOIN #b", "MODE other +i")
	for _, c := range clients {
		w.hub.Remove(c, "bye", &w.b)
	}
	w.b.Flush()
	h := w.hub
	require.Empty(t, h.clients)
	require.Empty(t, h.nicks)
	require.Empty(t, h.channels)
	require.Equal(t, []int{0, 0, 0}, []int{h.users, h.hidden, h.operators})
}

func TestInvitationsAndBans(t *testing.T) {
	w := newWorld(t)
	op, _ := w.join("op", "JOIN #a", "MODE #a +ib *!*@host")
	al, p := w.join("al")
	last := func(line string) string {
		w.do(al, line)
		got := p.take()
		return got[len(got)-1]
	}
	require.Contains(t, last("JOIN #a"), " 474 al #a :")
	w.do(op, "INVITE al #a")
	p.take()
	require.Contains(t, last("JOIN #A"), " 366 al #a :", "an invitation is stronger than a ban")
	require.Contains(t, last("PRIVMSG #a :x"), " 404 al #a :", "but gives no voice")
	w.do(op, "MODE #a +v al")
	p.take()
	require.Empty(t, last("PRIVMSG #a :x"))
	w.do(al, "PART #a")
	p.take()
	require.Contains(t, last("JOIN #a"), " 474 al #a :", "an invitation counts once")
}
