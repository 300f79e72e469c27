package ui

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"
)

func TestFrameFits(t *testing.T) {
	f := Frame{Top: "head\n", Body: "1\n2\n3\n4\n5", Foot: "\nbar\nstate"}
	tests := []struct {
		name          string
		scroll        int
		width, height int
		want          string
		wantScroll    int
	}{
		{"all of it", 0, 80, 24, "head||1|2|3|4|5||bar|state", 0},
		{"just so", 3, 80, 10, "head||1|2|3|4|5||bar|state", 0},
		{"a window", 0, 80, 9, "head||1|2|3|  … 2 lines more: arrow down||bar|state", 0},
		{"a window below", 1, 80, 9, "head||2|3|4|  … 1 lines above, 1 below: arrows||bar|state", 1},
		{"the window at the end", 99, 80, 9, "head||3|4|5|  … 2 lines above: arrow up||bar|state", 2},
		{"one line of it", 0, 80, 7, "head||1|  … 4 lines more: arrow down||bar|state", 0},
		{"none of it", 0, 80, 6, "head|||bar|state", 0},
		{"three lines", 0, 80, 3, "head|bar|state", 0},
		{"one line", 0, 80, 1, "head", 0},
		{"narrow", 0, 2, 24, "he||1|2|3|4|5||ba|st", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f.Scroll = tt.scroll
			lines, scroll := f.Lines(tt.width, tt.height)
			require.Equal(t, tt.want, strings.Join(lines, "|"))
			require.Equal(t, tt.wantScroll, scroll)
			require.LessOrEqual(t, len(lines), tt.height)
		})
	}
	for width := range 30 {
		for height := range 12 {
			lines, _ := f.Lines(width, height)
			require.LessOrEqual(t, len(lines), height, "%d by %d", width, height)
		}
	}
}

func TestCut(t *testing.T) {
	require.Equal(t, "\x1b[31mre\x1b[0m", cut("\x1b[31mred\x1b[0m line", 2))
	require.Equal(t, "äö", cut("äöü", 2))
	require.Equal(t, "a       b", cut("a\tb", 80))
	require.Empty(t, cut("abc", 0))
	require.Equal(t, "\x1b[", cut("\x1b[", 9))
}

func TestKeys(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"letters", "hq", "[104 113]"},
		{"control", "\x03\x1a", "[3 26]"},
		{"enter, both ways", "\r\n", "[13 13]"},
		{"arrows", "\x1b[A\x1b[B\x1bOA", "[-1 -2 -1]"},
		{"escape by itself", "\x1b", "[27]"},
		{"other keys are dropped", "\x1b[5~\x1b[1;5Cq", "[113]"},
		{"umlauts", "ä", "[228]"},
		{"bytes that are no character", "\xffq", "[65533 113]"},
		{"a sequence without an end", "\x1b[" + strings.Repeat("1", 100), "[]"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			keys := []Key{}
			require.NoError(t, readKeys(strings.NewReader(tt.in), func(k Key) bool { keys = append(keys, k); return true }))
			require.Equal(t, tt.want, fmt.Sprint(keys))
		})
	}
	var keys []Key
	require.NoError(t, readKeys(iotest.OneByteReader(strings.NewReader("äq")), func(k Key) bool { keys = append(keys, k); return k != 'q' }))
	require.Equal(t, []Key{'ä', 'q'}, keys)
	require.Error(t, readKeys(iotest.ErrReader(os.ErrDeadlineExceeded), nil))
}

func TestTakeNeedsATerminal(t *testing.T) {
	f, err := os.Create(filepath.Join(t.TempDir(), "file"))
	require.NoError(t, err)
	defer func() { require.NoError(t, f.Close()) }()
	_, err = Take(f, f)
	require.ErrorIs(t, err, ErrNoTerminal)
}
