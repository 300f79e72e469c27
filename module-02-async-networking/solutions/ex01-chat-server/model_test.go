package chat

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A model is what the server should hold and say, written in the plainest way: lists
// of names, and a list of lines for each client.
type model struct {
	rng     *rand.Rand
	clients []*modelClient
	rooms   map[string]*modelRoom
}

type modelClient struct {
	*peer
	want []string
}

type modelRoom struct {
	members []*modelClient // the first came first
	ops     map[*modelClient]bool
	muted   bool // mode m
	topic   string
}

// TestRandomSessionAgainstAModel runs random commands, one at a time, and compares
// every line that every client got with the model's.
func TestRandomSessionAgainstAModel(t *testing.T) {
	addr, _ := start(t, Options{})
	m := &model{rng: newRand(t), rooms: make(map[string]*modelRoom)}
	for i := range 8 {
		m.clients = append(m.clients, &modelClient{peer: register(t, addr, fmt.Sprintf("n%d", i))})
	}
	steps := 1500
	if testing.Short() {
		steps = 300
	}
	for step := range steps {
		c := m.clients[m.rng.IntN(len(m.clients))]
		line := m.step(c, step)
		c.send(line)
		c.compare(t, step, line) // the fence: it has been run
		if step%25 == 24 {
			for _, other := range m.clients {
				other.compare(t, step, line)
			}
		}
	}
}

// compare reads what c got since the last time.
func (c *modelClient) compare(t *testing.T, step int, line string) {
	t.Helper()
	var got []string
	for _, line := range c.fence() {
		if strings.Contains(line, " 353 ") {
			head, list, _ := strings.Cut(line, " :")
			all := strings.Fields(list) // they come in any order
			slices.Sort(all)
			line = head + " :" + strings.Join(all, " ")
		}
		if !strings.Contains(line, " 333 ") { // has the time
			got = append(got, line)
		}
	}
	require.Equal(t, c.want, got, "%s, step %d, after %q", c.nick, step, line)
	c.want = nil
}

func (c *modelClient) gets(format string, args ...any) {
	c.want = append(c.want, fmt.Sprintf(format, args...))
}

func (c *modelClient) source() string { return ":" + c.nick + "!~u@127.0.0.1" }

// step chooses a command for c and has the model do it.
func (m *model) step(c *modelClient, step int) string {
	name := fmt.Sprintf("#r%d", m.rng.IntN(4))
	room := m.rooms[name]
	other := m.clients[m.rng.IntN(len(m.clients))]
	text := fmt.Sprintf("%d %s", step, strings.Repeat("z", m.rng.IntN(200)))
	switch m.rng.IntN(10) {
	case 0, 1, 2:
		m.join(c, name)
		return "JOIN " + name
	case 3:
		m.part(c, name)
		return "PART " + name
	case 4:
		m.nick(c, fmt.Sprintf("k%d", step))
		return fmt.Sprintf("NICK k%d", step)
	case 5:
		other.gets("%s PRIVMSG %s :%s", c.source(), other.nick, text)
		return "PRIVMSG " + strings.ToUpper(other.nick) + " :" + text
	case 6:
		m.kick(c, name, other)
		return "KICK " + name + " " + other.nick + " :out"
	case 7:
		return m.mute(c, name)
	case 8:
		if m.inside(c, name) {
			room.topic = text
			m.all(room, nil, "%s TOPIC %s :%s", c.source(), name, text)
		}
		return "TOPIC " + name + " :" + text
	default:
		m.say(c, name, text)
		return "PRIVMSG " + name + " :" + text
	}
}

// all has the members get a line, but not the one who is left out.
func (m *model) all(room *modelRoom, except *modelClient, format string, args ...any) {
	for _, c := range room.members {
		if c != except {
			c.gets(format, args...)
		}
	}
}

// inside reports whether c is in a room, and has it get the error if not.
func (m *model) inside(c *modelClient, name string) bool {
	room := m.rooms[name]
	switch {
	case room == nil:
		c.gets(":chat.local 403 %s %s :No such channel", c.nick, name)
	case !slices.Contains(room.members, c):
		c.gets(":chat.local 442 %s %s :You're not on that channel", c.nick, name)
	default:
		return true
	}
	return false
}

func (m *model) join(c *modelClient, name string) {
	room := m.rooms[name]
	if room == nil {
		room = &modelRoom{ops: map[*modelClient]bool{c: true}}
		m.rooms[name] = room
	}
	if slices.Contains(room.members, c) {
		return
	}
	room.members = append(room.members, c)
	m.all(room, nil, "%s JOIN %s", c.source(), name)
	if room.topic != "" {
		c.gets(":chat.local 332 %s %s :%s", c.nick, name, room.topic)
	}
	var names []string
	for _, member := range room.members {
		sign := ""
		if room.ops[member] {
			sign = "@"
		}
		names = append(names, sign+member.nick)
	}
	slices.Sort(names)
	c.gets(":chat.local 353 %s = %s :%s", c.nick, name, strings.Join(names, " "))
	c.gets(":chat.local 366 %s %s :End of NAMES list", c.nick, name)
}

func (m *model) leave(c *modelClient, name string) {
	room := m.rooms[name]
	room.members = slices.DeleteFunc(room.members, func(x *modelClient) bool { return x == c })
	delete(room.ops, c)
	if len(room.members) == 0 {
		delete(m.rooms, name)
	}
}

func (m *model) part(c *modelClient, name string) {
	if m.inside(c, name) {
		m.all(m.rooms[name], nil, "%s PART %s", c.source(), name)
		m.leave(c, name)
	}
}

func (m *model) nick(c *modelClient, name string) {
	line := c.source() + " NICK " + name
	told := []*modelClient{c}
	for _, room := range m.rooms {
		if slices.Contains(room.members, c) {
			told = append(told, room.members...)
		}
	}
	for _, other := range m.clients {
		if slices.Contains(told, other) {
			other.gets("%s", line)
		}
	}
	c.nick = name
}

func (m *model) kick(c *modelClient, name string, other *modelClient) {
	if !m.inside(c, name) {
		return
	}
	room := m.rooms[name]
	switch {
	case !room.ops[c]:
		c.gets(":chat.local 482 %s %s :You're not channel operator", c.nick, name)
	case !slices.Contains(room.members, other):
		c.gets(":chat.local 441 %s %s %s :They aren't on that channel", c.nick, other.nick, name)
	default:
		m.all(room, nil, "%s KICK %s %s :out", c.source(), name, other.nick)
		m.leave(other, name)
	}
}

func (m *model) mute(c *modelClient, name string) string {
	room := m.rooms[name]
	mode := "+m"
	if room != nil && room.muted {
		mode = "-m"
	}
	if m.inside(c, name) {
		if room.ops[c] {
			room.muted = !room.muted
			m.all(room, nil, "%s MODE %s %s", c.source(), name, mode)
		} else {
			c.gets(":chat.local 482 %s %s :You're not channel operator", c.nick, name)
		}
	}
	return "MODE " + name + " " + mode
}

func (m *model) say(c *modelClient, name, text string) {
	room := m.rooms[name]
	switch {
	case room == nil:
		c.gets(":chat.local 403 %s %s :No such channel", c.nick, name)
	case room.muted && !room.ops[c]:
		c.gets(":chat.local 404 %s %s :Cannot send to channel", c.nick, name)
	default:
		m.all(room, c, "%s PRIVMSG %s :%s", c.source(), name, text)
	}
}
