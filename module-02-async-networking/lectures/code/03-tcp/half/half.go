// Half reads commands with a bufio.Scanner. It fails: a command of which only the
// beginning came is obeyed, both when the client is gone and when a deadline has
// passed.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"time"

	"systems.course/module02/03-tcp/loopback"
)

// obey carries out the commands, a line each.
func obey(commands io.Reader, do func(command string)) error {
	lines := bufio.NewScanner(commands)
	for lines.Scan() {
		do(lines.Text())
	}
	return lines.Err()
}

// receive obeys a client that sends the beginning of a command, and then is
// killed, or stalls until a deadline has passed. It returns what was obeyed.
func receive(killed bool) (obeyed string, err error) {
	const command = "DELETE /home/ann/tmp\r\n"
	err = loopback.Connect(func(client, server *net.TCPConn) error {
		if _, err := client.Write([]byte(command[:len("DELETE /home/ann")])); err != nil {
			return err
		}
		end := client.Close // which the kernel does for a process that is killed
		if !killed {
			end = func() error { return server.SetReadDeadline(time.Now().Add(500 * time.Millisecond)) }
		}
		if err := end(); err != nil {
			return err
		}
		return obey(server, func(command string) { obeyed = command })
	})
	if !killed && errors.Is(err, os.ErrDeadlineExceeded) {
		err = nil
	}
	return obeyed, err
}

func main() {
	killed, err := receive(true)
	if err != nil {
		log.Fatal(err)
	}
	stalled, err := receive(false)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("killed:  obeyed %q\n", killed)
	fmt.Printf("stalled: obeyed %q\n", stalled)
	if killed != "" || stalled != "" {
		os.Exit(1)
	}
}
