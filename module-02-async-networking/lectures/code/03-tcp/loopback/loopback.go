// Package loopback connects a TCP client to a TCP server in one process, for
// programs that show what goes on between the two.
package loopback

import (
	"errors"
	"fmt"
	"net"
	"time"
)

// Connect calls f with the two ends of a new connection over 127.0.0.1. It
// closes what f has left open, and returns f's error or that of a close.
func Connect(f func(client, server *net.TCPConn) error) (err error) {
	listener, err := net.ListenTCP("tcp", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, listener.Close()) }()
	if err := listener.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		return err
	}
	client, err := net.DialTCP("tcp", nil, listener.Addr().(*net.TCPAddr))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closed(client)) }()
	server, err := listener.AcceptTCP()
	if err != nil {
		return fmt.Errorf("the connection was made and not accepted: %w", err)
	}
	defer func() { err = errors.Join(err, closed(server)) }()
	return f(client, server)
}

// closed closes a connection, which may be closed already.
func closed(c net.Conn) error {
	if err := c.Close(); !errors.Is(err, net.ErrClosed) {
		return err
	}
	return nil
}
