package similar

import (
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"systems.course/internal/mutant"
	"systems.course/internal/starter"
)

const solution = "../../module-01-core/solutions/ex01-lru-cache"

// readProgram reads the Go files of a folder that are tests, or those that are
// not.
func readProgram(t testing.TB, dir string, tests bool) Program {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	require.NoError(t, err)
	require.NotEmpty(t, names, dir)
	p := Program{Files: map[string][]byte{}}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") == tests {
			p.Files[filepath.Base(name)], err = os.ReadFile(name)
			require.NoError(t, err)
		}
	}
	return p
}

// given is the starter of the exercise, with the checks.
var given = sync.OnceValues(func() (Program, error) {
	files, err := starter.Generate(solution, starter.Options{})
	return Program{Files: files}, err
})

func exerciseBase(t testing.TB) []Program {
	t.Helper()
	p, err := given()
	require.NoError(t, err)
	return []Program{p}
}

func mutants(t testing.TB, reference Program) []Program {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(solution, "mutants", "*.patch"))
	require.NoError(t, err)
	require.NotEmpty(t, names)
	var all []Program
	for _, name := range names {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		m, err := mutant.Parse(text)
		require.NoError(t, err, name)
		files, err := m.Apply(reference.Files)
		require.NoError(t, err, name)
		all = append(all, Program{Files: files})
	}
	return all
}

// A disguise changes the text of a program, not what it does.
type disguise struct {
	name   string
	change func(*ast.File)
}

var disguises = []disguise{
	{"comments stripped", func(f *ast.File) { f.Comments = nil }},
	{"identifiers renamed", rename},
	{"literals changed", changeLiterals},
	{"declarations reordered", reorder},
	{"a statement in every third block", insertStatements},
	{"all of these", func(f *ast.File) {
		rename(f)
		changeLiterals(f)
		insertStatements(f)
		reorder(f)
	}},
}

func (d disguise) apply(t testing.TB, p Program) Program {
	t.Helper()
	out := Program{Files: map[string][]byte{}}
	for name, text := range p.Files {
		fset := token.NewFileSet()
		f, err := parser.ParseFile(fset, name, text, parser.SkipObjectResolution)
		require.NoError(t, err)
		d.change(f)
		var b strings.Builder
		require.NoError(t, format.Node(&b, fset, f))
		out.Files["x_"+name] = []byte(b.String())
	}
	return out
}

func rename(f *ast.File) {
	names := map[string]string{}
	ast.Inspect(f, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			if names[id.Name] == "" {
				names[id.Name] = fmt.Sprintf("x%d", len(names))
			}
			id.Name = names[id.Name]
		}
		return true
	})
}

func changeLiterals(f *ast.File) {
	ast.Inspect(f, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.INT {
			lit.Value = "77"
		}
		return true
	})
}

// reorder turns the declarations round, except that imports stay in front.
// Comments go, since a printer puts them where they were.
func reorder(f *ast.File) {
	isImport := func(d ast.Decl) bool {
		g, ok := d.(*ast.GenDecl)
		return ok && g.Tok == token.IMPORT
	}
	imports := 0
	for imports < len(f.Decls) && isImport(f.Decls[imports]) {
		imports++
	}
	slices.Reverse(f.Decls[imports:])
	f.Comments = nil
}

func insertStatements(f *ast.File) {
	blocks := 0
	ast.Inspect(f, func(n ast.Node) bool {
		b, ok := n.(*ast.BlockStmt)
		if ok && len(b.List) > 0 {
			if blocks++; blocks%3 == 0 {
				call := &ast.ExprStmt{X: &ast.CallExpr{Fun: ast.NewIdent("println"), Args: []ast.Expr{ast.NewIdent("b")}}}
				b.List = slices.Insert(b.List, len(b.List)/2, ast.Stmt(call))
			}
		}
		return true
	})
}

