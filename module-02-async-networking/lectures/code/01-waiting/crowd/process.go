//go:build unix

package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
)

// A server is a process that echoes.
type server struct {
	cmd   *exec.Cmd
	stdin io.Closer
	addr  string
}

// start starts a server and waits until it listens.
func start(command []string) (*server, error) {
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	s := &server{cmd: cmd, stdin: stdin}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	addr, found := strings.CutPrefix(strings.TrimSpace(line), "listening on ")
	if err != nil || !found {
		return nil, errors.Join(fmt.Errorf("it says %q", line), s.stop())
	}
	s.addr = addr
	return s, nil
}

func (s *server) dial() (net.Conn, error) { return net.Dial("tcp", s.addr) }

// stop ends the server by the end of its input.
func (s *server) stop() error {
	return errors.Join(s.stdin.Close(), s.cmd.Wait())
}

// status returns a number of the process's, by its name in /proc.
func (s *server) status(name string) (int, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(text)) {
		if rest, found := strings.CutPrefix(line, name+":"); found {
			return strconv.Atoi(strings.Fields(rest)[0])
		}
	}
	return 0, fmt.Errorf("no %s in the status of a process", name)
}

func (s *server) threads() (int, error) { return s.status("Threads") }

// memory returns the bytes that are resident and belong to no file. What the
// kernel holds for sockets and threads is not among them.
func (s *server) memory() (int, error) {
	kib, err := s.status("RssAnon")
	return kib << 10, err
}

// child is a server's process: it listens, says where, and ends with its input.
func child(serve func(net.Listener) error) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println("listening on", listener.Addr())
	served := make(chan error, 1)
	go func() { served <- serve(listener) }()
	ended := make(chan error, 1)
	go func() {
		_, err := io.Copy(io.Discard, os.Stdin)
		ended <- err
	}()
	select {
	case err := <-served:
		return err
	case err := <-ended:
		return err // the process ends, and its connections with it
	}
}
