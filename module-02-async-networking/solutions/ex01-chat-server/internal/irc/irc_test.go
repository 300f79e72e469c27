package irc

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestParse(t *testing.T) {
	tests := []struct {
		name, line string
		want       Message
		err        error
	}{
		{"command alone", "QUIT", Message{Command: "QUIT"}, nil},
		{"lower case", "nick Al", Message{Command: "NICK", Params: []string{"Al"}}, nil},
		{"source", ":al!u@h PRIVMSG #go :hi all", Message{Source: "al!u@h", Command: "PRIVMSG", Params: []string{"#go", "hi all"}}, nil},
		{"tags are read over", "@a=b;c :x PING y", Message{Source: "x", Command: "PING", Params: []string{"y"}}, nil},
		{"empty trailing", "AWAY :", Message{Command: "AWAY", Params: []string{""}}, nil},
		{"colon in trailing", "TOPIC #a ::)", Message{Command: "TOPIC", Params: []string{"#a", ":)"}}, nil},
		{"colon within a word", "PING a:b", Message{Command: "PING", Params: []string{"a:b"}}, nil},
		{"spaces", "  JOIN   #a   key  ", Message{Command: "JOIN", Params: []string{"#a", "key"}}, nil},
		{"spaces in trailing stay", "A :  b  ", Message{Command: "A", Params: []string{"  b  "}}, nil},
		{"fifteenth takes the rest", "C 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16",
			Message{Command: "C", Params: strings.Split("1,2,3,4,5,6,7,8,9,10,11,12,13,14,15 16", ",")}, nil},
		{"not UTF-8", "A \xff\xfe", Message{Command: "A", Params: []string{"\xff\xfe"}}, nil},
		{"source alone", ":al", Message{}, ErrNoCommand},
		{"spaces alone", "   ", Message{}, ErrNoCommand},
		{"nothing", "", Message{}, ErrNoCommand},
		{"NUL", "A b\x00c", Message{}, ErrByte},
		{"CR", "A b\rQUIT", Message{}, ErrByte},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var m Message
			err := m.Parse([]byte(tt.line))
			if tt.err != nil {
				require.ErrorIs(t, err, tt.err)
				return
			}
			require.NoError(t, err)
			require.Equal(t, tt.want.Source, m.Source)
			require.Equal(t, tt.want.Command, m.Command)
			require.Equal(t, append([]string{}, tt.want.Params...), append([]string{}, m.Params...))
		})
	}
}

