package sealed

import "fmt"

// Node is one of the nodes below.
type Node interface {
	fmt.Stringer
	node()
}

// Literal is a node.
type Literal struct{ value int }

func (*Literal) node() {}

// String prints.
//
//course:stage 1
func (l *Literal) String() string { return fmt.Sprint(l.value) }

// Name is a node whose mark does something.
type Name string

//course:given
func (Name) node() { count++ }

// String prints.
//
//course:stage 1
func (n Name) String() string { return string(n) }

// Other is no node.
type Other struct{}

func (Other) other() {}

var count int

var _ Node = (*Literal)(nil)

var (
	_ Node     = Name("")
	_ internal = Other{}
)

type internal interface{ other() }

var _ = fmt.Sprint(count)
