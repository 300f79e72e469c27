package prose

import (
	"context"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// repository makes a folder from files written one after the other under lines "-- name --". Three single quotes in
// them stand for three backquotes.
func repository(t *testing.T, files string) string {
	t.Helper()
	root := t.TempDir()
	add(t, root, files)
	return root
}

func add(t *testing.T, root, files string) {
	t.Helper()
	for _, part := range strings.Split("\n"+strings.TrimLeft(files, "\n"), "\n-- ")[1:] {
		name, content, ok := strings.Cut(part+"\n", " --\n")
		require.True(t, ok, "no file name in %q", part)
		file := filepath.Join(root, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		content = strings.ReplaceAll(content, "'''", "```")
		require.NoError(t, os.WriteFile(file, []byte(content), 0o644))
	}
}

// check checks all Markdown files of a repository and gives its problems as text.
func check(t *testing.T, c *Checker) []string {
	t.Helper()
	files, err := c.Files()
	require.NoError(t, err)
	problems, err := c.Check(context.Background(), files)
	require.NoError(t, err)
	var lines []string
	for _, problem := range problems {
		lines = append(lines, problem.Error())
	}
	return lines
}

// requireProblems expects problems that contain the wanted texts, one for one and in this order.
func requireProblems(t *testing.T, want, got []string) {
	t.Helper()
	all := strings.Join(got, "\n")
	require.Len(t, got, len(want), "problems:\n%s", all)
	for i := range want {
		require.Contains(t, got[i], want[i], "problems:\n%s", all)
	}
}

// module is a code folder with a main package for what the tests of programs need.
const module = `
-- go.work --
go 1.26

use ./code
-- code/go.mod --
module example.test/code

go 1.26
-- code/hello/main.go --
package main

import (
	"fmt"
	"os"
)

func main() {
	fmt.Println("hello,", len(os.Args)-1, "arguments")
	fmt.Fprintln(os.Stderr, "not shown")
}
-- code/boom/main.go --
package main

import (
	"fmt"
	"os"
)

func main() {
	fmt.Println("before")
	fmt.Fprintln(os.Stderr, "in between")
	var m map[string]int
	m["a"] = 1
}
-- code/box/box.go --
package box

// A Box holds a number.
type Box struct{ n *int }

// New makes a Box.
func New(n int) Box { return Box{&n} }
-- code/testdata/unused.go --
package main

func main() {
	x := 1
}
`

func TestDirectives(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		text string // of a.md; @D is a directive's comment
		want []string
	}{
		{"code of a whole file", "<!-- code: code/testdata/unused.go -->\n'''go\npackage main\n\nfunc main() {\n\tx := 1\n}\n'''\n<!-- nocompile: code/testdata/unused.go -->\n'''text\n…\n'''",
			[]string{"a.md:9: the block shows no line"}},
		{"code of a declaration", "<!-- code: code/box/box.go New -->\n'''go\n// New makes a Box.\nfunc New(n int) Box { return Box{&n} }\n'''", nil},
		{"a blank line below the directive", "<!-- code: code/box/box.go New -->\n\n'''go\n// New makes a Box.\nfunc New(n int) Box { return Box{&n} }\n'''", nil},
		{"code that drifted", "<!-- code: code/box/box.go New -->\n'''go\n// New makes a Box.\nfunc New(n int) Box { return Box{n} }\n'''",
			[]string{"a.md:4: the block is not what code/box/box.go has:\n\ttext:  func New(n int) Box { return Box{n} }\n\tcode:  func New(n int) Box { return Box{&n} }\n\tregenerate it: go run ./cmd/course prose --write"}},
		{"code that is empty", "<!-- code: code/box/box.go New -->\n'''go\n'''", []string{"a.md:3: the block is not what"}},
		{"code that is missing", "<!-- code: code/box/gone.go New -->\n'''go\n'''", []string{"a.md:1: code/box/gone.go does not exist"}},
		{"code in a folder", "<!-- code: code/box -->\n'''text\n'''", []string{"a.md:1: code/box is a folder"}},
		{"code outside of the root", "<!-- code: ../a.go -->\n'''go\n'''", []string{"a.md:1: ../a.go leads out of the repository"}},
		{"code by an absolute path", "<!-- code: /etc/passwd -->\n'''text\n'''", []string{"a.md:1: /etc/passwd: paths are relative"}},
		{"code in another language", "<!-- code: code/box/box.go New -->\n'''python\n'''",
			[]string{"a.md:2: the block is in python, but code/box/box.go is not", "a.md:3: the block is not what"}},
		{"code in another case", "<!-- code: code/box/Box.go New -->\n'''go\n'''", []string{"a.md:1: code/box/Box.go does not exist: it is spelled code/box/box.go"}},

		{"output", "<!-- output: code/hello -->\n'''text\nhello, 0 arguments\n'''", nil},
		{"output with flags and arguments", "<!-- output: -tags=x '-gcflags=-N -l' code/hello a \"b c\" -->\n'''text\nhello, 2 arguments\n'''", nil},
		{"output of a file", "<!-- output: code/hello/main.go -->\n'''text\nhello, 0 arguments\n'''", nil},
		{"output that drifted", "<!-- output: code/hello -->\n'''text\nhello, 1 arguments\n'''",
			[]string{"a.md:3: the block is not what code/hello prints:\n\ttext:  hello, 1 arguments\n\tprints:hello, 0 arguments\n\tregenerate"}},
		{"output of a program that fails", "<!-- output: code/boom -->\n'''text\nbefore\n'''",
			[]string{"a.md:1: code/boom ends with exit status 2\n\tit printed:\n\tbefore\n\tin between"}},
		{"output of a program that does not build", "<!-- output: code/testdata/unused.go -->\n'''text\n'''",
			[]string{"a.md:1: code/testdata/unused.go does not build: the compiler ends with exit status 1\n\tit printed:\n\t# command-line-arguments\n\ttestdata/unused.go:4:2: declared and not used: x"}},
		{"output of a package that is no program", "<!-- output: code/box -->\n'''text\n'''", []string{"a.md:1: code/box"}},
		{"output of a file that is no program", "<!-- output: go.work -->\n'''text\n'''", []string{"a.md:1: go.work is in no Go module"}},
		{"output above code", "<!-- output: code/hello -->\n'''go\nhello, 0 arguments\n'''", []string{"a.md:2: a block in go shows code, but the directive above it is output"}},

		{"sample", "<!-- sample: code/hello a b -->\n'''text\nhello,    1,234.5 arguments\n'''", nil},
		{"sample whose words differ", "<!-- sample: code/hello -->\n'''text\nhi, 7 arguments\n'''",
			[]string{"a.md:3: the block is not what code/hello prints:\n\ttext:  hi, # arguments\n\tprints:hello, # arguments"}},

		{"fails", "<!-- fails: code/boom -->\n'''text\nbefore\nin between\npanic: assignment to entry in nil map\n…\ngoroutine 7 [running]:\nmain.main()\n\tcode/boom/main.go:12 +0x1\nexit status 2\n'''", nil},
		{"fails, with lines left out", "<!-- fails: code/boom -->\n'''text\nbefore\npanic: assignment to entry in nil map\n'''", nil},
		{"fails, in another order", "<!-- fails: code/boom -->\n'''text\nin between\nbefore\n'''",
			[]string{"a.md:4: code/boom does not print this line, or not here:\n\tbefore\n\tit printed:"}},
		{"fails, but does not", "<!-- fails: code/hello -->\n'''text\nhello\n'''", []string{"a.md:1: code/hello was to fail, but ends with exit status 0\n\tit printed:\n\thello, 0"}},
		{"fails before it runs", "<!-- fails: code/testdata/unused.go -->\n'''text\nx\n'''", []string{"a.md:1: code/testdata/unused.go does not build"}},

		{"build", "<!-- build: -gcflags=-m code/box -->\n'''text\nbox/box.go:7:10: moved to heap: n\n'''", nil},
		{"build that says something else", "<!-- build: -gcflags=-m code/box -->\n'''text\nbox/box.go:7:10: stays\n'''", []string{"a.md:3: code/box does not print this line"}},
		{"build that fails", "<!-- build: code/testdata/unused.go -->\n'''text\nx\n'''", []string{"a.md:1: code/testdata/unused.go does not build"}},
		{"build with arguments", "<!-- build: code/box x -->\n'''text\nx\n'''", []string{"a.md:1: the build directive takes no arguments"}},
		{"build of another language", "<!-- build: a.py -->\n'''text\nx\n'''", []string{"a.md:1: the build directive is for Go programs"}},

		{"nocompile", "<!-- nocompile: code/testdata/unused.go -->\n'''text\ntestdata/unused.go:4:2: declared and not used: x\n'''", nil},
		{"nocompile for another reason", "<!-- nocompile: code/testdata/unused.go -->\n'''text\nundefined: x\n'''", []string{"a.md:3: code/testdata/unused.go does not print this line"}},
		{"nocompile, but it does", "<!-- nocompile: code/box -->\n'''text\nundefined: x\n'''", []string{"a.md:1: code/box compiles, but the text says"}},
	}
	root := repository(t, module)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			copied := t.TempDir()
			require.NoError(t, os.CopyFS(copied, os.DirFS(root)))
			add(t, copied, "-- a.md --\n"+test.text)
			requireProblems(t, test.want, check(t, &Checker{Root: copied, CI: true}))
		})
	}
}

