package tcp

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"systems.course/lecturekit/tool"
)

func TestNodeQueuesWhatIsNotAwaited(t *testing.T) {
	tool.Need(t, "node")
	tool.Need(t, "esbuild")
	script := filepath.Join(t.TempDir(), "backpressure.mjs")
	output, err := tool.Run(t, ".", "esbuild", "other/backpressure.ts", "--platform=node", "--format=esm", "--outfile="+script)
	require.NoError(t, err, output)
	output, err = tool.Run(t, ".", "node", script)
	require.NoError(t, err, output)
	require.Regexp(t, `careless: \d{5} KiB .*\ncareful: +\d{1,3} KiB`, output)
}

func TestAsyncioQueuesWhatIsNotDrained(t *testing.T) {
	tool.Need(t, "python3")
	output, err := tool.Run(t, ".", "python3", "other/streams.py")
	require.NoError(t, err, output)
	require.Regexp(t, `65537 bytes\n.*ValueError.*\nwithout drain: +\d{5} KiB .*\nwith drain: +\d{1,3} KiB`, output)
}

func TestRust(t *testing.T) {
	tool.Need(t, "rustc")
	binary := filepath.Join(t.TempDir(), "lines")
	output, err := tool.Run(t, ".", "rustc", "--edition", "2021", "-o", binary, "other/lines.rs")
	require.NoError(t, err, output)
	require.Empty(t, output, "the compiler has nothing to say")
	output, err = tool.Run(t, ".", binary)
	require.NoError(t, err, output)
	require.Contains(t, output, "whole: Ok(())\nhalf: Err(UnexpectedEof)\nendless: Err(InvalidData)\n")
}
