package starter

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestStages(t *testing.T) {
	t.Parallel()
	stages, err := Stages(solution(t, "signatures"))
	require.NoError(t, err)
	var names []string
	for _, d := range stages[2] {
		names = append(names, d.Name)
	}
	require.Equal(t, []string{"Timeout", "helper", "listed"}, names)
	require.Equal(t, Decl{
		Name: "Open", File: "signatures.go", Line: 32,
		Text: "// Open opens.\nfunc Open(name string, options ...Option) (*handle, error) {\n\th := &handle{name: name}\n\th.reset()\n\treturn h, nil\n}",
	}, stages[1][0])

	_, err = Stages(sources(t, "package x\n\n//course:stage no\nfunc F() {}\n"))
	require.ErrorContains(t, err, "x.go:3")
}

func TestFindDecl(t *testing.T) {
	t.Parallel()
	dir := sources(t, `package x

// Of is part of a group.
type (
	// T is generic.
	T[K any] struct{ k K } // for ever

	U int
)

const (
	A = iota // first
	B
)

var (
	c = 1
	// D has a comment.
	D = []int{
		1,
	}
)

// M is a method.
//
//course:stage 1
func (t *T[K]) M() {}
-- x_test.go --
package x

func inTests() {}
-- broken.go --
package x

func whole() {}

func broken( {
`)
	for _, c := range []struct {
		name, text string
		line       int
	}{
		{"T", "// T is generic.\ntype T[K any] struct{ k K } // for ever", 6},
		{"U", "type U int", 8},
		{"B", "const (\n\tA = iota // first\n\tB\n)", 13},
		{"D", "// D has a comment.\nvar D = []int{\n\t1,\n}", 19},
		{"T.M", "// M is a method.\nfunc (t *T[K]) M() {}", 27},
		{"whole", "func whole() {}", 3},
	} {
		d, err := FindDecl(dir, c.name)
		require.NoError(t, err)
		require.Equal(t, c.text, d.Text)
		require.Equal(t, c.line, d.Line, c.name)
		require.Equal(t, c.name, d.Name)
	}
	for _, name := range []string{"inTests", "M", "none"} {
		_, err := FindDecl(dir, name)
		require.ErrorIs(t, err, ErrNoDecl)
		require.ErrorContains(t, err, "broken.go:5")
	}
}
