package prose

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const stale = `
-- a.md --
# Stale

<!-- code: code/box/box.go New -->
'''go
'''

- in a list

  <!-- code: code/box/box.go Box New -->
  '''go
  old

    older
  '''

> <!-- code: code/box/box.go Box New -->
> '''go
> old
> '''

1. <!-- output: code/hello -->
   '''text
   old
   '''

<!-- sample: code/hello -->
'''text
hello, 77 arguments
'''

1.	After a tab

	<!-- output: code/hello b -->
	'''text
	'''

<!-- sample: code/hello a -->
'''text
hi, 77 arguments
'''

<!-- fails: code/boom -->
'''text
before
'''
<!-- code: gone.go -->
'''go
kept
'''
`

func read(t *testing.T, root, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(root, name))
	require.NoError(t, err)
	return string(data)
}

func TestWrite(t *testing.T) {
	t.Parallel()
	root := repository(t, module+stale+"\n-- b.md --\n# Nothing to do")
	c := &Checker{Root: root, CI: true}
	files := []string{"a.md", "b.md", "a.md"}
	changed, err := c.Write(context.Background(), files)
	require.NoError(t, err)
	require.Equal(t, []string{"a.md"}, changed)

	box := []string{"// A Box holds a number.", "type Box struct{ n *int }", "", "// New makes a Box.", "func New(n int) Box { return Box{&n} }"}
	indent := func(prefix string) string {
		var out strings.Builder
		for _, line := range box {
			out.WriteString(strings.TrimRight(prefix+line, " ") + "\n")
		}
		return out.String()
	}
	text := read(t, root, "a.md")
	for _, want := range []string{
		"```go\n// New makes a Box.\nfunc New(n int) Box { return Box{&n} }\n```\n\n- in",
		"  ```go\n" + indent("  ") + "  ```\n",
		"> ```go\n" + indent("> ") + "> ```\n",
		"   ```text\n   hello, 0 arguments\n   ```\n",
		"```text\nhello, 77 arguments\n```",
		"```text\nhello, 1 arguments\n```",
		"\t```text\n\thello, 1 arguments\n\t```\n",
		"```text\nbefore\n```",
		"```go\nkept\n```",
	} {
		require.Contains(t, text, want)
	}
	requireProblems(t, []string{"gone.go does not exist"}, check(t, c))

	changed, err = c.Write(context.Background(), files)
	require.NoError(t, err)
	require.Empty(t, changed)
	require.Equal(t, text, read(t, root, "a.md"))
}

func TestWriteKeepsLineEndsAndMode(t *testing.T) {
	t.Parallel()
	root := repository(t, module)
	name := filepath.Join(root, "a.md")
	text := "<!-- output: code/hello -->\r\n```text\r\nold\r\n```\r\nafter\r\n"
	require.NoError(t, os.WriteFile(name, []byte(text), 0o640))
	changed, err := (&Checker{Root: root}).Write(context.Background(), []string{"a.md"})
	require.NoError(t, err)
	require.Equal(t, []string{"a.md"}, changed)
	require.Equal(t, strings.Replace(text, "old", "hello, 0 arguments", 1), read(t, root, "a.md"))
	requireProblems(t, nil, check(t, &Checker{Root: root}))
	info, err := os.Stat(name)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o640), info.Mode().Perm())
	left, err := filepath.Glob(filepath.Join(root, ".prose-*"))
	require.NoError(t, err)
	require.Empty(t, left)
}

// A line of the origin that would close the block is never written into it.
func TestFencesLongEnough(t *testing.T) {
	t.Parallel()
	root := repository(t, "-- x.txt --\na\n '''\nb\n-- a.md --\n<!-- code: x.txt -->\n'''text\n'''\n\n<!-- code: x.txt -->\n~~~text\n~~~")
	c := &Checker{Root: root}
	changed, err := c.Write(context.Background(), []string{"a.md"})
	require.NoError(t, err)
	require.Equal(t, []string{"a.md"}, changed)
	requireProblems(t, []string{"a.md:1: x.txt has the line \" ```\", which ends the block"}, check(t, c))
}

func TestWriteFailsWithoutHarm(t *testing.T) {
	t.Parallel()
	if os.Geteuid() == 0 {
		t.Skip("nothing is forbidden to root")
	}
	root := repository(t, module+stale)
	before := read(t, root, "a.md")
	require.NoError(t, os.Chmod(root, 0o555))
	t.Cleanup(func() { require.NoError(t, os.Chmod(root, 0o755)) })
	_, err := (&Checker{Root: root}).Write(context.Background(), []string{"a.md"})
	require.ErrorIs(t, err, os.ErrPermission)
	require.Equal(t, before, read(t, root, "a.md"))
}

// Whatever the text around it, a block either takes new lines or says that it cannot.
func FuzzRewrite(f *testing.F) {
	f.Add("# a\n\n<!-- code: x /a/ /b/ -->\n```go\nx\n```\n")
	f.Add("> - ```text\n>   x\n>   ```\n>\n> <details>\n```\n[a][b] <a id=x>")
	f.Add("<!-- output: 'x -->\n~~~~ text\n\t~~~\n")
	f.Add("1.\t```text\n\tx\n\n\t\ty\n\t```\n")
	lines := []string{"func f() {", "\treturn", "", "  x", "}"}
	f.Fuzz(func(t *testing.T, text string) {
		d := parseDocument("a.md", []byte(text))
		for i, b := range d.blocks {
			if b.fence == "" || !b.closed {
				continue
			}
			content, err := d.rewritten(map[*block][]string{b: lines})
			if err != nil {
				continue
			}
			require.Equal(t, lines, parseDocument("a.md", content).blocks[i].lines)
			if !d.crlf {
				require.True(t, bytes.HasPrefix(content, d.source[:b.start]))
				require.True(t, bytes.HasSuffix(content, d.source[b.end:]))
			}
		}
	})
}
