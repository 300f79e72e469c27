// Layout prints where the compiler puts the fields of a struct.
package main

import (
	"fmt"
	"reflect"
)

// Loose declares its fields in the order in which somebody thought of them.
type Loose struct {
	Open    bool
	Balance int64
	Frozen  bool
	Limit   int32
	Manual  bool
}

// Tight has the same fields, the widest first.
type Tight struct {
	Balance int64
	Limit   int32
	Open    bool
	Frozen  bool
	Manual  bool
}

// Tagged ends in a field of size zero. Its address must not be the address of
// whatever lies behind the struct, so the compiler adds padding after it.
type Tagged struct {
	Limit int32
	_     struct{}
}

func fields(t reflect.Type) {
	fmt.Printf("%s: %d bytes, aligned to %d\n", t.Name(), t.Size(), t.Align())
	for f := range t.Fields() {
		fmt.Printf("  %3d..%-3d %s\n", f.Offset, f.Offset+f.Type.Size(), f.Name)
	}
}

func main() {
	fields(reflect.TypeFor[Loose]())
	fields(reflect.TypeFor[Tight]())
	fields(reflect.TypeFor[Tagged]())
	for _, t := range []reflect.Type{
		reflect.TypeFor[string](),
		reflect.TypeFor[[]byte](),
		reflect.TypeFor[any](),
		reflect.TypeFor[map[string]int](),
		reflect.TypeFor[func()](),
		reflect.TypeFor[[3]int32](),
		reflect.TypeFor[struct{}](),
	} {
		fmt.Printf("%-14s %2d bytes\n", t, t.Size())
	}
}
