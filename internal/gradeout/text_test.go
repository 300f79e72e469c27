package gradeout

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

func TestVisible(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"plain text stays", "a\tb\nc <>&", "a\tb\nc <>&"},
		{"letters of any language stay", "äß שלום 日本 🙂", "äß שלום 日本 🙂"},
		{"control characters", "\x00\x1b[2J\x7f", "␀␛[2J␡"},
		{"a carriage return at a line's end goes", "a\r\nb\rc", "a\nb␍c"},
		{"bytes that are not UTF-8", "a\xffb\xc3", "a⟨xFF⟩b⟨xC3⟩"},
		{"marks of direction", "\u202e\u2066\u200f", "⟨U+202E⟩⟨U+2066⟩⟨U+200F⟩"},
		{"what XML has no place for", "\ufffe\uffff", "⟨U+FFFE⟩⟨U+FFFF⟩"},
		{"odd spaces", "\u00a0\u2028\ufeff", "⟨U+00A0⟩⟨U+2028⟩⟨U+FEFF⟩"},
		{"the replacement character itself stays", "\ufffd", "\ufffd"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { require.Equal(t, tt.want, visible(tt.text)) })
	}
}

func TestLimit(t *testing.T) {
	l := limit{lines: 3, runes: 5, bytes: 100}
	require.Equal(t, "a\nb\nc", l.show("a\nb\nc\n"))
	require.Equal(t, "1\n2\n… 3 lines left out …\n6", l.show("1\n2\n3\n4\n5\n6"))
	require.Equal(t, "äöüäö… (2 characters more)", l.show("äöüäöüä"))
	require.Empty(t, l.show(""))
}

func TestClipKeepsRunesWhole(t *testing.T) {
	for n := 6; n < 40; n++ {
		require.True(t, utf8.ValidString(clip(strings.Repeat("日本🙂", 20), n)), n)
	}
	require.Equal(t, "short", clip("short", 5))
}

func TestCount(t *testing.T) {
	require.Equal(t, "1 line", count(1, "line"))
	require.Equal(t, "2 processes", count(2, "process"))
}

func FuzzVisible(f *testing.F) {
	f.Add(nasty)
	f.Add(strings.Repeat("\x80", 100))
	f.Fuzz(func(t *testing.T, text string) {
		for _, got := range []string{visible(text), line(text, 20), limit{3, 10, 50}.show(text), codeLine(text)} {
			require.True(t, utf8.ValidString(got))
			for _, r := range got {
				require.True(t, r == '\n' || r == '\t' || unicode.IsPrint(r), "%q in %q", r, got)
			}
		}
		require.NotContains(t, line(text, 20), "\n")
		require.NotContains(t, codeLine(text), "\n")
		require.LessOrEqual(t, utf8.RuneCountInString(line(text, 20)), 20+30)
		if cell := harmless(text); cell != "" {
			require.NotContains(t, "=+-@\t\r\uff1d\uff0b\uff0d\uff20", string([]rune(cell)[0]))
		}
	})
}
