// Ids mixes the identifiers of two tables.
package main

type plain[Of any] struct{ n uint64 }

type sealed[Of any] struct {
	_ [0]*Of
	n uint64
}

type user struct{ name string }

type order struct{ total int }

func deletePlain(plain[user]) {}

func deleteSealed(sealed[user]) {}

func main() {
	deletePlain(plain[order]{n: 7})
	deletePlain(plain[user](plain[order]{n: 7}))
	deleteSealed(sealed[user](sealed[order]{n: 7}))
}
