// Aliasing keeps a pointer to a slice's element while the slice grows. It fails:
// a deposit is lost.
package main

import (
	"fmt"
	"os"
)

type account struct {
	name  string
	cents int64
}

type bank struct{ accounts []account }

// open returns a pointer into the slice, which is good until the next open.
func (b *bank) open(name string) *account {
	b.accounts = append(b.accounts, account{name: name})
	return &b.accounts[len(b.accounts)-1]
}

func (b *bank) total() (cents int64) {
	for _, a := range b.accounts {
		cents += a.cents
	}
	return cents
}

func main() {
	var b bank
	ann := b.open("ann")
	bob := b.open("bob")
	ann.cents += 500
	bob.cents += 300
	fmt.Println("ann sees", ann.cents, "and bob sees", bob.cents)
	if total := b.total(); total != 800 {
		fmt.Println("800 were paid in, the bank holds", total)
		os.Exit(1)
	}
}
