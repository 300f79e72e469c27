package measuring

import (
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"systems.course/lecturekit/tool"
)

func TestWhatMustFailFails(t *testing.T) {
	for name, c := range map[string]struct {
		command []string
		says    []string
	}{
		"fuzz":     {[]string{"test", "-tags=fails", "-run=Fuzz", "./first"}, []string{`Unquote(Quote("\x81")) = "`}},
		"order":    {[]string{"test", "-tags=fails", "-run=TestPages", "./order"}, []string{`get("home") = store is closed`, `get("cart") = store is closed`}},
		"bubble":   {[]string{"test", "-tags=fails", "-run=Still", "-timeout=1s", "./bubble"}, []string{"[sync.Mutex.Lock, synctest bubble 1]", "[sleep (durable), synctest bubble 1]"}},
		"cached":   {[]string{"run", "./cached"}, []string{"again                   ok, cached\n", "REGION=us               ok\n", "../price.txt says 999   ok, cached\nthe same, with -count=1 FAIL\n"}},
		"omission": {[]string{"run", "./omission"}, []string{"p99           1ms   1.461s\n", "the closed loop hides the stall\n"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			output, err := tool.Run(t, ".", append([]string{"go"}, c.command...)...)
			require.Error(t, err)
			for _, line := range c.says {
				require.Contains(t, output, line)
			}
		})
	}
}

// The benchmarks that measure nothing have no multiplication in them.
func TestWhatTheCompilerLeavesOfABenchmark(t *testing.T) {
	t.Parallel()
	if runtime.GOARCH != "amd64" {
		t.Skip("the test knows the name of the instruction on amd64 alone")
	}
	output, err := tool.Run(t, ".", "go", "build", "-gcflags=-S", "-o", filepath.Join(t.TempDir(), "lying"), "./lying")
	require.NoError(t, err, output)
	multiplies := map[string]bool{}
	name := ""
	for line := range strings.SplitSeq(output, "\n") {
		if before, _, found := strings.Cut(line, " STEXT"); found {
			name = before
		}
		if strings.Contains(line, "\tIMULQ\t") {
			multiplies[name] = true
		}
	}
	require.Equal(t, map[string]bool{"main.mix": true, "main.kept": true, "main.chained": true, "main.loop": true}, multiplies)
}

func TestEverythingIsCovered(t *testing.T) {
	t.Parallel()
	output, err := tool.Run(t, ".", "go", "test", "-cover", "./first")
	require.NoError(t, err, output)
	require.Contains(t, output, "coverage: 100.0% of statements")
}

func TestPython(t *testing.T) {
	t.Parallel()
	tool.Need(t, "python3")
	output, err := tool.Run(t, ".", "python3", "other/measure.py")
	require.NoError(t, err, output)
	require.Contains(t, output, "2 tests, 0 failed\n")
}

func TestRust(t *testing.T) {
	t.Parallel()
	tool.Need(t, "rustc")
	binary := filepath.Join(t.TempDir(), "quote")
	output, err := tool.Run(t, ".", "rustc", "--edition", "2021", "--test", "-o", binary, "other/quote.rs")
	require.NoError(t, err, output)
	require.Empty(t, output, "the compiler has nothing to say")
	output, err = tool.Run(t, ".", binary)
	require.NoError(t, err, output)
	require.Contains(t, output, "test result: ok. 3 passed; 0 failed;")
}

func TestTypeScript(t *testing.T) {
	t.Parallel()
	tool.Need(t, "node")
	tool.Need(t, "esbuild")
	script := filepath.Join(t.TempDir(), "measure.mjs")
	output, err := tool.Run(t, ".", "esbuild", "other/measure.ts", "--outfile="+script)
	require.NoError(t, err, output)
	output, err = tool.Run(t, ".", "node", "--no-warnings", script)
	require.NoError(t, err, output)
	require.Contains(t, output, "timers: closed 1 after 7199999 ms\nnaps when an hour has passed: 0\nnaps when their reactions ran: 1\nnaps after an hour and a half: 2\n")
}
