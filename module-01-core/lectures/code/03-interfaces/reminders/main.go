// Reminders grows an interface in four steps: at the consumer, from a function,
// with an optional method, and through a wrapper that keeps it.
package main

import (
	"fmt"
	"log"
)

func main() {
	m := newMailer()
	must(remind(m, "ann"))
	must(remind(greeted(m), "bob"))

	everybody := []string{"ann", "bob", "cid"}
	must(sendAll(greeted(m), everybody, "we close at six"))
	fmt.Println("connections:", m.connections)

	c := &counting{next: m}
	must(sendAll(c, everybody, "we close at six"))
	fmt.Println("connections:", m.connections, "texts:", c.texts)
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
