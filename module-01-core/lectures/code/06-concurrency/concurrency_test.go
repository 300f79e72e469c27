package concurrency

import (
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"systems.course/lecturekit/tool"
)

// The programs run in processes of their own, without the race detector unless
// the command asks for it: most of them have races on purpose.
func TestWhatMustFailFails(t *testing.T) {
	for name, c := range map[string]struct {
		flags, args []string
		says        string
	}{
		"spin":               {says: "the loop goes on\n"},
		"torn":               {says: "segment has code 2, read: 4242\n"},
		"overdrawn":          {says: "the balance is -100\n"},
		"leaked":             {says: "goroutine profile: total 2001\n"},
		"deadlock":           {says: "fatal error: all goroutines are asleep - deadlock!\n"},
		"deadlock, watched":  {args: []string{"watched"}, says: "nobody has said anything\n"},
		"once, with -race":   {flags: []string{"-race"}, says: "WARNING: DATA RACE\n"},
		"routes, with -race": {flags: []string{"-race"}, args: []string{"plain"}, says: "WARNING: DATA RACE\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if c.flags != nil {
				needRaceDetector(t)
			}
			folder, _, _ := strings.Cut(name, ",")
			output, err := tool.Run(t, ".", slices.Concat([]string{"go", "run"}, c.flags, []string{"./" + folder}, c.args)...)
			require.Error(t, err)
			require.Contains(t, output, c.says)
		})
	}
}

// needRaceDetector skips the test where go build -race does not work.
func needRaceDetector(t *testing.T) {
	t.Helper()
	if output, err := tool.Run(t, ".", "go", "build", "-race", "internal/race"); err != nil {
		t.Skipf("no race detector here: %s", output)
	}
}

func TestTheRaceDetectorHasNothingAgainstOverdrawn(t *testing.T) {
	needRaceDetector(t)
	output, err := tool.Run(t, ".", "go", "run", "-race", "./overdrawn")
	require.Error(t, err)
	require.Contains(t, output, "the balance is -100\n")
	require.NotContains(t, output, "DATA RACE")
}

func TestATicketIsSoldTwiceWithoutAtomics(t *testing.T) {
	if runtime.NumCPU() < 2 {
		t.Skip("a core sees its own stores in order")
	}
	wanted := regexp.MustCompile(`plain .* [1-9]\d* sold twice\nordered .* 0 sold twice\n`)
	output := ""
	for range 10 { // on a busy machine the buyers may happen to come one after the other
		var err error
		output, err = tool.Run(t, ".", "go", "run", "./claim")
		require.NoError(t, err, output)
		if wanted.MatchString(output) {
			return
		}
	}
	require.Regexp(t, wanted, output)
}

func TestTheCompilerReadsOnceWhatNobodyElseMayChange(t *testing.T) {
	if runtime.GOARCH != "amd64" {
		t.Skip("the instructions are amd64's")
	}
	for function, c := range map[string]struct {
		program     string
		once, twice string
	}{
		"wait": {"spin", `(?s)CMPB main\.stop.*JMP`, `(?s)CMPB main\.stop.*CMPB main\.stop`},
		// The look at data, the wait for flag, and the constant that is returned.
		"curious": {"litmus", `(?s)MOVQ 0\(AX\), CX.*CMPQ 0x40\(AX\), \$0x0.*XORL AX, AX`, `(?s)MOVQ 0\(AX\).*MOVQ 0\(AX\)`},
	} {
		t.Run(function, func(t *testing.T) {
			binary := filepath.Join(t.TempDir(), c.program)
			output, err := tool.Run(t, ".", "go", "build", "-o", binary, "./"+c.program)
			require.NoError(t, err, output)
			code, err := tool.Run(t, ".", "go", "tool", "objdump", "-s", "^main."+function+"$", binary)
			require.NoError(t, err, code)
			require.Regexp(t, c.once, code)
			require.NotRegexp(t, c.twice, code)
		})
	}
}

func TestPython(t *testing.T) {
	tool.Need(t, "python3")
	wanted := regexp.MustCompile(`add_result .* CALL BINARY_OP STORE_GLOBAL\n  lost: [1-9]`)
	output := ""
	for range 20 { // on a busy machine the threads may happen to run one after the other
		var err error
		output, err = tool.Run(t, ".", "python3", "other/gil.py")
		require.NoError(t, err, output)
		if wanted.MatchString(output) {
			return
		}
	}
	require.Regexp(t, wanted, output)
}

func TestRust(t *testing.T) {
	tool.Need(t, "rustc")
	binary := filepath.Join(t.TempDir(), "orderings")
	output, err := tool.Run(t, ".", "rustc", "--edition", "2021", "-o", binary, "other/orderings.rs")
	require.NoError(t, err, output)
	require.Empty(t, output, "the compiler has nothing to say")
	output, err = tool.Run(t, ".", binary)
	require.NoError(t, err, output)
	require.Regexp(t, `SeqCst +0\n`, output)
}

func TestRustKeepsAnRcOnItsThread(t *testing.T) {
	tool.Need(t, "rustc")
	binary := filepath.Join(t.TempDir(), "rc")
	output, err := tool.Run(t, ".", "rustc", "--edition", "2021", "-o", binary, "testdata/rc.rs")
	require.Error(t, err)
	require.Contains(t, output, "error[E0277]: `Rc<Vec<&str>>` cannot be sent between threads safely\n")
}

func TestTypeScript(t *testing.T) {
	tool.Need(t, "node")
	tool.Need(t, "esbuild")
	for name, says := range map[string]string{
		"awaits":  "[ true, true ] seats left: -1\n[ true, false ] seats left: 0\n",
		"workers": "lost with Atomics.add: 0\n",
	} {
		t.Run(name, func(t *testing.T) {
			script := filepath.Join(t.TempDir(), name+".mjs")
			output, err := tool.Run(t, ".", "esbuild", "other/"+name+".ts", "--outfile="+script)
			require.NoError(t, err, output)
			output, err = tool.Run(t, ".", "node", script)
			require.NoError(t, err, output)
			require.Contains(t, output, says)
		})
	}
}