func TestBlocksNeedTheirDirective(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		text string
		want []string
	}{
		{"languages that need none", "'''text\n'''\n'''sh\n'''\n'''json\n'''\n'''mermaid\n'''\n'''toml\n'''", nil},
		{"go", "'''go\n'''", []string{"a.md:1: a block in go is embedded from a file: add the line <!-- code: code/FOLDER/main.go NAME --> above it"}},
		{"capitals and attributes", "'''Go {hl=1}\n'''\n~~~Python\n~~~", []string{"a.md:1: a block in go", "a.md:3: a block in python"}},
		{"no language", "'''\nx\n'''", []string{"a.md:1: the block names no language"}},
		{"indented", "text\n\n    func main() {}\n", []string{"a.md:3: an indented code block"}},
		{"not closed", "text\n\n'''text\nx", []string{"a.md:3: the fence ``` is not closed"}},
		{"not closed within a list", "- '''text\n  x\n\ntext", []string{"a.md:1: the fence ``` is not closed"}},
		{"in details, a list and a quote", "<details>\n<summary>S</summary>\n\n'''go\n'''\n\n</details>\n\n- x\n\n  '''ts\n  '''\n\n> '''rust\n> '''",
			[]string{"a.md:4: a block in go", "a.md:11: a block in ts", "a.md:14: a block in rust"}},
		{"hidden by a tag", "<details>\n'''go\n'''\n</details>", []string{"a.md:2: the fence is read as HTML"}},
		{"unknown directive", "<!-- ouput: x -->\n'''text\n'''", []string{`a.md:1: unknown directive "ouput": there are code, output,`}},
		{"directive in capitals", "<!-- Code: x -->\n'''go\n'''", []string{`a.md:1: unknown directive "Code"`}},
		{"directive without a colon", "<!-- output x -->\n'''text\n'''", []string{"a.md:1: a directive has the form"}},
		{"directive with company", "<!-- code: x --> text\n'''text\n'''", []string{"a.md:1: a directive has the form"}},
		{"two directives in a line", "<!-- a --><!-- code: x -->\n'''text\n'''", []string{"a.md:1: a directive has the form"}},
		{"other comments", "<!-- a remark -->\n'''text\n'''\n\n<!-- TODO: x -->\n\ntext", nil},
		{"orphan", "<!-- code: x -->\n\ntext", []string{"a.md:1: the code directive is not followed by a fenced block"}},
		{"orphan above another directive", "<!-- output: x -->\n<!-- nosuch: x -->\n'''text\n'''", []string{"a.md:1: the output directive is not", "a.md:2: unknown directive"}},
		{"orphan at the end", "text\n\n<!-- fails: x -->", []string{"a.md:3: the fails directive is not"}},
		{"orphan in a paragraph", "text <!-- sample: x --> text", []string{"a.md:1: the sample directive is not"}},
		{"orphan in a tag's block", "<details>\n<!-- build: x -->\n</details>", []string{"a.md:2: the build directive is not"}},
		{"too far above", "<!-- output: x -->\n\n\n'''text\n'''", []string{"a.md:1: the output directive is more than one blank line above"}},
		{"a directive shown as code", "'''html\n<!-- code: x -->\n'''\n\n`<!-- code: x -->`", nil},
		{"no path", "<!-- output: -race -->\n'''text\n'''", []string{"a.md:1: the output directive names no file"}},
		{"open quote", "<!-- output: 'x -->\n'''text\n'''", []string{"a.md:1: a quote ' is not closed"}},
		{"open pattern", "<!-- code: x /a -->\n'''text\n'''", []string{"a.md:1: a pattern in /a has no closing /"}},
		{"one pattern", "<!-- code: x /a/ -->\n'''text\n'''", []string{"a.md:1: a range needs two patterns"}},
		{"bad pattern", "<!-- code: x /a/ /(/ -->\n'''text\n'''", []string{"a.md:1: the second pattern: error parsing regexp"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			root := repository(t, "-- a.md --\n"+test.text)
			requireProblems(t, test.want, check(t, &Checker{Root: root, CI: true}))
		})
	}
}

