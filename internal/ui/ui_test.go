package ui

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPlainHasNoEscapes(t *testing.T) {
	var b bytes.Buffer
	s := Plain(&b)
	s.Status("building")
	s.Printf("%s %s", s.Paint(Red, "FAIL"), s.Bar(3, 9))
	s.Done()
	require.Equal(t, "FAIL [###......]\n", b.String())
}

func TestStatusIsDrawnOver(t *testing.T) {
	var b bytes.Buffer
	s := &Screen{out: &b, live: true, width: 10}
	s.Status("a long status line")
	s.Printf("ok")
	require.Equal(t, "a long st\r         \rok\n", b.String())
}

func TestPaint(t *testing.T) {
	s := &Screen{color: true}
	require.Equal(t, "\x1b[31mx\x1b[0m", s.Paint(Red, "x"))
	require.Empty(t, s.Paint(Red, ""))
}

func TestBar(t *testing.T) {
	s := Plain(nil)
	require.Equal(t, "[]", s.Bar(0, 0))
	require.Equal(t, "[##]", s.Bar(2, 2))
	require.Equal(t, "[##########..........]", s.Bar(50, 100))
	require.Equal(t, "[##]", s.Bar(99, 2))
	require.Equal(t, "[..]", s.Bar(-5, 2))
}

func TestClean(t *testing.T) {
	require.Equal(t, "a\n\tb äé \\x1b[2J\\r\\a", Clean("a\n\tb äé \x1b[2J\r\a"))
	require.Equal(t, strings.Repeat("x", 400)+"…\ny", Clean(strings.Repeat("x", 5000)+"\ny"))
}

func TestFit(t *testing.T) {
	s := &Screen{width: 20}
	require.Equal(t, "  expected  a = 1\n  because   one two\n            three",
		s.Fit("expected  a = 1\nbecause   one two three", "  ", "          "))
}

func TestFitKeepsLeadingBlanks(t *testing.T) {
	s := &Screen{width: 20}
	require.Equal(t, "        | one two\n      three four", s.Fit("    | one two three four", "    ", "  "))
	require.Equal(t, "            incomprehensible\n      two", s.Fit("        incomprehensible two", "    ", "  "))
	require.Equal(t, "      | {\"level\":\"info\"}", s.Fit("  | {\"level\":\"info\"}", "    ", "  "), "a long word stays beside its bar")
}

func TestWrap(t *testing.T) {
	s := &Screen{width: 12}
	tests := []struct{ name, text, want string }{
		{"fits", "one two", "  one two"},
		{"breaks", "one two three four", "  one two\n  three four"},
		{"a long word", "a incomprehensible b", "  a\n  incomprehensible\n  b"},
		{"paragraphs stay apart", "one\n\ntwo", "  one\n\n  two"},
		{"lines of a paragraph are joined", "one\ntwo three\nfour", "  one two\n  three four"},
		{"also where one begins with a mark", "one\n`a` **b** c\nd", "  one `a`\n  **b** c d"},
		{"list items hang", "- one two three\n  four\n- five", "  - one two\n    three\n    four\n  - five"},
		{"code stays whole", "```text\nx = a long line of code\n```\none two three", "  ```text\n  x = a long line of code\n  ```\n  one two\n  three"},
		{"umlauts are one column", "äöü äöü äöü", "  äöü äöü\n  äöü"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { require.Equal(t, tt.want, s.Wrap(tt.text, "  ")) })
	}
}
