package generics

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"systems.course/lecturekit/tool"
)

func TestWhatMustFailFails(t *testing.T) {
	for name, c := range map[string]struct {
		command []string
		says    []string
	}{
		"a set of floats":   {[]string{"go", "run", "./nanset"}, []string{"distinct readings: 1001  NaN is one: false\n"}},
		"a key without ==":  {[]string{"go", "run", "./keys"}, []string{"groups: 2\nsame shard: true\npanic: runtime error: hash of unhashable type []string\n"}},
		"a nil that is not": {[]string{"go", "run", "./required"}, []string{"by required: <nil>\n", "nil pointer dereference"}},
		"constraints": {
			[]string{"go", "build", "-o", os.DevNull, "./testdata/constraints.go"},
			[]string{
				"cannot use 0.5 (untyped float constant) as T value", "a == b (incomparable types in type set)",
				"cannot use type number outside a type constraint", "celsius does not satisfy number (possibly missing ~ for float64 in number)",
				"fs.PathError does not satisfy error (method Error has pointer receiver)",
			},
		},
		"inference": {
			[]string{"go", "build", "-o", os.DevNull, "./testdata/inference.go"},
			[]string{"in call to converted, cannot infer To", "in call to zero, cannot infer T", "T (type order) does not satisfy fmt.Stringer"},
		},
		"strictly comparable": {
			[]string{"go", "build", "-o", os.DevNull, "./testdata/strict.go"},
			[]string{"strict.go:15:33: T does not satisfy comparable\n"},
		},
		"identifiers": {
			[]string{"go", "build", "-o", os.DevNull, "./testdata/ids.go"},
			[]string{"ids.go:20:14: cannot use plain[order]", "ids.go:22:28: cannot convert sealed[order]"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			output, err := tool.Run(t, ".", c.command...)
			require.Error(t, err)
			for _, line := range c.says {
				require.Contains(t, output, line)
			}
			require.NotContains(t, output, "ids.go:21", "identifiers without a seal can be converted")
		})
	}
}

func TestWhatTheTextQuotesIsRefused(t *testing.T) {
	for says, declaration := range map[string]string{
		"syntax error: method must have no type parameters": "type stack[T any] struct{}\n\nfunc (stack[T]) mapped[U any](func(T) U) {}",
		"instantiation cycle":                               "func nested[T any](n int) {\n\tif n > 0 {\n\t\tnested[[]T](n - 1)\n\t}\n}",
	} {
		t.Run(says, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "refused.go")
			require.NoError(t, os.WriteFile(file, []byte("package main\n\n"+declaration+"\n\nfunc main() {}\n"), 0o600))
			output, err := tool.Run(t, ".", "go", "build", "-o", os.DevNull, file)
			require.Error(t, err)
			require.Contains(t, output, says)
		})
	}
}

func TestTheDictionaryHoldsWhatTheBodyNeeds(t *testing.T) {
	output, err := tool.Run(t, ".", "go", "build", "-o", os.DevNull, "-gcflags=-S", "./shapes")
	require.NoError(t, err, output)
	require.Contains(t, output, "main..dict.listed[*main.square] SRODATA dupok size=56\n")
	require.Contains(t, output, "\trel 0+8 t=R_ADDR main.(*square).area+0\n")
	require.Contains(t, output, "\trel 8+8 t=R_ADDR main..dict.total[*main.square]+0\n")
}

func TestTheCompilerInlinesButDoesNotDevirtualize(t *testing.T) {
	output, err := tool.Run(t, ".", "go", "build", "-o", os.DevNull, "-gcflags=-m", "./calls")
	require.NoError(t, err, output)
	require.Contains(t, output, "calls.go:95:51: inlining call to open[go.shape.*uint8]\n")
	require.NotContains(t, output, "calls.go:87:16: inlining call to")
	require.NotContains(t, output, "calls.go:95:51: inlining call to (*square).area")
	require.Contains(t, output, "calls.go:81:13: inlining call to (*square).area\n")
}

func TestPython(t *testing.T) {
	tool.Need(t, "python3")
	output, err := tool.Run(t, ".", "python3", "other/generics.py")
	require.NoError(t, err, output)
	require.Contains(t, output, "['three'] True\n")
	require.Contains(t, output, "checked: TypeError: 'three' is not of <class 'int'>\n10 3 33\n")
}

func TestRust(t *testing.T) {
	tool.Need(t, "rustc")
	binary := filepath.Join(t.TempDir(), "generics")
	output, err := tool.Run(t, ".", "rustc", "--edition", "2021", "-o", binary, "other/generics.rs")
	require.NoError(t, err, output)
	require.Empty(t, output, "the compiler has nothing to say")
	output, err = tool.Run(t, ".", binary)
	require.NoError(t, err, output)
	require.Contains(t, output, "area 9, area 18.75, area 9\none body for both: false\n")
}

func TestRustKeepsFloatsOutOfSets(t *testing.T) {
	tool.Need(t, "rustc")
	output, err := tool.Run(t, ".", "rustc", "--edition", "2021", "-o", filepath.Join(t.TempDir(), "nanset"), "testdata/nanset.rs")
	require.Error(t, err)
	require.Contains(t, output, "error[E0277]: the trait bound `f64: Eq` is not satisfied")
}

func TestTypeScript(t *testing.T) {
	tool.Need(t, "node")
	tool.Need(t, "esbuild")
	script := filepath.Join(t.TempDir(), "generics.mjs")
	output, err := tool.Run(t, ".", "esbuild", "other/generics.ts", "--outfile="+script)
	require.NoError(t, err, output)
	output, err = tool.Run(t, ".", "node", script)
	require.NoError(t, err, output)
	require.Equal(t, `8080 blue Ann
a number, says the checker: string three1
TypeError: not what was asked for: "three"
`, output)
}