func TestEmbeddedGoIsCompiled(t *testing.T) {
	t.Parallel()
	block := func(name string) string {
		return fmt.Sprintf("<!-- code: %s -->\n'''go\npackage main\n\nfunc main() { println() }\n'''\n", name)
	}
	file := "package main\n\nfunc main() { println() }"
	tests := []struct {
		name  string
		files string
		want  []string
	}{
		{"in a listed module", "-- code/x/main.go --\n" + file + "\n-- a.md --\n" + block("code/x/main.go"), nil},
		{"in no module", "-- other/main.go --\n" + file + "\n-- a.md --\n" + block("other/main.go"), []string{"a.md:1: nothing compiles other/main.go: it is in no module"}},
		{"in a module that is not listed", "-- other/go.mod --\nmodule m\n-- other/main.go --\n" + file + "\n-- a.md --\n" + block("other/main.go"),
			[]string{"a.md:1: nothing compiles other/main.go: it is in no module"}},
		{"below testdata", "-- code/testdata/main.go --\n" + file + "\n-- a.md --\n" + block("code/testdata/main.go"),
			[]string{"a.md:1: nothing compiles code/testdata/main.go: ./... passes over testdata"}},
		{"below testdata, and run", "-- code/testdata/main.go --\n" + file + "\n-- a.md --\n" + block("code/testdata/main.go") + "<!-- output: code/testdata/main.go -->\n'''text\n'''", nil},
		{"below testdata, and run by another text", "-- code/testdata/x/main.go --\n" + file + "\n-- a.md --\n" + block("code/testdata/x/main.go") + "\n-- b.md --\n<!-- output: code/testdata/x -->\n'''text\n'''",
			[]string{"a.md:1: nothing compiles"}},
		{"under a constraint", "-- code/main.go --\n//go:build ignore\n\n" + file + "\n-- a.md --\n" + block("code/main.go"), []string{"a.md:1: nothing compiles code/main.go: ./... passes over it"}},
		{"under a constraint, and run", "-- code/main.go --\n//go:build ignore\n\n" + file + "\n-- a.md --\n" + block("code/main.go") + "<!-- output: code/main.go -->\n'''text\n'''", nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			root := repository(t, "-- go.work --\ngo 1.26\n\nuse ./code\n-- code/go.mod --\nmodule m\n\ngo 1.26\n"+test.files)
			requireProblems(t, test.want, check(t, &Checker{Root: root, CI: true}))
		})
	}
}

