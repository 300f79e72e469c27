package hub

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"systems.course/chat/internal/irc"
)

// TestNobodyIsDroppedForAQuestion asks what has long answers, with a queue that is much
// shorter than they are. Each answer has its end all the same.
func TestNobodyIsDroppedForAQuestion(t *testing.T) {
	w := newWorld(t)
	var channels []string
	for i := range 20 {
		channels = append(channels, fmt.Sprintf("#c%d", i))
	}
	all := strings.Join(channels, ",")
	for i := range 60 {
		w.join(fmt.Sprintf("n%028d", i), "JOIN "+all)
	}
	w.join("op", "JOIN #x", "MODE #x +o op")
	var setup []string
	for i := range maxBans {
		setup = append(setup, fmt.Sprintf("MODE #bans +b %s%d", strings.Repeat("m", 70), i))
	}
	op, _ := w.join("oper", append([]string{"JOIN #bans"}, setup...)...)
	w.hub.config.MOTD = strings.Split(strings.Repeat(strings.Repeat("x", 400)+"\n", 200), "\n")
	for name := range w.hub.channels {
		w.hub.channels[name].topic = strings.Repeat("t", maxTopic)
	}
	w.hub.config.SendQueue = 32 << 10
	tests := []struct{ line, end string }{
		{"NAMES " + all, " 366 al #c19 "},
		{"LIST " + all, " 323 al "},
		{"LIST", " 323 al "},
		{"WHO *", " 315 al "},
		{"WHO #c1", " 315 al "},
		{"JOIN " + all, " 366 al #c19 "},
		{"MOTD", " 376 al "},
		{"MODE #bans " + strings.Repeat("b", 400), " 368 al "},
	}
	for _, tt := range tests {
		t.Run(tt.line[:4], func(t *testing.T) {
			al, p := w.join("al")
			if strings.HasPrefix(tt.line, "MODE") {
				w.do(al, "JOIN #bans")
				p.take()
			}
			w.do(al, tt.line)
			require.Empty(t, p.killed)
			got := p.take()
			require.Contains(t, got[len(got)-1], tt.end)
			w.hub.Remove(al, "bye", &w.b)
		})
	}
	_, ok := w.do(op, "PING x")
	require.True(t, ok)
}

// TestListsOfNamesAreNotTorn has answers in one line for which there is too little room.
func TestListsOfNamesAreNotTorn(t *testing.T) {
	w := newWorld(t)
	al, p := w.join("a" + strings.Repeat("b", 29))
	known := map[string]bool{"": true}
	var names []string
	for i := range 16 {
		name := fmt.Sprintf("n%028d", i)
		c := w.hub.Add(new(pipe), strings.Repeat("1234:", 7)+strings.Repeat("9", 50), false)
		w.do(c, "NICK "+name, "USER "+strings.Repeat("u", 10)+" 0 * :r")
		names = append(names, name)
		known[name] = true
		known[name+"=+~"+strings.Repeat("u", 10)+"@"+c.host] = true
	}
	for _, tt := range []struct {
		line string
		fit  int // a lower bound of how many are in the answer
	}{
		{"ISON :" + strings.Join(names, " "), 15},
		{"ISON " + strings.Join(names, " "), 14}, // the parameters after the 14th are one
		{"USERHOST " + strings.Join(names[:5], " "), 3},
	} {
		w.do(al, tt.line)
		line := p.take()[0]
		require.LessOrEqual(t, len(line), irc.MaxLine-2)
		_, text, _ := strings.Cut(line, " :")
		words := strings.Split(text, " ")
		require.GreaterOrEqual(t, len(words), tt.fit)
		for _, word := range words {
			require.True(t, known[word], "%q in %q", word, line)
		}
	}
}

// TestEchoesWordsOnly sends what is no word in places that are repeated in the middle of
// an answer, where neither blanks nor a colon at the beginning are allowed (RFC 2812,
// section 2.3.1).
func TestEchoesWordsOnly(t *testing.T) {
	w := newWorld(t)
	al, p := w.join("al", "JOIN #a", "OPER root pw")
	tests := []struct{ line, want string }{
		{"NICK ::x y", " 432 al * :"},
		{"NICK :x y", " 432 al * :"},
		{"NICK 4x", " 432 al 4x :"},
		{"JOIN ::x", " 403 al * :"},
		{"JOIN :#x y", " 403 al * :"},
		{"TOPIC :#x y", " 403 al * :"},
		{"PART ::#x", " 403 al * :"},
		{"PRIVMSG :x :y", " 412 al :"},
		{"PRIVMSG :", " 411 al :"},
		{"WHOIS ::x", " 401 al * :"},
		{"WHO ::x", " 315 al * :"},
		{"WHO :a b", " 315 al * :"},
		{"NAMES ::x", " 366 al * :"},
		{"NAMES :#x y", " 366 al * :"},
		{"INVITE al ::x", " 403 al * :"},
		{"MODE #a :: ", " 472 al * :"},
		{"MODE ::x", " 401 al * :"},
		{"CAP ::x", " 410 al * :"},
		{":al :X y", " 421 al * :"},
	}
	for _, tt := range tests {
		w.do(al, tt.line)
		require.Contains(t, p.take()[0], tt.want, "%q", tt.line)
	}
	w.do(al, "MODE #a +b ::x", "MODE #a +b :x y", "MODE #a +b :", "MODE #a b")
	require.Equal(t, []string{":chat.local 368 al #a :End of channel ban list"}, p.take(), "none of these is a mask")
}
