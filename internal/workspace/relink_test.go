package workspace

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRelink(t *testing.T) {
	root := filepath.FromSlash("/course")
	const spec = "Read [lecture\n5](../lectures/05.md#a-b) and ![this](pic.png), [`doc.go`](../solutions/x/doc.go), [all](/README.md), [top](../../README.md).\n" +
		"[Here](#stage-1), [there](https://go.dev/a), `[a](../b)`, a[i](x), [empty]().\n```go\n// [a](../b)\n```\n[x](../b)\n~~~\n[a](../b)\n~~~\n"
	for dir, want := range map[string]string{
		"/course/work/lru": "Read [lecture\n5](../../mod/lectures/05.md#a-b) and ![this](../../mod/exercises/pic.png), [`doc.go`](../../mod/solutions/x/doc.go), [all](../../README.md), [top](../../README.md).\n" +
			"[Here](#stage-1), [there](https://go.dev/a), `[a](../b)`, a[i](../../mod/exercises/x), [empty]().\n```go\n// [a](../b)\n```\n[x](../../mod/b)\n~~~\n[a](../b)\n~~~\n",
		"/elsewhere/lru": "Read lecture\n5 and this, `doc.go`, all, top.\n" +
			"[Here](#stage-1), [there](https://go.dev/a), `[a](../b)`, ai, [empty]().\n```go\n// [a](../b)\n```\nx\n~~~\n[a](../b)\n~~~\n",
	} {
		require.Equal(t, want, string(Relink([]byte(spec), root, "mod/exercises/ex01.md", filepath.FromSlash(dir), nil)))
	}
}

// What the starter has too is linked there, in the course and out of it.
func TestRelinkToWhatGoesAlong(t *testing.T) {
	const spec = "[the contract](../solutions/ex01/docs/API.md#errors), [the reference](../solutions/ex01/x.go)\n"
	along := map[string]string{"mod/solutions/ex01/docs/API.md": "docs/API.md"}
	for dir, want := range map[string]string{
		"/course/work/x": "[the contract](docs/API.md#errors), [the reference](../../mod/solutions/ex01/x.go)\n",
		"/elsewhere":     "[the contract](docs/API.md#errors), the reference\n",
		"":               "[the contract](docs/API.md#errors), the reference\n",
	} {
		require.Equal(t, want, string(Relink([]byte(spec), filepath.FromSlash("/course"), "mod/exercises/ex01.md", filepath.FromSlash(dir), along)), dir)
	}
}

// TestRelinkSpecs follows the links of each exercise's spec from where a student
// has it.
func TestRelinkSpecs(t *testing.T) {
	root, err := filepath.Abs("../..")
	require.NoError(t, err)
	specs, err := filepath.Glob(filepath.Join(root, "module-*", "exercises", "ex*.md"))
	require.NoError(t, err)
	require.NotEmpty(t, specs)
	relative := regexp.MustCompile(`\]\((\.\./[^)#]*)`)
	followed := 0
	for _, spec := range specs {
		text, err := os.ReadFile(spec)
		require.NoError(t, err)
		file, err := filepath.Rel(root, spec)
		require.NoError(t, err)
		dir := Default(root, "some-exercise")
		for _, link := range relative.FindAllSubmatch(Relink(text, root, filepath.ToSlash(file), dir, nil), -1) {
			require.FileExists(t, filepath.Join(dir, filepath.FromSlash(string(link[1]))), "%s", spec)
			followed++
		}
		away := string(Relink(text, root, filepath.ToSlash(file), t.TempDir(), nil))
		require.False(t, relative.MatchString(away), "%s", spec)
		require.Equal(t, strings.Count(string(text), "\n"), strings.Count(away, "\n"), "a line of the spec is a line of the copy")
	}
	require.NotZero(t, followed)
}
