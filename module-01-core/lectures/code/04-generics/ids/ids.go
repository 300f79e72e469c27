// Ids gives the identifiers of different tables different types.
package main

import (
	"fmt"
	"unsafe"
)

// ID names a row of the table Of. Of occurs in no value, only in the type.
type ID[Of any] struct {
	_ [0]*Of
	n uint64
}

func (id ID[Of]) String() string { return fmt.Sprintf("%T-%d", *new(Of), id.n) }

type (
	user  struct{ name string }
	order struct{ buyer ID[user] }
)

// table finds rows by their own kind of ID.
type table[Row any] struct{ rows []Row }

func (t *table[Row]) insert(r Row) ID[Row] {
	t.rows = append(t.rows, r)
	return ID[Row]{n: uint64(len(t.rows) - 1)}
}

func (t *table[Row]) get(id ID[Row]) Row { return t.rows[id.n] }

func main() {
	var users table[user]
	var orders table[order]
	ann := users.insert(user{"Ann"})
	first := orders.insert(order{buyer: ann})
	fmt.Println(users.get(orders.get(first).buyer).name, ann, first, unsafe.Sizeof(ann))
}
