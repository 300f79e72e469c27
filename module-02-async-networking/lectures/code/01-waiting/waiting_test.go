//go:build linux

package waiting

import (
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"systems.course/lecturekit/tool"
)

func TestWhatMustFailFails(t *testing.T) {
	for name, c := range map[string]struct {
		args []string
		says string
	}{
		"exhausted": {[]string{"./exhausted"}, "fatal error: thread exhaustion\n"},
		"borrowed":  {[]string{"./borrowed"}, "the deadline passed a second ago, and the read goes on\n"},
		"outlived":  {[]string{"./outlived"}, "greeted in time, and now the time-out of the greeting\n"},
		"forgetful": {[]string{"./poller", "forgetful"}, "its notification went to nobody, and the reader waits\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			output, err := tool.Run(t, ".", slices.Concat([]string{"go", "run"}, c.args)...)
			require.Error(t, err)
			require.Contains(t, output, c.says)
		})
	}
}

func TestWhatIsRepairedWorks(t *testing.T) {
	for name, c := range map[string]struct{ args []string }{
		"the client was answered\n": {[]string{"./outlived", "repaired"}},
		"the byte was read\n":       {[]string{"./poller", "unforgetful"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			output, err := tool.Run(t, ".", slices.Concat([]string{"go", "run"}, c.args)...)
			require.NoError(t, err, output)
			require.Equal(t, name, output)
		})
	}
}

// numbers returns what the groups of a pattern match in what a program prints.
func numbers(t *testing.T, output, pattern string) (all []int) {
	t.Helper()
	groups := regexp.MustCompile(pattern).FindStringSubmatch(output)
	require.NotNil(t, groups, output)
	for _, group := range groups[1:] {
		n, err := strconv.Atoi(group)
		require.NoError(t, err)
		all = append(all, n)
	}
	return all
}

func TestOnlyASystemCallTakesAThread(t *testing.T) {
	output, err := tool.Run(t, ".", "go", "run", "./alike")
	require.NoError(t, err, output)
	added := numbers(t, output, `(?s)conn.Read: +(\d+) threads more.*syscall.Read: +(\d+) threads more`)
	require.Less(t, added[0], 100)
	require.Greater(t, added[1], 400)
}

func TestAFileOnDiskIsNotPolled(t *testing.T) {
	output, err := tool.Run(t, ".", "go", "run", "./kinds")
	require.NoError(t, err, output)
	require.Regexp(t, `^socket +a goroutine waits, no thread\npipe +a goroutine.*\nregular file +the thread waits.*\ndirectory +the thread`, output)
}

func TestTheBufferIsMostOfWhatAConnectionTakes(t *testing.T) {
	output, err := tool.Run(t, ".", "go", "run", "./pieces")
	require.NoError(t, err, output)
	n := numbers(t, output, `buffered +(\d+) +(\d+) +(\d+)\nunbuffered +(\d+) +(\d+) +(\d+)\n`)
	require.InDelta(t, 2048, n[0], 300, "the stack")
	require.InDelta(t, 4096, n[1]-n[4], 100, "the buffer")
	require.Greater(t, n[5], 300, "the poller's part")
}

func TestBusy(t *testing.T) {
	output, err := tool.Run(t, ".", "go", "run", "./busy")
	require.NoError(t, err, output)
	for _, row := range []string{"nothing else", "one that computes", "one that computes and yields",
		"one that computes and sleeps", "one that computes, 2 processors", "two that compute, 2 processors"} {
		require.Regexp(t, `(?m)^`+row+` +[\d.]+ +[\d.]+$`, output)
	}
}

// commands say how to start the echo servers of other languages, from a directory for
// what they are translated to.
var commands = map[string]func(t *testing.T, dir string) string{
	"asyncio": func(t *testing.T, _ string) string {
		tool.Need(t, "python3")
		return "python3 other/server.py"
	},
	"node": func(t *testing.T, dir string) string {
		tool.Need(t, "node")
		tool.Need(t, "esbuild")
		script := filepath.Join(dir, "server.mjs")
		output, err := tool.Run(t, ".", "esbuild", "other/server.ts", "--outfile="+script)
		require.NoError(t, err, output)
		return "node " + script
	},
	"rust": func(t *testing.T, dir string) string {
		tool.Need(t, "rustc")
		binary := filepath.Join(dir, "server")
		output, err := tool.Run(t, ".", "rustc", "--edition", "2021", "-O", "-o", binary, "other/server.rs")
		require.NoError(t, err, output)
		require.Empty(t, output, "the compiler has nothing to say")
		return binary
	},
}

func TestOnlyOneServerHasAThreadForEachConnection(t *testing.T) {
	crowd := []string{"go", "run", "./crowd", "-n", "200"}
	var others []string
	dir := t.TempDir()
	for name, command := range commands {
		t.Run(name, func(t *testing.T) {
			crowd = append(crowd, name+"="+command(t, dir))
			others = append(others, name)
		})
	}
	output, err := tool.Run(t, ".", crowd...)
	require.NoError(t, err, output)
	n := numbers(t, output, `(?s)goroutines +200 +(\d+).*unbuffered +200 +(\d+).*threads +200 +(\d+)`)
	require.Less(t, n[0], 100)
	require.Less(t, n[1], 100)
	require.GreaterOrEqual(t, n[2], 200)
	for _, name := range others {
		require.Less(t, numbers(t, output, name+` +200 +(\d+)`)[0], 100, name)
	}
}
