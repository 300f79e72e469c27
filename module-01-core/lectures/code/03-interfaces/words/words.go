// Words takes interface values apart, with the structures of internal/abi
// written down again.
package main

import (
	"fmt"
	"runtime"
	"strings"
	"unsafe"
)

// itab is abi.ITab.
type itab struct {
	Inter unsafe.Pointer
	Type  unsafe.Pointer
	Hash  uint32
	Fun   [2]uintptr // as many as the interface has methods
}

// iface is abi.NonEmptyInterface.
type iface struct {
	tab  *itab
	data unsafe.Pointer
}

// eface is abi.EmptyInterface.
type eface struct{ typ, data unsafe.Pointer }

type store interface {
	set(v int64)
	get() int64
}

type closer interface{ close() }

type cell struct{ v int64 }

func (c *cell) set(v int64) { c.v = v }

func (c *cell) get() int64 { return c.v }

func (c *cell) close() {}

// fixed has value receivers.
type fixed struct{ v int64 }

func (f fixed) set(int64) {}

func (f fixed) get() int64 { return f.v }

func main() {
	c, d := &cell{v: 1}, &cell{v: 2}
	var s, t store = c, d
	var a any = s
	first, second := (*iface)(unsafe.Pointer(&s)), (*iface)(unsafe.Pointer(&t))
	empty := (*eface)(unsafe.Pointer(&a))
	fmt.Println("sum:", sum(s, t))
	fmt.Println("two cells share a table:      ", first.tab == second.tab)
	fmt.Println("the data word is the pointer: ", first.data == unsafe.Pointer(c))
	fmt.Println("any has the type, no table:   ", empty.typ == first.tab.Type)
	for _, pc := range first.tab.Fun {
		fmt.Println("  fun:", name(pc))
	}

	f := fixed{v: 3}
	t = f
	f.v = 4
	fmt.Println("a struct is copied:           ", t.get() == 3 && second.data != unsafe.Pointer(&f))
	fmt.Println("another type, another table:  ", first.tab != second.tab)
	for _, pc := range second.tab.Fun {
		fmt.Println("  fun:", name(pc))
	}

	before := first.tab.Type
	var n closer = s.(closer)
	other := (*iface)(unsafe.Pointer(&n))
	fmt.Println("another interface, same type: ", other.tab.Type == before, "and other table:", other.tab != first.tab)
	fmt.Println("hash, compiled and built:     ", first.tab.Hash != 0, other.tab.Hash)
}

// sum calls get through the interface. Nothing in this program calls set through
// one.
//
//go:noinline
func sum(s, t store) int64 { return s.get() + t.get() }

// name returns what the function at pc is called, without its package.
func name(pc uintptr) string {
	whole := runtime.FuncForPC(pc).Name()
	_, short, _ := strings.Cut(whole[strings.LastIndex(whole, "/")+1:], ".")
	return short
}