func TestAppend(t *testing.T) {
	tests := []struct {
		name string
		got  []byte
		want string
	}{
		{"no parameter", Append(nil, "", "QUIT"), "QUIT\r\n"},
		{"word", Append(nil, "al!u@h", "JOIN", "#go"), ":al!u@h JOIN #go\r\n"},
		{"space", Append(nil, "s", "001", "al", "two words"), ":s 001 al :two words\r\n"},
		{"empty", Append(nil, "s", "TOPIC", "#a", ""), ":s TOPIC #a :\r\n"},
		{"smiley", Append(nil, "s", "TOPIC", "#a", ":)"), ":s TOPIC #a ::)\r\n"},
		{"text", AppendText([]byte("x"), "s", "PRIVMSG", "#a", "hi"), "x:s PRIVMSG #a :hi\r\n"},
		{"510 bytes and CRLF", AppendText(nil, "", "A", strings.Repeat("b", 600)), "A :" + strings.Repeat("b", 507) + "\r\n"},
		{"a character isn't torn", AppendText(nil, "", "A", strings.Repeat("b", 506)+"é"), "A :" + strings.Repeat("b", 506) + "\r\n"},
		{"bytes that aren't UTF-8 are", AppendText(nil, "", "A", strings.Repeat("\xff", 600)), "A :" + strings.Repeat("\xff", 507) + "\r\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { require.Equal(t, tt.want, string(tt.got)) })
	}
}

// collect reads stream in pieces of the sizes that size gives, as a connection would.
func collect(stream []byte, limit int, size func() int) []string {
	lines := Lines{Max: limit}
	var held []byte
	var got []string
	for len(stream) > 0 {
		n := min(max(size(), 1), len(stream))
		held = append(held, stream[:n]...)
		stream = stream[n:]
		for {
			line, used, err := lines.Next(held)
			held = held[used:]
			switch {
			case err != nil:
				got = append(got, err.Error())
			case line == nil:
			default:
				got = append(got, string(line))
				continue
			}
			if err == nil {
				break
			}
		}
		if len(held) >= limit {
			got = append(got, fmt.Sprintf("%d bytes are held", len(held)))
		}
	}
	return got
}

func TestLines(t *testing.T) {
	long := ErrTooLong.Error()
	tests := []struct {
		name, stream string
		want         []string
	}{
		{"CRLF and LF", "a\r\nb\nc\r\n", []string{"a", "b", "c"}},
		{"empty lines", "\r\n\n\r\r\n a\n\n", []string{" a"}},
		{"half a line", "a\nb", []string{"a"}},
		{"as long as it may be", "123456\r\n1234567\n", []string{"123456", "1234567"}},
		{"a byte too long", "1234567\r\n12345678\nab\n", []string{long, long, "ab"}},
		{"much too long", strings.Repeat("x", 100) + "\nab\n", []string{long, "ab"}},
		{"too long without an end", strings.Repeat("x", 100), []string{long}},
		{"too long twice", strings.Repeat("x", 20) + "\n" + strings.Repeat("y", 20) + "\nz\n", []string{long, long, "z"}},
		{"CR within", "a\rb\n", []string{"a\rb"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for size := 1; size <= len(tt.stream); size++ {
				require.Equal(t, tt.want, collect([]byte(tt.stream), 8, func() int { return size }), "pieces of %d", size)
			}
		})
	}
}

// FuzzLines cuts a stream in two ways; both must give the same lines.
func FuzzLines(f *testing.F) {
	f.Add([]byte("NICK al\r\nUSER a 0 * :A\r\n"), uint64(1))
	f.Add(bytes.Repeat([]byte("x"), 600), uint64(2))
	f.Add([]byte("a\x00b\n\r\n\n"+strings.Repeat("y", 31)+"\n"), uint64(3))
	f.Fuzz(func(t *testing.T, stream []byte, seed uint64) {
		rng := rand.New(rand.NewPCG(seed, 0))
		whole := collect(stream, 32, func() int { return len(stream) })
		pieces := collect(stream, 32, func() int { return rng.IntN(40) })
		require.Equal(t, whole, pieces)
		for _, line := range whole {
			require.NotContains(t, line, "\n")
		}
	})
}

// FuzzParse writes what it has parsed, and parses it again.
func FuzzParse(f *testing.F) {
	f.Add([]byte(":al!u@h PRIVMSG #go :hi all"))
	f.Add([]byte("@t=1 MODE  #a +o-v b  c"))
	f.Add([]byte("A 1 2 3 4 5 6 7 8 9 10 11 12 13 14 :x y"))
	f.Add([]byte("\xff\x00"))
	f.Fuzz(func(t *testing.T, line []byte) {
		var m, again Message
		if err := m.Parse(line); err != nil {
			require.True(t, errors.Is(err, ErrByte) || errors.Is(err, ErrNoCommand))
			return
		}
		require.LessOrEqual(t, len(m.Params), MaxParams)
		out := Append(nil, m.Source, m.Command, m.Params...)
		require.LessOrEqual(t, len(out), MaxLine)
		if len(out) == MaxLine || strings.HasPrefix(m.Command, "@") || strings.HasPrefix(m.Command, ":") {
			return // perhaps cut, or a command that reads as something else without a source
		}
		require.NoError(t, again.Parse(out[:len(out)-2]))
		require.Equal(t, m.Command, again.Command)
		require.Equal(t, append([]string{}, m.Params...), append([]string{}, again.Params...))
	})
}

func TestNames(t *testing.T) {
	for name, want := range map[string]bool{
		"al": true, "A-1": true, "[x]\\`_^{|}": true, "": false, "1a": false, "-a": false,
		"a b": false, "a!b": false, "a@b": false, "é": false, "#a": false, "123456789012": false,
		"a.b": false, "a:b": false, "a\x00": false, "twelvebytes1": false, "elevenbytes": true,
	} {
		require.Equal(t, want, ValidNick(name, 11), "nickname %q", name)
	}
	for name, want := range map[string]bool{
		"#a": true, "&a": false, "#é\xff": true, "#": false, "a": false, "": false, "#a b": false,
		"#a,b": false, "#a:b": false, "#a\x07": false, "#1234567890": true, "#12345678901": false,
	} {
		require.Equal(t, want, ValidChannel(name, 11), "channel %q", name)
	}
	require.Equal(t, "a[]é1", Fold("A[]é1"))
	require.Equal(t, "user", CleanUser("@ !", 10))
	require.Equal(t, "ab", CleanUser("a@b\x01c", 2))
}

func TestMasks(t *testing.T) {
	for mask, want := range map[string]string{
		"al": "al!*@*", "": "*!*@*", "al!u": "al!u@*", "u@h": "*!u@h", "@h": "*!*@h", "al!u@h": "al!u@h", "!@": "*!*@*",
	} {
		require.Equal(t, want, Mask(mask), "mask %q", mask)
	}
	tests := []struct {
		mask, text string
		want       bool
	}{
		{"*", "", true}, {"", "", true}, {"", "a", false}, {"a", "A", true}, {"?", "", false}, {"?", "a", true},
		{"a*b", "ab", true}, {"a*b", "axxb", true}, {"a*b", "axxbc", false}, {"*a*b*", "xxaybz", true},
		{"*abc", "ababc", true}, {"a**?", "a", false}, {"*!*@1.2.3.?", "al!u@1.2.3.4", true},
		{strings.Repeat("*a", 100) + "b", strings.Repeat("a", 5000), false},
	}
	for _, tt := range tests {
		require.Equal(t, tt.want, Match(tt.mask, tt.text), "%q and %q", tt.mask, tt.text)
	}
}

func TestModes(t *testing.T) {
	takes := func(mode byte, add bool) bool { return mode == 'o' || mode == 'l' && add }
	changes := ParseModes("o-o+lt-l", []string{"al", "bo", "5"}, takes)
	require.Equal(t, []ModeChange{
		{Add: true, Mode: 'o', Param: "al", Given: true},
		{Mode: 'o', Param: "bo", Given: true},
		{Add: true, Mode: 'l', Param: "5", Given: true},
		{Add: true, Mode: 't'},
		{Mode: 'l'},
	}, changes)
	require.Equal(t, []string{"+o-o+lt-l", "al", "bo", "5"}, FormatModes(changes))
	require.Equal(t, []ModeChange{{Add: true, Mode: 'o'}}, ParseModes("+o", nil, takes))
	require.Empty(t, ParseModes("+-", nil, takes))
}

func TestMiddle(t *testing.T) {
	for param, want := range map[string]string{"": "*", ":": "*", ":x": "*", "x y": "*", " ": "*", "x": "x", "x:y": "x:y", "\xff": "\xff"} {
		require.Equal(t, want, Middle(param), "%q", param)
	}
}
