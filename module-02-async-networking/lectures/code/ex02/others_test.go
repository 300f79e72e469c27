package ex02

import (
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"systems.course/lecturekit/tool"
)

func TestNode(t *testing.T) {
	tool.Need(t, "node")
	tool.Need(t, "esbuild")
	script := filepath.Join(t.TempDir(), "tracker.mjs")
	output, err := tool.Run(t, ".", "esbuild", "other/tracker.ts", "--platform=node", "--format=esm", "--outfile="+script)
	require.NoError(t, err, output)
	output, err = tool.Run(t, ".", "node", script)
	require.NoError(t, err, output)
	require.Equal(t, `each for itself: 200 "2", 200 "2"; it is {"title":"b","version":2}
in a queue:      200 "2", 412 "2"; it is {"title":"a","version":2}
twice:           {"state":"closed"}
half a pair:     "\ud800"
2^53 + 1:        9007199254740992
parsed, copied:  undefined true
`, output)
}

func TestPython(t *testing.T) {
	tool.Need(t, "python3")
	output, err := tool.Run(t, ".", "python3", "other/tracker.py")
	require.NoError(t, err, output)
	require.Equal(t, `by default:      bo 200, ann 200; it is ann, version 2
BEGIN:           bo 200, ann SQLITE_BUSY_SNAPSHOT; it is bo, version 2
BEGIN IMMEDIATE: ann 200, bo 412; it is ann, version 2
in 1 commit: 30 done, 10 undone
`, output)
}

func TestRust(t *testing.T) {
	output, err := tool.Run(t, ".", compiled(t, "tracker.rs"))
	require.NoError(t, err, output)
	require.Equal(t, `{"Fault": 3, "QueueFull": 1, "Taken": 3, "is new": 6}
1 commit, 6 in the data, half done: false
free: true, in use: true
a panic ended it: true, free again: true
`, output)
}

// What an answer and a handler are is checked by the compiler.
func TestRustRefuses(t *testing.T) {
	tool.Need(t, "rustc")
	for name, want := range map[string]string{"early.rs": "E0603", "twice.rs": "E0507"} {
		output, err := tool.Run(t, ".", "rustc", "--edition", "2021", "-o", filepath.Join(t.TempDir(), "none"), "other/"+name)
		require.Error(t, err, name)
		require.Contains(t, output, "error["+want+"]", name)
	}
}

func compiled(t *testing.T, name string) string {
	tool.Need(t, "rustc")
	binary := filepath.Join(t.TempDir(), "program")
	if runtime.GOOS == "windows" {
		binary += ".exe"
	}
	output, err := tool.Run(t, ".", "rustc", "--edition", "2021", "-o", binary, "other/"+name)
	require.NoError(t, err, output)
	require.Empty(t, output, "the compiler has nothing to say")
	return binary
}
