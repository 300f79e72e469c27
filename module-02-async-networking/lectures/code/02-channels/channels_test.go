package channels

import (
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"systems.course/lecturekit/tool"
)

func TestWhatMustFailFails(t *testing.T) {
	for name, says := range map[string]string{
		"deaf":      "sent:   11 bytes, <nil>\nsecond: \"\", context deadline exceeded\n",
		"nested":    "fatal error: all goroutines are asleep - deadlock!\n",
		"shared":    "a minute:      context deadline exceeded; own context: <nil>\n",
		"forgotten": "goroutines more: 0\neach closed session keeps more than a KiB: true\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			output, err := tool.Run(t, ".", "go", "run", "./"+name)
			require.Error(t, err)
			require.Contains(t, output, says)
		})
	}
}

func TestPython(t *testing.T) {
	tool.Need(t, "python3")
	output, err := tool.Run(t, ".", "python3", "other/group.py")
	require.NoError(t, err, output)
	require.Contains(t, output, "  raised: (ValueError('b is broken'),)\n  done: True\n")
	require.Contains(t, output, "  attempt 0 failed\n  no TimeoutError\n")
}

func TestRust(t *testing.T) {
	tool.Need(t, "rustc")
	binary := filepath.Join(t.TempDir(), "drop")
	if runtime.GOOS == "windows" {
		binary += ".exe"
	}
	output, err := tool.Run(t, ".", "rustc", "--edition", "2021", "-o", binary, "other/drop.rs")
	require.NoError(t, err, output)
	require.Empty(t, output, "the compiler has nothing to say")
	output, err = tool.Run(t, ".", binary)
	require.NoError(t, err, output)
	require.Equal(t, "send: Err(\"a value\")\n"+
		"lost: Pending, then Ready(\"ance\")\n"+
		"kept: Pending, then Ready(()) with \"balance\"\n", output)
}

func TestTypeScript(t *testing.T) {
	tool.Need(t, "node")
	tool.Need(t, "esbuild")
	script := filepath.Join(t.TempDir(), "abort.mjs")
	output, err := tool.Run(t, ".", "esbuild", "other/abort.ts", "--outfile="+script)
	require.NoError(t, err, output)
	output, err = tool.Run(t, ".", "node", script)
	require.NoError(t, err, output)
	require.Contains(t, output, "  broken 1\n  broken is closed\n")
	require.Contains(t, output, "  aborted is closed\n  AbortError, because of TimeoutError\n")
	require.Contains(t, output, "  written after the race: false\n  and later: true\n")
}
