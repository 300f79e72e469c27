package http

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
	script := filepath.Join(t.TempDir(), "server.mjs")
	output, err := tool.Run(t, ".", "esbuild", "other/server.ts", "--platform=node", "--format=esm", "--outfile="+script)
	require.NoError(t, err, output)
	output, err = tool.Run(t, ".", "node", script)
	require.NoError(t, err, output)
	require.Contains(t, output, "a header, a byte at a time: HTTP/1.1 408 Request Timeout\n"+
		"the client left; the work was done: yes, for nobody\n"+
		"the process would end: broken\n"+
		"its client: waits\n"+
		"with captureRejections: HTTP/1.1 500 Internal Server Error\n")
}

func TestPython(t *testing.T) {
	tool.Need(t, "python3")
	output, err := tool.Run(t, ".", "python3", "other/server.py")
	require.NoError(t, err, output)
	require.Equal(t, "default: HTTP/1.0, timeout None\n"+
		"timeout of 0.5: who is silent is cut off, who trickles stays\n"+
		"half a header, then the end: HTTP/1.0 404 Not Found\n"+
		"json: {'amount': nan}\n"+
		"json, strictly: a member is there twice\n"+
		"sqlite3: SQLITE_BUSY_SNAPSHOT\n", output)
}

func TestRust(t *testing.T) {
	tool.Need(t, "rustc")
	binary := filepath.Join(t.TempDir(), "service")
	if runtime.GOOS == "windows" {
		binary += ".exe"
	}
	output, err := tool.Run(t, ".", "rustc", "--edition", "2021", "-o", binary, "other/service.rs")
	require.NoError(t, err, output)
	require.Empty(t, output, "the compiler has nothing to say")
	output, err = tool.Run(t, ".", binary)
	require.NoError(t, err, output)
	require.Equal(t, `/half/84 at 0 ms a byte: 42
/half/x at 0 ms a byte: {"status":400,"title":"that is no number"}
/ at 0 ms a byte: {"status":404,"title":"nothing is here"}
/half/13 at 0 ms a byte: {"status":500,"title":"the server has a fault"}
/half/84 at 100 ms a byte: {"status":408,"title":"too slow"}
`, output)
}
