package websockets

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"systems.course/lecturekit/tool"
)

// conversation returns what talk prints of a server, a word or two for each line
// of its table, after the server by hand.
func conversation(t *testing.T, command string) (byHand, it []string) {
	t.Helper()
	output, err := tool.Run(t, ".", "go", "run", "./talk", "it="+command)
	require.NoError(t, err, output)
	for line := range strings.Lines(output) {
		const first, column = 41, 12 // characters
		cells := []rune(strings.TrimRight(line, "\n"))
		require.Greater(t, len(cells), first+2*column, line)
		byHand = append(byHand, strings.TrimSpace(string(cells[first+column:first+2*column])))
		it = append(it, string(cells[first+2*column:]))
	}
	require.Equal(t, "it", it[0])
	return byHand[1:], it[1:]
}

func TestGorillaLeavesTwoThingsToTheApplication(t *testing.T) {
	output, err := tool.Run(t, ".", "go", "run", "./talk")
	require.NoError(t, err, output)
	require.Equal(t, `                                         gorilla     by hand
a snail in two fragments, a ping between 10:now same 10:now same
70,000 bytes                             70000       70000
close 4321                               close 4321  close 4321
a frame without a mask                   close 1002  close 1002
a continuation of nothing                close 1002  close 1002
a ping in two fragments                  close 1002  close 1002
a length in a longer form                "x"         close 1002
a claim of 2^62 bytes                    close 1009  close 1009
text that is not UTF-8                   nonsense    close 1007
close 1005                               close 1002  close 1002
`, output)
}

func TestNodeTalksAsGoDoes(t *testing.T) {
	tool.Need(t, "node")
	tool.Need(t, "esbuild")
	t.Parallel()
	script := filepath.Join(t.TempDir(), "ws.mjs")
	output, err := tool.Run(t, ".", "esbuild", "other/ws.ts", "--platform=node", "--format=esm", "--outfile="+script)
	require.NoError(t, err, output)
	byHand, it := conversation(t, "node "+script)
	require.Equal(t, byHand, it)
}

func TestAsyncioTalksAsGoDoes(t *testing.T) {
	tool.Need(t, "python3")
	t.Parallel()
	byHand, it := conversation(t, "python3 other/ws.py")
	require.Equal(t, byHand, it)
}

func TestRustTalksAsGoDoes(t *testing.T) {
	tool.Need(t, "rustc")
	t.Parallel()
	binary := filepath.Join(t.TempDir(), "ws")
	output, err := tool.Run(t, ".", "rustc", "--edition", "2021", "-o", binary, "other/ws.rs")
	require.NoError(t, err, output)
	require.Empty(t, output, "the compiler has nothing to say")
	byHand, it := conversation(t, binary)
	require.Equal(t, byHand, it)
}

func TestWhatABrowserAllows(t *testing.T) {
	tool.Need(t, "chromium")
	t.Parallel()
	output, err := tool.Run(t, ".", "go", "run", "./browser")
	require.NoError(t, err, output)
	require.Equal(t, `event streams open: 6 of 8
a request beside them: no answer
when they are closed: pong
WebSockets open: 8 of 8
a server that knows no subprotocol of the page's: 1006
a server that answers 200: 1006
64 MiB sent without a wait, of which more than 32 wait: true
`, output)
}
