//go:build unix

package main

import (
	"errors"
	"net"
	"syscall"
)

// threads has one for each connection: it reads from sockets in blocking mode, by
// the system call.
func threads(listener net.Listener) error {
	return each(listener, func(conn net.Conn) error {
		file, err := conn.(*net.TCPConn).File()
		if err != nil {
			return err
		}
		fd := int(file.Fd())
		return errors.Join(echoBlocking(fd), file.Close())
	})
}

func echoBlocking(fd int) error {
	if err := syscall.SetNonblock(fd, false); err != nil {
		return err
	}
	buffer := make([]byte, 4096)
	for {
		n, err := syscall.Read(fd, buffer)
		if err != nil || n == 0 {
			return err
		}
		if _, err := syscall.Write(fd, buffer[:n]); err != nil {
			return err
		}
	}
}
