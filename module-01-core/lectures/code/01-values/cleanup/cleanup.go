// Cleanup asks the runtime to close what nobody holds any more. It fails: the
// clean-up itself holds it.
package main

import (
	"fmt"
	"os"
	"runtime"
)

// descriptor stands for something that the operating system must be given back.
type descriptor struct {
	closed  chan struct{}
	onError func(error)
}

func (d *descriptor) close() { close(d.closed) }

// conn is what the program holds.
type conn struct {
	fd      *descriptor
	lastErr error
}

func (c *conn) fail(err error) { c.lastErr = err }

func open() *conn {
	c := &conn{fd: &descriptor{closed: make(chan struct{})}}
	runtime.AddCleanup(c, (*descriptor).close, c.fd)
	return c
}

// collectUntil collects until ch is closed.
func collectUntil(ch <-chan struct{}) {
	for {
		runtime.GC()
		select {
		case <-ch:
			return
		default:
		}
	}
}

func main() {
	plain, reporting := open(), open()
	reporting.fd.onError = reporting.fail
	first, second := plain.fd.closed, reporting.fd.closed

	collectUntil(first)
	fmt.Println("the plain connection was closed")
	select {
	case <-second:
	default:
		fmt.Println("the one that reports errors was not, and never will be")
		os.Exit(1)
	}
}
