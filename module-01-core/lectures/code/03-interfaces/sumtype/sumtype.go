// Sumtype keeps a closed set of types in an interface and forgets one of them in
// a switch. It fails: a refund is worth nothing.
package main

import (
	"fmt"
	"os"
)

// Event is one of the types of this package: no other package can write isEvent.
type Event interface{ isEvent() }

// Sale, Refund and Note are the events.
type (
	Sale   struct{ Cents int64 }
	Refund struct{ Cents int64 }
	Note   struct{ Text string }
)

func (Sale) isEvent()   {}
func (Refund) isEvent() {}
func (Note) isEvent()   {}

func balance(events []Event) (cents int64) {
	for _, e := range events {
		switch e := e.(type) {
		case Sale:
			cents += e.Cents
		case *Refund:
			cents -= e.Cents
		case Note:
		}
	}
	return cents
}

func main() {
	events := []Event{Sale{500}, Refund{200}, Note{"ann called"}}
	if got := balance(events); got != 300 {
		fmt.Println("500 less 200 is", got)
		os.Exit(1)
	}
}
