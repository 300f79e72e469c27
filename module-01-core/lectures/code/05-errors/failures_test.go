package failures

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"systems.course/lecturekit/tool"
)

func TestWhatMustFailFails(t *testing.T) {
	for name, says := range map[string]string{
		"twice":  "retryable: 3 payment(s), ",
		"locked": "visits: [connection closed no answer]\n",
		"first":  "firstOnly: 1 of 2 broken disks\n",
	} {
		t.Run(name, func(t *testing.T) {
			output, err := tool.Run(t, ".", "go", "run", "./"+name)
			require.Error(t, err)
			require.Contains(t, output, says)
		})
	}
}

func TestTheCompilerHasThreeFormsOfDefer(t *testing.T) {
	output, err := tool.Run(t, ".", "go", "build", "-gcflags=-d=defer", "-o", filepath.Join(t.TempDir(), "defercost"), "./defercost")
	require.NoError(t, err, output)
	for _, form := range []string{"open-coded defer\n", "stack-allocated defer\n", "heap-allocated defer\n"} {
		require.Contains(t, output, form)
	}
}

func TestPython(t *testing.T) {
	tool.Need(t, "python3")
	output, err := tool.Run(t, ".", "python3", "other/orders.py")
	require.NoError(t, err, output)
	require.Contains(t, output, "cause: None context: ValueError\n")
	require.Contains(t, output, "upload (2 sub-exceptions) ['line 2: cents', 'line 3: cents']\n")
	require.Contains(t, output, "swallowed: 0\n")

	output, err = tool.Run(t, ".", "python3", "other/costs.py")
	require.NoError(t, err, output)
	require.Contains(t, output, "fails: raise from in each call")
}

func TestRust(t *testing.T) {
	tool.Need(t, "rustc")
	for name, says := range map[string]string{
		"orders": "line 2: cents; source: Some(\"invalid digit found in string\"); Cents: true\n",
		"costs":  "fails: panic, catch_unwind",
	} {
		t.Run(name, func(t *testing.T) {
			binary := filepath.Join(t.TempDir(), name)
			output, err := tool.Run(t, ".", "rustc", "--edition", "2021", "-o", binary, "other/"+name+".rs")
			require.NoError(t, err, output)
			require.Empty(t, output, "the compiler has nothing to say")
			output, err = tool.Run(t, ".", binary)
			require.NoError(t, err, output)
			require.Contains(t, output, says)
		})
	}
}

func TestTypeScript(t *testing.T) {
	tool.Need(t, "node")
	tool.Need(t, "esbuild")
	translated := func(t *testing.T, name string) string {
		script := filepath.Join(t.TempDir(), "script.mjs")
		output, err := tool.Run(t, ".", "esbuild", name+".ts", "--outfile="+script)
		require.NoError(t, err, output)
		return script
	}
	for name, says := range map[string]string{
		"orders": "caught: not an Error: undefined\nreturned: false\n",
		"costs":  "fails: throw of an Error",
	} {
		t.Run(name, func(t *testing.T) {
			output, err := tool.Run(t, ".", "node", translated(t, "other/"+name))
			require.NoError(t, err, output)
			require.Contains(t, output, says)
		})
	}
	t.Run("forgotten", func(t *testing.T) {
		output, err := tool.Run(t, ".", "node", translated(t, "testdata/forgotten"))
		require.Error(t, err)
		require.Contains(t, output, "Error: the disk is full\n")
		require.NotContains(t, output, "not reached")
	})
}
