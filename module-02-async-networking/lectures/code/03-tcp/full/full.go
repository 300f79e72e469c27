// Full writes to a client that doesn't read, until a deadline ends the Write, and
// then lets the client read what there is.
package main

import (
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"time"

	"systems.course/module02/03-tcp/loopback"
)

// fill tries to write size bytes at once within 200 ms. It returns what Write
// returned, and how many bytes the client then finds.
func fill(size int) (written int, writeErr error, received int64, err error) {
	err = loopback.Connect(func(client, server *net.TCPConn) error {
		if err := server.SetWriteDeadline(time.Now().Add(200 * time.Millisecond)); err != nil {
			return err
		}
		written, writeErr = server.Write(make([]byte, size))
		if err := server.CloseWrite(); err != nil {
			return err
		}
		received, err = io.Copy(io.Discard, client)
		return err
	})
	return written, writeErr, received, err
}

func main() {
	const size = 64 << 20
	written, writeErr, received, err := fill(size)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d KiB to write\n", size>>10)
	fmt.Printf("%d KiB written; timed out: %t\n", written>>10, errors.Is(writeErr, os.ErrDeadlineExceeded))
	fmt.Printf("%d KiB received\n", received>>10)
}