// class is the reference, its disguised copies, and programs written without it.
func class(t testing.TB) (names []string, programs []Program) {
	t.Helper()
	reference := readProgram(t, solution, false)
	add := func(name string, p Program) {
		names = append(names, name)
		programs = append(programs, p)
	}
	add("reference", reference)
	for _, d := range disguises {
		add(d.name, d.apply(t, reference))
	}
	for _, name := range []string{"listmap", "slots", "stamps"} {
		add(name, readProgram(t, filepath.Join("testdata", name), false))
	}
	return names, programs
}

// everything reports what there is, however little.
var everything = Options{MinShare: 1e-9, MinTokens: 1, MaxRegions: 1 << 20}

// measured are the shares of the class with what people wrote, and the tokens of
// the regions.
type measured struct {
	name   string
	copied bool
	share  float64
	tokens int
}

func measure(t testing.TB, g grams, names []string, programs, base []Program) []measured {
	t.Helper()
	r, err := g.compare(t.Context(), programs, base, everything)
	require.NoError(t, err)
	found := map[[2]int]Match{}
	for _, p := range r.Pairs {
		found[[2]int{p.A, p.B}] = p.Match
	}
	var all []measured
	for b := range programs {
		for a := range b {
			copied := b <= len(disguises)
			if a > 0 && a <= len(disguises) {
				continue // a copy beside another says nothing new
			}
			m := found[[2]int{a, b}]
			all = append(all, measured{names[a] + " and " + names[b], copied, m.Share, tokens(m.Regions)})
		}
	}
	return all
}

func tokens(regions []Region) (n int) {
	for _, r := range regions {
		n += r.Tokens
	}
	return n
}

// TestCopiesAreAboveAndIndependentProgramsBelow prints, with -v, the figures of
// the package comment.
func TestCopiesAreAboveAndIndependentProgramsBelow(t *testing.T) {
	names, programs := class(t)
	base := exerciseBase(t)
	for _, g := range []grams{{12, 9, 12}, defaultGrams, {16, 9, 12}, {20, 11, 20}, {24, 17, 24}, {30, 21, 30}} {
		least, most := 1.0, 0.0
		for _, m := range measure(t, g, names, programs, base) {
			if g == defaultGrams {
				t.Logf("share %.2f, %5d tokens: %s", m.share, m.tokens, m.name)
			}
			if m.copied {
				least = min(least, m.share)
			} else {
				most = max(most, m.share)
			}
		}
		t.Logf("k %d, window %d, base %d: copies from %.2f, independent ones up to %.2f", g.k, g.window, g.base, least, most)
		require.Greater(t, least, most)
		if g == defaultGrams {
			require.Greater(t, least, 2*DefaultShare)
			require.Less(t, most, DefaultShare/2)
		}
	}
}

func TestMutantsAreLikeTheReference(t *testing.T) {
	reference := readProgram(t, solution, false)
	programs := append([]Program{reference}, mutants(t, reference)...)
	r, err := Compare(t.Context(), programs, exerciseBase(t), Options{})
	require.NoError(t, err)
	n := len(programs)
	require.Len(t, r.Pairs, n*(n-1)/2, "a class of one family has no idiom")
	t.Logf("%d mutants: share from %.2f", n-1, r.Pairs[len(r.Pairs)-1].Share)
}

func TestGivenFilesAreLeftOut(t *testing.T) {
	base := exerciseBase(t)
	checks := readProgram(t, solution, true)
	for name := range checks.Files {
		if !strings.HasPrefix(name, "stage") {
			delete(checks.Files, name)
		}
	}
	require.NotEmpty(t, checks.Files)
	r, err := Compare(t.Context(), []Program{base[0], base[0], checks, checks}, base, everything)
	require.NoError(t, err)
	require.Empty(t, r.Pairs)

	own := readProgram(t, solution, true)
	maps.DeleteFunc(own.Files, func(name string, _ []byte) bool { return strings.HasPrefix(name, "stage") })
	r, err = Compare(t.Context(), []Program{own, own}, base, Options{})
	require.NoError(t, err)
	require.Len(t, r.Pairs, 1, "tests of one's own are compared")
}
