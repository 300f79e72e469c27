package doc

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// plainPosition is Position as its doc says it, counted from the file's start.
func plainPosition(source string, offset int) Position {
	before := source[:offset]
	start := strings.LastIndexByte(before, '\n') + 1
	return Position{strings.Count(before, "\n") + 1, utf8.RuneCountInString(before[start:]) + 1}
}

func TestPositionAndOffsetAgainstCounting(t *testing.T) {
	var b strings.Builder
	words := []string{"a", "é", "\n", "\t", "世界", "\U0001f600", "word ", "\r\n"}
	for b.Len() < 5000 {
		b.WriteString(words[rand.IntN(len(words))])
		if rand.IntN(200) == 0 {
			b.WriteString(strings.Repeat("é", rand.IntN(1000)))
		}
	}
	source := b.String()
	d := &Document{Source: []byte(source)}
	d.findLines()
	for i := range len(source) + 1 {
		if i < len(source) && !utf8.RuneStart(source[i]) {
			continue
		}
		at := d.Position(i)
		require.Equal(t, plainPosition(source, i), at, "offset %d", i)
		require.Equal(t, i, d.offset(at.Line, at.Column))
	}
	last := d.Position(len(source))
	require.Equal(t, len(source), d.offset(last.Line, last.Column+5), "beyond the file")
	require.Equal(t, len(source), d.offset(last.Line+1, 1))
	first := len(strings.SplitAfter(source, "\n")[0])
	require.Equal(t, first, d.offset(1, 1_000_000), "beyond the line is its end")
}

// oneLine is a table of n entries in a line, as each format writes it.
func oneLine(f Format, n int) string {
	parts := make([]string, n)
	for i := range parts {
		parts[i] = fmt.Sprintf(map[Format]string{TOML: `k%d = "é"`, YAML: `k%d: "é"`, JSON: `"k%d": "é"`}[f], i)
	}
	inside := strings.Join(parts, ",")
	return map[Format]string{TOML: "t = {" + inside + "}", YAML: "t: {" + inside + "}", JSON: `{"t": {` + inside + "}}"}[f]
}

// TestLongLines holds that the time does not grow with the square of a line: as
// long as it did, a line like these took more than ten seconds.
func TestLongLines(t *testing.T) {
	for f, n := range map[Format]int{TOML: 60_000, YAML: MaxYAMLKeys/2 - 1, JSON: 60_000} {
		start := time.Now()
		d, err := Parse("f", f, []byte(oneLine(f, n)))
		require.NoError(t, err)
		require.Len(t, d.Root.Entry("t").Value.Entries, n)
		require.Less(t, time.Since(start), 10*time.Second, "%v", f)
	}
}
