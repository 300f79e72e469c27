package prose

import (
	"go/parser"
	"go/token"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const source = `//go:build ignore

//course:given

// Package p is an example.
//
//course:api
package p

import "errors"

// Kind counts.
type Kind int

// The kinds.
const (
	// A is first.
	A Kind = iota
	B
)

const (
	// Max is the limit.
	Max   = 10 // entries
	Least     = 1
)

var (
	// ErrGone is returned when it is gone.
	ErrGone = errors.New("gone")

	text = ` + "`" + `raw
	//course:kept
	tab` + "`" + `
)

var alone, together = 1, 2 // both

type (
	// Small is small.
	Small struct {
		a int // one
	}
)

// A List is generic.
type List[K comparable, V any] struct{}

// Put stores.
//
//course:stage 2
func (l *List[K, V]) Put(key K) {
	//course:inside
	_ = key
}

func (l List[K, V]) Len() int { return 0 }

//course:stage 3
func init() {}

func init() {}
`

func TestExtractDeclarations(t *testing.T) {
	t.Parallel()
	tests := []struct {
		names, want string
	}{
		{"Kind", "// Kind counts.\ntype Kind int"},
		{"B", "// The kinds.\nconst (\n\t// A is first.\n\tA Kind = iota\n\tB\n)"},
		{"Max", "// Max is the limit.\nconst Max = 10 // entries"},
		{"ErrGone", "// ErrGone is returned when it is gone.\nvar ErrGone = errors.New(\"gone\")"},
		{"text", "var text = `raw\n\t//course:kept\n\ttab`"},
		{"together", "var alone, together = 1, 2 // both"},
		{"Small", "// Small is small.\ntype Small struct {\n\ta int // one\n}"},
		{"List.Put", "// Put stores.\nfunc (l *List[K, V]) Put(key K) {\n\t_ = key\n}"},
		{"List.Len Kind", "func (l List[K, V]) Len() int { return 0 }\n\n// Kind counts.\ntype Kind int"},
	}
	for _, test := range tests {
		t.Run(test.names, func(t *testing.T) {
			t.Parallel()
			lines, err := extract(&directive{path: "p.go", names: strings.Fields(test.names)}, source)
			require.NoError(t, err)
			require.Equal(t, test.want, strings.Join(lines, "\n"))
		})
	}
	for names, want := range map[string]string{
		"Gone":      "p.go declares no Gone",
		"Put":       "p.go declares no Put",
		"List.Gone": "p.go declares no List.Gone",
		"init":      "p.go declares init 2 times",
	} {
		_, err := extract(&directive{path: "p.go", names: []string{names}}, source)
		require.EqualError(t, findingf("%v", err), err.Error())
		require.ErrorContains(t, err, want)
	}
	_, err := extract(&directive{path: "p.go", names: []string{"x"}}, "package p\nfunc")
	require.ErrorContains(t, err, "does not parse")
}

func TestExtractDropsMarks(t *testing.T) {
	t.Parallel()
	lines, err := extract(&directive{path: "p.go"}, source)
	require.NoError(t, err)
	text := strings.Join(lines, "\n")
	require.True(t, strings.HasPrefix(text, "// Package p is an example.\npackage p\n"), text)
	require.Equal(t, 1, strings.Count(text, "course:"), text)
	require.NotContains(t, text, "\n\n\n")
	_, err = parser.ParseFile(token.NewFileSet(), "p.go", text, 0)
	require.NoError(t, err)

	broken := "package p\n\n//course:given\nfunc main( {\n\tx := 1 // \"\n"
	lines, err = extract(&directive{path: "p.go"}, broken)
	require.NoError(t, err)
	require.Equal(t, []string{"package p", "", "func main( {", "\tx := 1 // \""}, lines)
}

func TestExtractRange(t *testing.T) {
	t.Parallel()
	const python = "class A:\n    def f(self):\n        return 1\n\n    def g(self): pass\n"
	tests := []struct {
		name, selector string
		want           []string
		problem        string
	}{
		{"dedented", `/def f/ /def g/`, []string{"def f(self):", "    return 1", "", "def g(self): pass"}, ""},
		{"one line", `/return/ /1$/`, []string{"return 1"}, ""},
		{"a slash", `/class A\/?/ /:/`, []string{"class A:"}, ""},
		{"no start", `/x/ /y/`, nil, "no line of a.py matches /x/"},
		{"no end", `/return/ /class/`, nil, "no line of a.py from line 3 on matches /class/"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			d, err := parseDirective("x.md", "code", "a.py "+test.selector)
			require.NoError(t, err)
			lines, err := extract(d, python)
			if test.problem != "" {
				require.ErrorContains(t, err, test.problem)
				return
			}
			require.NoError(t, err)
			require.Equal(t, test.want, lines)
		})
	}
}

func TestSplitWords(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"":                       nil,
		"  a  b\tc\nd ":          {"a", "b", "c", "d"},
		`-gcflags='-m -l' "a b"`: {"-gcflags=-m -l", "a b"},
		`'' x`:                   {"", "x"},
		`a"'"b`:                  {"a'b"},
	} {
		words, err := splitWords(text)
		require.NoError(t, err)
		require.Equal(t, want, words, text)
	}
}

func TestOccur(t *testing.T) {
	t.Parallel()
	const printed = "one\n  two 0xc000012\ngoroutine 17 [running]:\nby goroutine 9:\npid 4711 thread\nthree\n"
	tests := []struct {
		name  string
		block string
		at    int
		fails bool
	}{
		{"all", "one\ntwo 0x1f\ngoroutine 1 [running]:\nby goroutine 2:\npid 1 thread\nthree", -1, false},
		{"some", "one\n\nthree", -1, false},
		{"with ellipses", "…\none\n...\nthree\n…", -1, false},
		{"in another order", "three\none", 1, false},
		{"twice", "one\none", 1, false},
		{"part of a line", "thre", 0, false},
		{"none", "…\n...\n", -1, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			at, err := occur(strings.Split(test.block, "\n"), printed)
			require.Equal(t, test.fails, err != nil)
			require.Equal(t, test.at, at)
		})
	}
}

func TestAnyNumbers(t *testing.T) {
	t.Parallel()
	require.Equal(t,
		anyNumbers([]string{"a  1,234.5 ns/op", "x: 7.", "12%"}),
		anyNumbers([]string{"a 9 ns/op", "x: 12.", "3.5%"}))
	require.NotEqual(t, anyNumbers([]string{"1 ms"}), anyNumbers([]string{"1 s"}))
}

func TestDifferenceShowsTheFirstLines(t *testing.T) {
	t.Parallel()
	at, message := difference(strings.Split("a b c d e f z", " "), strings.Split("a 1 z", " "), "code")
	require.Equal(t, 1, at)
	require.Equal(t, "\n\ttext:  b\n\t       c\n\t       d\n\t       … 2 more\n\tcode:  1\n\tregenerate it: go run ./cmd/course prose --write", message)
	_, message = difference([]string{"a"}, []string{"a", "b"}, "code")
	require.Contains(t, message, "\n\ttext:  (nothing here)\n\tcode:  b\n")
}
