package slices

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"systems.course/lecturekit/tool"
)

func TestWhatMustFailFails(t *testing.T) {
	for program, says := range map[string]string{
		"scanner":    "100 lines: 0 are wrong, error <nil>\n1000 lines: 727 are wrong, error <nil>\n",
		"greedy":     "looked for b: b\npanic: runtime error: range function continued iteration after function for loop body returned false\n",
		"concurrent": "fatal error: concurrent map writes\n",
	} {
		t.Run(program, func(t *testing.T) {
			output, err := tool.Run(t, ".", "go", "run", "./"+program)
			require.Error(t, err)
			require.Contains(t, output, says)
			require.NotContains(t, output, "recovered")
		})
	}
}

func TestPython(t *testing.T) {
	tool.Need(t, "python3")
	output, err := tool.Run(t, ".", "python3", "other/lists.py")
	require.NoError(t, err, output)
	for _, line := range []string{
		"edit look 4 8 16 24 32 40 52 64 76 92 108 128",
		"order: b a c\nRuntimeError: dictionary changed size during iteration\nNaN: 1 None\n",
		"bytes a character: 1 1 2 4\n🦜 3 b'a\\xff'\n",
	} {
		require.Contains(t, output, line)
	}
}

func TestRust(t *testing.T) {
	tool.Need(t, "rustc")
	binary := filepath.Join(t.TempDir(), "slices")
	output, err := tool.Run(t, ".", "rustc", "--edition", "2021", "-D", "warnings", "-o", binary, "other/slices.rs")
	require.NoError(t, err, output)
	output, err = tool.Run(t, ".", binary)
	require.NoError(t, err, output)
	require.Equal(t, `editor edit, guest look
Vec     [4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048]
HashMap [3, 7, 14, 28, 56, 112, 224, 448, 896, 1792]
one key left: still large true, after shrink_to_fit 3
3 None Some("né")
Err(1)
`, output)
}

func TestRustRefusesTheSharedAppend(t *testing.T) {
	tool.Need(t, "rustc")
	binary := filepath.Join(t.TempDir(), "append")
	output, err := tool.Run(t, ".", "rustc", "--edition", "2021", "-o", binary, "testdata/append.rs")
	require.Error(t, err)
	require.Contains(t, output, "error[E0382]: use of moved value: `base`")
	require.Contains(t, output, "error[E0502]: cannot borrow `rights` as mutable because it is also borrowed as immutable")
}

func TestTypeScript(t *testing.T) {
	tool.Need(t, "node")
	tool.Need(t, "esbuild")
	script := filepath.Join(t.TempDir(), "arrays.mjs")
	output, err := tool.Run(t, ".", "esbuild", "other/arrays.ts", "--outfile="+script)
	require.NoError(t, err, output)
	output, err = tool.Run(t, ".", "node", script)
	require.NoError(t, err, output)
	require.Contains(t, output, "packed Smi, packed Double, packed Object, holey Object, holey Object\ntyped array: 1 99 3\n")
	require.Contains(t, output, "length 4 code points 3 true false\nvisited 1 NaN 20 30 NaN: b\n")
}
