package prose

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func needs(t *testing.T, tool string) {
	t.Helper()
	if _, err := exec.LookPath(tool); err != nil {
		t.Skipf("%s is not installed", tool)
	}
}

func TestOtherLanguages(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		tool  string
		files string
		want  []string
	}{
		{"python", "python3", "-- o/a.py --\nprint('x')\n-- a.md --\n<!-- code: o/a.py -->\n'''py\nprint('x')\n'''\n<!-- output: o/a.py -->\n'''text\nx\n'''", nil},
		{"python with arguments", "python3", "-- o/a.py --\nimport sys\nprint(sys.argv[1])\n-- a.md --\n<!-- code: o/a.py /print/ /print/ -->\n'''python\nprint(sys.argv[1])\n'''\n<!-- output: -I o/a.py x -->\n'''text\nx\n'''", nil},
		{"python that fails", "python3", "-- o/a.py --\nprint(x)\n-- a.md --\n<!-- code: o/a.py -->\n'''py\nprint(x)\n'''",
			[]string{"a.md:1: o/a.py is embedded here, but ends with exit status 1"}},
		{"python that is to fail", "python3", "-- o/a.py --\nprint(x)\n-- a.md --\n<!-- code: o/a.py -->\n'''py\nprint(x)\n'''\n<!-- fails: o/a.py -->\n'''text\n  File \"o/a.py\", line 1, in <module>\nNameError: name 'x' is not defined\n'''", nil},
		{"python by name", "python3", "-- o/a.py --\nprint(1)\n-- a.md --\n<!-- code: o/a.py main -->\n'''py\n'''", []string{"a.md:1: names select declarations of Go files only"}},
		{"python that does not compile", "python3", "-- o/a.py --\nprint(1\n-- a.md --\n<!-- nocompile: o/a.py -->\n'''text\nSyntaxError\n'''", []string{"a.md:1: o/a.py cannot be compiled"}},
		{"javascript", "node", "-- o/a.mjs --\nconsole.log([1, 2])\n-- a.md --\n<!-- code: o/a.mjs -->\n'''js\nconsole.log([1, 2])\n'''\n<!-- output: o/a.mjs -->\n'''text\n[ 1, 2 ]\n'''", nil},
		{"javascript that fails", "node", "-- o/a.js --\nthrow new Error('no')\n-- a.md --\n<!-- code: o/a.js -->\n'''javascript\nthrow new Error('no')\n'''", []string{"a.md:1: o/a.js is embedded here, but ends with exit status 1"}},
		{"rust", "rustc", "-- o/a.rs --\nfn main() { println!(\"{}\", 1 + 1) }\n-- a.md --\n<!-- code: o/a.rs -->\n'''rust\nfn main() { println!(\"{}\", 1 + 1) }\n'''\n<!-- output: o/a.rs -->\n'''text\n2\n'''", nil},
		{"rust that does not compile", "rustc", "-- o/a.rs --\nfn main() { let s = String::new(); drop(s); drop(s) }\n-- a.md --\n<!-- code: o/a.rs -->\n'''rs\nfn main() { let s = String::new(); drop(s); drop(s) }\n'''\n<!-- nocompile: o/a.rs -->\n'''text\nerror[E0382]: use of moved value: `s`\n--> a.rs:1:50\n'''", nil},
		{"rust that panics", "rustc", "-- o/a.rs --\nfn main() { panic!(\"no\") }\n-- a.md --\n<!-- fails: o/a.rs -->\n'''text\nthread 'main' (7) panicked at a.rs:1:13:\nno\n'''", nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			needs(t, test.tool)
			requireProblems(t, test.want, check(t, &Checker{Root: repository(t, test.files), CI: true}))
		})
	}
}

const limitedPrograms = `
-- go.mod --
module m

go 1.26
-- forever/main.go --
package main

import "time"

func main() {
	println("started")
	time.Sleep(time.Hour)
}
-- flood/main.go --
package main

import "fmt"

func main() {
	for {
		fmt.Println("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")
	}
}
-- a.md --
<!-- output: forever -->
'''text
'''
<!-- fails: forever -->
'''text
started
'''
-- b.md --
<!-- output: flood -->
'''text
'''
`

