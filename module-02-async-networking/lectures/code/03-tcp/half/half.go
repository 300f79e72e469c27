// Half reads commands with a bufio.Scanner. It fails: a client that is cut off in
// the middle of a command has it obeyed.
package main

import (
	"bufio"
	"fmt"
	"io"
	"log"
	"net"
	"os"

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

func main() {
	const command = "DELETE /home/ann/tmp\r\n"
	obeyed := ""
	err := loopback.Connect(func(client, server *net.TCPConn) error {
		if _, err := client.Write([]byte(command[:len("DELETE /home/ann")])); err != nil {
			return err
		}
		if err := client.Close(); err != nil { // the client's process was killed
			return err
		}
		return obey(server, func(command string) { obeyed = command })
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("obeyed: %q\n", obeyed)
	if obeyed != "" {
		os.Exit(1)
	}
}
