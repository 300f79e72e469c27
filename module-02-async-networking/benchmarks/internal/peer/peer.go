// Package peer runs the servers that are measured beside each other. It is Linux
// only.
package peer

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// A Server is a process that accepts at an address.
type Server struct {
	Name string
	Addr string

	cmd *exec.Cmd
}

// A Command is a server on a port, with files of its own in a folder.
type Command func(dir string, port int) (*exec.Cmd, error)

// Start runs a server in a new folder within another and waits until it accepts.
func Start(name, within string, command Command) (*Server, error) {
	dir, err := os.MkdirTemp(within, "server-")
	if err != nil {
		return nil, err
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	cmd, err := command(dir, port)
	if err != nil {
		return nil, err
	}
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		return nil, err
	}
	cmd.Stdout, cmd.Stderr = log, log
	if err := errors.Join(cmd.Start(), log.Close()); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	s := &Server{name, fmt.Sprintf("127.0.0.1:%d", port), cmd}
	for range 100 {
		if conn, err := net.Dial("tcp", s.Addr); err == nil {
			return s, conn.Close()
		}
		time.Sleep(50 * time.Millisecond)
	}
	text, err := os.ReadFile(filepath.Join(dir, "log"))
	return nil, errors.Join(fmt.Errorf("%s accepts no connection at %s: %s", name, s.Addr, text), err, s.Stop())
}

// Stop kills it: what it would do at the end is not measured.
func (s *Server) Stop() error {
	err := s.cmd.Process.Kill()
	_ = s.cmd.Wait() // says that it was killed
	return err
}

// Dial returns a connection that has a minute for what is to be said on it.
func (s *Server) Dial() (net.Conn, *bufio.Reader, error) {
	c, err := net.Dial("tcp", s.Addr)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", s.Name, err)
	}
	return c, bufio.NewReaderSize(c, 512), c.SetDeadline(time.Now().Add(time.Minute))
}

// Resident returns VmRSS of /proc/PID/status, in bytes.
func (s *Server) Resident() (int64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(string(text), "VmRSS:")
	fields := strings.Fields(rest)
	if len(fields) == 0 {
		return 0, fmt.Errorf("%s: no VmRSS in its status", s.Name)
	}
	kib, err := strconv.ParseInt(fields[0], 10, 64)
	return kib << 10, err
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	return l.Addr().(*net.TCPAddr).Port, l.Close()
}
