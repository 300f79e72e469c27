package interfaces

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"systems.course/lecturekit/tool"
)

// An interface that no other package can implement is implemented by whatever
// embeds it: the unexported methods are promoted too.
var _ reflect.Type = struct{ reflect.Type }{}

func TestWhatMustFailFails(t *testing.T) {
	for name, c := range map[string]struct {
		command []string
		says    []string
	}{
		"nil error": {
			[]string{"go", "run", "./testdata/nilerror"},
			[]string{"refused: <nil>; a *main.portError, and nil in it: true\n"},
		},
		"lock": {
			[]string{"go", "run", "./lock"},
			[]string{"first\n", "fatal error: all goroutines are asleep - deadlock!\n"},
		},
		"method sets": {
			[]string{"go", "build", "-o", os.DevNull, "./testdata/methodset.go"},
			[]string{"(method Add has pointer receiver)", "cannot call pointer method Add on counter"},
		},
		"ambiguous": {
			[]string{"go", "build", "-o", os.DevNull, "./testdata/ambiguous.go"},
			[]string{"resource does not implement io.Closer (ambiguous selector resource.Close)"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			output, err := tool.Run(t, ".", c.command...)
			require.Error(t, err)
			for _, line := range c.says {
				require.Contains(t, output, line)
			}
			require.NotContains(t, output, "second and third")
		})
	}
}

func TestTheCompilerDevirtualizes(t *testing.T) {
	// The compiler runs in the folder of the go command, so the path is relative to it.
	output, err := tool.Run(t, "..", "go", "build", "-gcflags=-m -pgoprofile=03-interfaces/profiled/sum.pgo", "./03-interfaces/dispatch", "./03-interfaces/profiled")
	require.NoError(t, err, output)
	require.Contains(t, output, "devirtualizing s.area to *square\n")
	require.Contains(t, output, "PGO devirtualizing interface call s.area to (*square).area\n")
}

func TestPython(t *testing.T) {
	tool.Need(t, "python3")
	output, err := tool.Run(t, ".", "python3", "other/report.py")
	require.NoError(t, err, output)
	require.Contains(t, output, "invoice, 3 rows\na Track is Titled: True\nbut Track.title() missing 1 required positional argument: 'language'\n")
	require.Contains(t, output, "a Square cannot be made\ninvoice, reads: 1, an Invoice: False\n")
}

func TestRust(t *testing.T) {
	tool.Need(t, "rustc")
	binary := filepath.Join(t.TempDir(), "shapes")
	output, err := tool.Run(t, ".", "rustc", "--edition", "2021", "-o", binary, "other/shapes.rs")
	require.NoError(t, err, output)
	require.Empty(t, output, "the compiler has nothing to say")
	output, err = tool.Run(t, ".", binary)
	require.NoError(t, err, output)
	require.Equal(t, "report, 3 rows | invoice, 3 rows\n&Invoice 8 bytes, &dyn Report 16\nnote: ann called\nbalance 300\n", output)
}

func TestRustRejectsWhatGoLetsPass(t *testing.T) {
	tool.Need(t, "rustc")
	for name, says := range map[string]string{
		"exhaustive": "error[E0004]: non-exhaustive patterns: `&Event::Refund(_)` not covered",
		"orphan":     "error[E0117]: only traits defined in the current crate can be implemented for types defined outside of the crate",
	} {
		t.Run(name, func(t *testing.T) {
			binary := filepath.Join(t.TempDir(), name)
			output, err := tool.Run(t, ".", "rustc", "--edition", "2021", "-o", binary, "testdata/"+name+".rs")
			require.Error(t, err)
			require.Contains(t, output, says)
		})
	}
}

func TestTypeScript(t *testing.T) {
	tool.Need(t, "node")
	tool.Need(t, "esbuild")
	script := filepath.Join(t.TempDir(), "report.mjs")
	output, err := tool.Run(t, ".", "esbuild", "other/report.ts", "--outfile="+script)
	require.NoError(t, err, output)
	output, err = tool.Run(t, ".", "node", script)
	require.NoError(t, err, output)
	require.Equal(t, `virtual: invoice, 3 rows
structural: anything with a title
erased: TypeError: titled.title is not a function
union: 300
from outside: Error: no case for {"kind":"gift","cents":1}
`, output)
}
