// Deaf reads in a goroutine and gives up with its context. It fails: the goroutine
// reads on, and takes what was for somebody else.
package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"time"
)

type answer struct {
	text string
	err  error
}

// read returns what comes next, or gives up when ctx ends.
func read(ctx context.Context, conn net.Conn) (string, error) {
	c := make(chan answer, 1) // room, so that the goroutine can end
	go func() {
		p := make([]byte, 64)
		n, err := conn.Read(p)
		c <- answer{string(p[:n]), err}
	}()
	select {
	case a := <-c:
		return a.text, a.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

func main() {
	near, far := net.Pipe()
	hasty, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	text, err := read(hasty, near)
	fmt.Printf("first:  %q, %v\n", text, err)

	n, err := fmt.Fprint(far, "balance 100")
	fmt.Printf("sent:   %d bytes, %v\n", n, err)

	patient, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer cancel()
	text, err = read(patient, near)
	fmt.Printf("second: %q, %v\n", text, err)
	os.Exit(1)
}
