package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// process returns a server that is another program.
func process(command []string) server {
	return func(f func(addr string) error) (err error) {
		if len(command) == 0 {
			return errors.New("no command")
		}
		cmd := exec.Command(command[0], command[1:]...)
		cmd.Stderr = os.Stderr
		stdin, err := cmd.StdinPipe()
		if err != nil {
			return err
		}
		stdout, err := cmd.StdoutPipe()
		if err != nil {
			return err
		}
		if err := cmd.Start(); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, stdin.Close(), cmd.Wait()) }()
		line, err := bufio.NewReader(stdout).ReadString('\n')
		addr, found := strings.CutPrefix(strings.TrimSpace(line), "listening on ")
		if !found {
			return errors.Join(err, fmt.Errorf("%s said %q", command[0], line))
		}
		return f(addr)
	}
}
