package starter

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// sources writes a solution: "-- name --" lines divide its files.
func sources(t *testing.T, text string) string {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, writeFile(filepath.Join(dir, "go.mod"), "go.mod", []byte("module systems.course/x\n\ngo 1.26\n")))
	name := "x.go"
	files := map[string]string{}
	for line := range strings.Lines(text) {
		if n, ok := strings.CutPrefix(strings.TrimSpace(line), "-- "); ok {
			name = strings.TrimSuffix(n, " --")
			continue
		}
		files[name] += line
	}
	for name, data := range files {
		require.NoError(t, writeFile(filepath.Join(dir, filepath.FromSlash(name)), name, []byte(data)))
	}
	return dir
}

func TestMistakes(t *testing.T) {
	for _, c := range []struct{ name, source, want string }{
		{
			"a stub without a stage",
			"package x\n\n// F does.\nfunc F() {}\n\ntype T struct{}\n\nfunc (T) M() {}\n",
			"x.go:4: F needs a stage: mark it //course:stage N to make it a stub, or //course:given to keep it whole\n" +
				"x.go:8: T.M needs a stage: mark it //course:stage N to make it a stub, or //course:given to keep it whole",
		},
		{
			"an exported function that given code would give away",
			"package x\n\n//course:given\nfunc G() { F() }\n\nfunc F() {}\n",
			"x.go:6: F needs a stage: mark it //course:stage N to make it a stub, or //course:given to keep it whole",
		},
		{
			"a program without main",
			"package main\n\nfunc main() {}\n",
			"x.go:3: main needs a stage: mark it //course:stage N to make it a stub, or //course:given to keep it whole",
		},
		{
			"a stage that the exercise does not have",
			"package x\n\n//course:stage 7\nfunc F() {}\n",
			"x.go:4: F is marked with stage 7, which the exercise does not have",
		},
		{
			"marks that say nothing",
			"//course:stage 1\npackage x\n\n//course:stage one\nfunc F() {}\n\n//course:gift\n//course:stage 1\nfunc G() {}\n\n//course:given please\nvar V int\n",
			"x.go:1: //course:stage 1 says nothing about a package: write //course:given, //course:api or //course:absent\n" +
				"x.go:4: //course:stage one: a stage is a number from 1\n" +
				"x.go:5: F needs a stage: mark it //course:stage N to make it a stub, or //course:given to keep it whole\n" +
				"x.go:7: //course:gift is no mark: write //course:stage N, //course:given, //course:api or //course:absent\n" +
				"x.go:11: //course:given please is no mark: write //course:stage N, //course:given, //course:api or //course:absent",
		},
		{
			"marks that stand nowhere",
			"package x\n\nvar A int\n\n//course:given\n\nconst (\n\tb = iota\n\t//course:absent\n\tC\n)\n",
			"x.go:5: //course:given marks nothing: a mark stands above the first declaration, or in the doc comment of one (of the whole block, if its constants count)\n" +
				"x.go:9: //course:absent marks nothing: a mark stands above the first declaration, or in the doc comment of one (of the whole block, if its constants count)",
		},
		{
			"marks of go.mod that say nothing",
			"package x\n-- go.mod --\nmodule systems.course/x\n\n//course:given\nrequire systems.course/y v0.0.0\n\n//course:absent\nreplace systems.course/y => systems.course/z v1.0.0\n",
			"go.mod:3: //course:given says nothing here: requirements can be marked //course:absent\n" +
				"go.mod:6: //course:absent says nothing here: requirements can be marked //course:absent",
		},
		{
			"marks that contradict each other",
			"package x\n\n//course:given\n//course:absent\nvar V int\n\n//course:stage 1\n//course:stage 2\nfunc F() {}\n\n//course:given\n//course:stage 1\nfunc G() {}\n-- y.go --\n//course:given\npackage x\n-- z.go --\n//course:api\npackage x\n",
			"x.go:4: marked both given and absent\n" +
				"x.go:8: marked with stage 1 and stage 2\n" +
				"x.go:13: G is marked with stage 1 and given: it can be one of them\n" +
				"z.go:1: the package is marked both given and api",
		},
		{
			"a name of an absent package",
			"package x\n\nimport \"systems.course/x/internal/list\"\n\n// T is kept.\ntype T struct {\n\tlist.List\n}\n-- internal/list/list.go --\npackage list\n\ntype List struct{}\n",
			"x.go:7: T needs List of package systems.course/x/internal/list, which is absent: mark List //course:given or //course:api, or its package",
		},
		{
			"an absent package in a program that is given",
			"package x\n-- cmd/x/main.go --\npackage main\n\nimport _ \"systems.course/x/internal/list\"\n\nfunc main() {}\n-- internal/list/list.go --\npackage list\n\ntype List struct{}\n",
			"cmd/x/main.go:3: package main needs systems.course/x/internal/list, which is absent: mark the package //course:given or //course:api",
		},
		{
			"a declaration marked absent",
			"package x\n\n//course:given\nfunc F() { g() }\n\n//course:absent\nfunc g() {}\n",
			"x.go:4: F needs g, which is marked absent: mark it //course:given or //course:api, or take away F",
		},
		{
			"a field that goes",
			"package x\n\n//course:given\nfunc F(t *T) int { return t.n }\n\n//course:api\ntype T struct{ n int }\n\n//course:given\nvar V = T{1}\n",
			"x.go:4: F needs a field of T that the starter loses (n): mark T //course:given\n" +
				"x.go:10: V needs a field of T that the starter loses (a literal without field names): mark T //course:given",
		},
		{
			"an initialiser that calls a stub",
			"package x\n\n// V is made by F.\nvar V = wrap()\n\nfunc wrap() int { return F() }\n\n//course:stage 1\nfunc F() int { return 1 }\n\n//course:given\nfunc init() { F() }\n",
			"x.go:6: wrap runs while the package is initialised and calls F, a stub: mark F //course:given, or wrap //course:absent\n" +
				"x.go:12: init runs while the package is initialised and calls F, a stub: mark F //course:given, or init //course:absent",
		},
		{
			"cgo",
			"package x\n\nimport \"C\"\n",
			"x.go:3: package x uses cgo, of which no stubs can be made: mark the package //course:given or //course:absent",
		},
		{
			"a solution that does not compile",
			"package x\n\nvar V int = \"\"\n",
			"x.go:3: the solution does not compile: cannot use \"\" (untyped string constant) as int value in variable declaration",
		},
		{
			"an interface that is only implemented by what goes",
			"package x\n\n// I is kept.\ntype I interface{ m() }\n\n// T is kept.\ntype T struct{}\n\nfunc (T) m() { println() }\n",
			"x.go:9: T.m needs a stage: mark it //course:stage N to make it a stub, or //course:given to keep it whole",
		},
		{
			"two packages in a folder",
			"package x\n-- y.go --\npackage y\n",
			"y.go:1: the solution does not compile: package y; expected package x",
		},
		{
			"what only the compiler sees: a conversion between structs",
			"package x\n\n// A and B have the same fields.\ntype A struct{ n int }\n\n//course:given\ntype B struct{ n int }\n\n//course:given\nfunc F(a A) B { return B(a) }\n",
			"x.go:10: the starter would not compile: cannot convert a (variable of struct type A) to type B",
		},
		{
			"a check of a name that no file declares",
			"package x\n-- stage01_x_test.go --\npackage x_test\n\nimport \"systems.course/x\"\n\nvar _ = x.Missing\n",
			"stage01_x_test.go:5: the solution does not compile: undefined: x.Missing",
		},
		{
			"an embedded file that is not there",
			"package x\n\nimport _ \"embed\"\n\n//go:embed none.txt\nvar V string\n",
			"x.go:5: //go:embed none.txt: no matching files in",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := Generate(sources(t, c.source), Options{Titles: titles})
			require.Error(t, err)
			require.Contains(t, err.Error(), c.want)
			require.Equal(t, strings.Count(c.want, "\n"), strings.Count(err.Error(), "\n"), "other errors:\n%v", err)
		})
	}
}

