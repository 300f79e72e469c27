package values

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"systems.course/lecturekit/tool"
)

// run runs a command in this folder, with env added to the environment, and
// returns what it wrote to both of its outputs.
func run(t *testing.T, env string, command ...string) (output string, err error) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), command[0], command[1:]...)
	if env != "" {
		cmd.Env = append(os.Environ(), env)
	}
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func TestWhatMustFailFails(t *testing.T) {
	for name, c := range map[string]struct {
		env     string
		command []string
		says    string
	}{
		"aliasing":                {"", []string{"go", "run", "./aliasing"}, "800 were paid in, the bank holds 300\n"},
		"retained":                {"", []string{"go", "run", "./retained"}, "1000 identifiers of 16 bytes keep 70 MiB alive\n"},
		"copied":                  {"", []string{"go", "run", "./copied"}, "panic: strings: illegal use of non-zero Builder copied by value\n"},
		"cleanup":                 {"", []string{"go", "run", "./cleanup"}, "the one that reports errors was not, and never will be\n"},
		"cleanup, with the check": {"GODEBUG=checkfinalizers=1", []string{"go", "run", "./cleanup"}, "\n  is reachable from cleanup or cleanup argument\n"},
		"map element":             {"", []string{"go", "build", "-o", os.DevNull, "./testdata/mapelement.go"}, `cannot take address of accounts["ann"]`},
		"mutex":                   {"", []string{"go", "vet", "./testdata/mutex"}, "add passes lock by value: "},
	} {
		t.Run(name, func(t *testing.T) {
			output, err := run(t, c.env, c.command...)
			require.Error(t, err)
			require.Contains(t, output, c.says)
		})
	}
}

func TestWhatTheCompilerSaysAboutEscape(t *testing.T) {
	output, err := run(t, "", "go", "build", "-gcflags=-m", "-o", os.DevNull, "./escape")
	require.NoError(t, err, output)
	for _, line := range []string{
		"p does not escape",
		"moved to heap: p",
		"n escapes to heap",
		"make([]byte, n) does not escape",
	} {
		require.Contains(t, output, line)
	}
}

func TestPython(t *testing.T) {
	tool.Need(t, "python3")
	output, err := run(t, "", "python3", "other/grow.py")
	require.NoError(t, err, output)
	require.Equal(t, `list 36 bytes a number, array 8
append: cannot resize an array that is exporting buffers
the bank holds 800
closed: plain
both are unreachable
closed: reporting
`, output)
}

func TestRust(t *testing.T) {
	tool.Need(t, "rustc")
	for name, want := range map[string]string{
		"bank":   "ann 500\nbob 300\nclosed, 2 accounts freed\nthe bank held 800\n",
		"layout": "Loose 16, as declared 32\n&i64 8, Option<&i64> 8\n",
	} {
		t.Run(name, func(t *testing.T) {
			binary := filepath.Join(t.TempDir(), name)
			output, err := run(t, "", "rustc", "--edition", "2024", "-o", binary, "other/"+name+".rs")
			require.NoError(t, err, output)
			output, err = run(t, "", binary)
			require.NoError(t, err, output)
			require.Equal(t, want, output)
		})
	}
}

func TestRustRejectsWhatGoLetsPass(t *testing.T) {
	tool.Need(t, "rustc")
	for name, code := range map[string]string{
		"grow":     "error[E0499]: cannot borrow `bank` as mutable more than once at a time",
		"moved":    "error[E0382]: borrow of moved value: `cents`",
		"outlived": "error[E0515]: cannot return reference to local variable `p`",
	} {
		t.Run(name, func(t *testing.T) {
			binary := filepath.Join(t.TempDir(), name)
			output, err := run(t, "", "rustc", "--edition", "2024", "-o", binary, "testdata/"+name+".rs")
			require.Error(t, err)
			require.Contains(t, output, code)
		})
	}
}

func TestTypeScript(t *testing.T) {
	tool.Need(t, "node")
	tool.Need(t, "esbuild")
	for name, want := range map[string]string{
		"transfer": "objects: 800\nmoved: 300\nleft behind: 0 0 undefined\n",
		"boxes":    "bytes a trade\n",
	} {
		t.Run(name, func(t *testing.T) {
			script := filepath.Join(t.TempDir(), name+".mjs")
			output, err := run(t, "", "esbuild", "other/"+name+".ts", "--outfile="+script)
			require.NoError(t, err, output)
			output, err = run(t, "", "node", script)
			require.NoError(t, err, output)
			require.Contains(t, output, want)
		})
	}
}