func TestFiles(t *testing.T) {
	t.Parallel()
	var tree string
	for _, name := range []string{"b.md", "A.MD", "sub/work/c.md", ".github/d.md", "work/x.md", ".git/x.md", "sub/node_modules/x.md", "sub/testdata/x.md", "x.txt"} {
		tree += "-- " + name + " --\n\n"
	}
	root := repository(t, tree)
	files, err := (&Checker{Root: root}).Files()
	require.NoError(t, err)
	require.Equal(t, []string{".github/d.md", "A.MD", "b.md", "sub/work/c.md"}, files)

	_, err = (&Checker{Root: path.Join(root, "gone")}).Files()
	require.Error(t, err)
}

func TestCheckFailsWhereItCannotCheck(t *testing.T) {
	t.Parallel()
	root := repository(t, module+"-- a.md --\n<!-- output: code/hello -->\n'''text\nhello, 0 arguments\n'''")
	c := &Checker{Root: root}

	_, err := c.Check(context.Background(), []string{"gone.md"})
	require.ErrorContains(t, err, "gone.md does not exist")

	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = c.Check(ctx, []string{"a.md"})
	require.ErrorIs(t, err, context.Canceled)

	add(t, root, "-- go.work --\nnonsense")
	_, err = c.Check(context.Background(), []string{"a.md"})
	require.ErrorContains(t, err, "go.work")
}

func TestCheckFindsNoTempFilesLeft(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	root := repository(t, module+"-- a.md --\n<!-- output: code/hello -->\n'''text\nhello, 0 arguments\n'''")
	requireProblems(t, nil, check(t, &Checker{Root: root}))
	left, err := filepath.Glob(filepath.Join(temp, "prose-*"))
	require.NoError(t, err)
	require.Empty(t, left)
}
