package prose

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestLinks(t *testing.T) {
	t.Parallel()
	const tree = `
-- sub/other.md --
# A *heading* with` + " `code`" + `, and C++ & more

## Twice
## Twice

<a id="by-id"></a> <a name='by-name'></a>
-- sub/README.md --
# Sub
-- sub/code.go --
one
two
-- sub/with space.txt --
-- a.md --
`
	tests := []struct {
		name string
		text string
		want []string
	}{
		{"external", "[a](https://x.test/y#z) <http://x.test> [b](mailto:a@x.test) www.x.test", nil},
		{"other schemes", "[a](ftp://x.test) [b](//x.test)", []string{"link //x.test is neither", "ftp://x.test is neither relative nor"}},
		{"file and folder", "[a](sub/other.md) [b](sub/) [c](sub) [d](./sub/../sub/code.go) [e](/sub/code.go) ![f](sub/code.go?raw=true)", nil},
		{"escaped", "[a](sub/with%20space.txt) [b](<sub/with space.txt>)", nil},
		{"missing", "line\n[a](sub/gone.md)", []string{"a.md:2: the link sub/gone.md leads nowhere: sub/gone.md does not exist"}},
		{"missing image", "![a](sub/gone.png)", []string{"sub/gone.png leads nowhere"}},
		{"missing below a file", "[a](sub/code.go/x)", []string{"sub/code.go is a file"}},
		{"slash behind a file", "[a](sub/code.go/)", []string{"has a slash behind a file"}},
		{"out of the repository", "[a](../x)", []string{"../x leads out of the repository"}},
		{"other case", "[a](Sub/code.go) [b](sub/Other.md)", []string{"it is spelled sub", "it is spelled sub/other.md"}},
		{"empty", "[a]()", []string{"its destination is empty"}},
		{"malformed", "[a](sub/%zz)", []string{"is no URL"}},
		{"anchors", "# Top\n[a](#top) [b](sub/other.md#a-heading-with-code-and-c--more) [c](sub/other.md#twice-1) [d](sub/other.md#by-id) [e](sub/other.md#by-name) [f](#) [g](sub/#sub)", nil},
		{"missing anchors", "# Top\n[a](#bottom) [b](sub/other.md#twice-2)", []string{"#bottom leads nowhere: a.md has no heading or anchor #bottom", "sub/other.md has no heading or anchor #twice-2"}},
		{"anchor in another case", "# Top\n[a](#Top)", []string{"a.md has no heading or anchor #Top: it is spelled #top"}},
		{"lines", "[a](sub/code.go#L1) [b](sub/code.go#L1-L2) [c](sub/code.go#L1C1-L2C3)", nil},
		{"lines outside", "[a](sub/code.go#L0)\n[a](sub/code.go#L2-L1)\n[b](sub/code.go#L3)\n[c](sub/code.go#x)",
			[]string{"has 2 lines, and #L0", "has 2 lines, and #L2-L1", "has 2 lines, and #L3", "has the form #L10 or #L10-L20"}},
		{"references", "[a][r] [r] ![r][]\n\n[r]: sub/code.go", nil},
		{"missing references", "[a][r]\n\n[r]: sub/gone.go \"title\"", []string{"a.md:3: the link sub/gone.go leads nowhere"}},
		{"undefined references", "x\n[a][r] and `m[i][j]` and \\[x][y]", []string{"a.md:2: [r] is not defined"}},
		{"undefined footnote", "x[^1] y[^2]\n\n[^1]: z", []string{"a.md:1: [^2] is not defined"}},
		{"task list", "- [ ] [a](sub)\n- [x] b", nil},
		{"in a table, a list, a quote and HTML", "| a |\n|---|\n| [x](g1) |\n\n- [y](g2)\n\n> [x](g3)\n\n<p><a href=\"g4\">x</a></p>\n\ntext <img src='g5'> text",
			[]string{"a.md:3: the link g1", "a.md:5: the link g2", "a.md:7: the link g3", "a.md:9: the link g4", "a.md:11: the link g5"}},
		{"in comments and code", "<!-- [a](gone) <a href=\"gone\"> -->\n\n`[a](gone)`\n\n'''text\n[a](gone)\n'''", nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			requireProblems(t, test.want, check(t, &Checker{Root: repository(t, tree+test.text), CI: true}))
		})
	}
}

func TestSymbolicLinksStayInside(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("symbolic links need a privilege")
	}
	outside := filepath.Join(t.TempDir(), "secret.txt")
	require.NoError(t, os.WriteFile(outside, []byte("x\n"), 0o600))
	root := repository(t, "-- sub/x.txt --\nx\n-- a.md --\n[a](in) [b](out)\n\n<!-- code: out -->\n'''text\nx\n'''")
	require.NoError(t, os.Symlink(outside, filepath.Join(root, "out")))
	require.NoError(t, os.Symlink("sub", filepath.Join(root, "in")))
	requireProblems(t, []string{"a.md:1: the link out leads nowhere", "a.md:3: out does not exist"}, check(t, &Checker{Root: root}))
}

func TestSlug(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"Stage 3: evict the least recently used": "stage-3-evict-the-least-recently-used",
		"  A — dash, and C++ & more  ":           "a--dash-and-c--more",
		"`Get(key)` is_ok":                       "getkey-is_ok",
		"Grüße, 世界":                              "grüße-世界",
		"½ and x²":                               "-and-x",
		"🎉":                                      "",
	}
	for heading, want := range tests {
		require.Equal(t, want, Slug(heading), heading)
	}
}

func TestSluggerNumbersRepeatedHeadings(t *testing.T) {
	t.Parallel()
	var s Slugger
	var got []string
	for _, heading := range []string{"Foo", "foo", "Foo 1", "FOO", "Bar", "foo-1"} {
		got = append(got, s.Slug(heading))
	}
	require.Equal(t, []string{"foo", "foo-1", "foo-1-1", "foo-2", "bar", "foo-1-2"}, got)
}