func TestLimits(t *testing.T) {
	t.Parallel()
	start := time.Now()
	c := &Checker{Root: repository(t, limitedPrograms), RunTime: 500 * time.Millisecond}
	requireProblems(t, []string{
		"a.md:1: forever does not end within 500ms\n\tit printed:\n\tstarted",
		"a.md:4: forever was to fail, but does not end within 500ms",
	}, check(t, &Checker{Root: c.Root, RunTime: c.RunTime, OutputLimit: 1 << 30})[:2])
	c.RunTime, c.OutputLimit = time.Minute, 1<<16
	problems, err := c.Check(context.Background(), []string{"b.md"})
	require.NoError(t, err)
	require.Len(t, problems, 1)
	require.Contains(t, problems[0].Message, "flood prints more than 65536 bytes\n\tit printed:\n\taaa")
	require.Less(t, time.Since(start), 30*time.Second)
}

func TestBuildLimit(t *testing.T) {
	t.Parallel()
	c := &Checker{Root: repository(t, limitedPrograms), BuildTime: time.Millisecond}
	problems, err := c.Check(context.Background(), []string{"b.md"})
	require.NoError(t, err)
	require.Len(t, problems, 1)
	require.Contains(t, problems[0].Message, "flood does not build: the compiler does not end within 1ms")
}

func TestEnvironment(t *testing.T) {
	t.Parallel()
	got := environment([]string{"PATH=/bin", "SECRET=1", "GOFLAGS=-x", "GODEBUG=a=1", "GOMAXPROCS=1", "HOME=/h", "https_proxy=p", "LANG=C"})
	require.Equal(t, []string{"PATH=/bin", "GOFLAGS=-x", "HOME=/h", "https_proxy=p", "LANG=C", "NO_COLOR=1", "PYTHONDONTWRITEBYTECODE=1", "PYTHONUTF8=1"}, got)
}

func TestMissingTools(t *testing.T) {
	root := repository(t, module+`
-- o/a.py --
print(1)
-- o/a.ts --
console.log(1)
-- o/a.rs --
fn main() {}
-- a.md --
<!-- code: o/a.py -->
'''py
print(1)
'''
<!-- output: o/a.ts -->
'''text
1
'''
<!-- nocompile: o/a.ts -->
'''text
1
'''
<!-- fails: o/a.rs -->
'''text
1
'''
-- b.md --
<!-- output: code/hello -->
'''text
'''`)
	t.Setenv("PATH", "")
	var log []string
	c := &Checker{Root: root, Log: func(format string, args ...any) {
		require.Equal(t, "%s", format)
		log = append(log, args[0].(string))
	}}
	problems, err := c.Check(context.Background(), []string{"a.md"})
	require.NoError(t, err)
	require.Empty(t, problems)
	require.Equal(t, []string{
		"a.md:1: SKIPPED: " + python + " is not installed",
		"a.md:5: SKIPPED: node is not installed",
		"a.md:9: SKIPPED: tsc is not installed",
		"a.md:13: SKIPPED: rustc is not installed",
	}, log)

	c.CI = true
	problems, err = c.Check(context.Background(), []string{"a.md"})
	require.NoError(t, err)
	require.Len(t, problems, 4)
	require.Equal(t, "a.md:5: cannot be checked: node is not installed", problems[1].Error())

	_, err = c.Check(context.Background(), []string{"b.md"})
	require.ErrorIs(t, err, ErrNoGo)
	_, err = c.Write(context.Background(), []string{"b.md"})
	require.ErrorIs(t, err, ErrNoGo)
}

func TestRaceWithoutCompiler(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("elsewhere the race detector needs no C compiler")
	}
	t.Setenv("CGO_ENABLED", "0")
	root := repository(t, module+"-- a.md --\n<!-- output: -race code/hello -->\n'''text\nhello, 0 arguments\n'''")
	requireProblems(t, []string{"a.md:1: cannot be checked: a C compiler for Go (-race requires cgo)"}, check(t, &Checker{Root: root, CI: true}))
	requireProblems(t, nil, check(t, &Checker{Root: root}))
}

// The same program is run once for each list of arguments, however many blocks show it.
func TestProgramsRunOnce(t *testing.T) {
	t.Parallel()
	counter := filepath.Join(t.TempDir(), "counter")
	root := repository(t, `
-- go.mod --
module m

go 1.26
-- count/main.go --
package main

import "os"

func main() {
	f, err := os.OpenFile("`+filepath.ToSlash(counter)+`", os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		panic(err)
	}
	f.WriteString(os.Args[1] + "\n")
}
-- a.md --
<!-- output: count x -->
'''text
'''
<!-- sample: count x -->
'''text
'''
-- b.md --
<!-- output: count x -->
'''text
'''
<!-- output: count y -->
'''text
'''`)
	requireProblems(t, nil, check(t, &Checker{Root: root}))
	runs, err := os.ReadFile(counter)
	require.NoError(t, err)
	require.ElementsMatch(t, []string{"x", "y"}, strings.Fields(string(runs)))
}
