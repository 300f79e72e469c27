// Handles is the bank of aliasing, repaired: an account is named by its place,
// and the pointer lives only as long as one call.
package main

import "fmt"

type account struct {
	name  string
	cents int64
}

// handle names an account for as long as the bank exists.
type handle int

type bank struct{ accounts []account }

func (b *bank) open(name string) handle {
	b.accounts = append(b.accounts, account{name: name})
	return handle(len(b.accounts) - 1)
}

func (b *bank) deposit(h handle, cents int64) { b.accounts[h].cents += cents }

func (b *bank) total() (cents int64) {
	for _, a := range b.accounts {
		cents += a.cents
	}
	return cents
}

func main() {
	var b bank
	ann, bob := b.open("ann"), b.open("bob")
	b.deposit(ann, 500)
	b.deposit(bob, 300)
	fmt.Println("the bank holds", b.total())
}