// With a package that cannot be had, what is wrong with other names is not
// reported, and a name that was taken away still is.
func TestForeignPackagesMayBeMissing(t *testing.T) {
	t.Parallel()
	source := "package x\n\nimport \"gone.example/go-lib.v3\"\n\n// T embeds what nobody knows.\ntype T struct {\n\tlib.Base\n\tn int\n}\n\n//course:given\nfunc F(t *T) { t.Lock(); lib.Use(t) }\n"
	files, err := Generate(sources(t, source), Options{})
	require.NoError(t, err)
	require.Contains(t, string(files["x.go"]), `import "gone.example/go-lib.v3"`)

	source += "\ntype u struct{}\n\nfunc (u) hidden() {}\n\n//course:given\nfunc G() { lib.As[u]().hidden() }\n"
	_, err = Generate(sources(t, source), Options{})
	require.NoError(t, err, "the type of a foreign call is not known")
}

// Specifications that share a line are parted.
func TestMembersOnOneLine(t *testing.T) {
	t.Parallel()
	files, err := Generate(sources(t, "package x\n\nvar ( a = f(); B = 2 /* two */ ); const c = 1; const D = 2\n\ntype T struct { a int; B int `x:\"y\"`; c int }\n\nfunc f() int { return 1 }\n"), Options{})
	require.NoError(t, err)
	require.Equal(t, "package x\n\nvar (\n\tB = 2 /* two */\n)\n\nconst D = 2\n\ntype T struct {\n\tB int `x:\"y\"`\n\n\t// your fields\n}\n", string(files["x.go"]))
}

func TestNoSolution(t *testing.T) {
	t.Parallel()
	_, err := Generate(t.TempDir(), Options{})
	require.ErrorContains(t, err, "not a solution")
	_, err = Generate(sources(t, "package x\n\nfunc {\n"), Options{})
	require.ErrorContains(t, err, "x.go:3")
}

func TestNoGoCommand(t *testing.T) {
	t.Setenv("PATH", "")
	_, err := Generate(sources(t, "package x\n\nimport _ \"fmt\"\n"), Options{})
	require.ErrorContains(t, err, "executable file not found")
	_, err = Whole(sources(t, "package x\n"), Options{})
	require.NoError(t, err)
}
