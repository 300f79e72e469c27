// Package loop runs an HTTP server on the loopback interface, and speaks WebSocket
// to servers byte by byte, for programs that show what goes on between the two.
package loop

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/gorilla/websocket"

	"systems.course/module02/05-websockets/frame"
)

// Serve calls f with the address of a server that serves h, until f returns. It
// waits for the handlers that have not hijacked their connection.
func Serve(h http.Handler, f func(addr string) error) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	err = f(listener.Addr().String())
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	err = errors.Join(err, server.Shutdown(ctx))
	if e := <-served; !errors.Is(e, http.ErrServerClosed) {
		err = errors.Join(err, e)
	}
	return err
}

// Upgrade returns a handler that calls f with each new connection, closes it when
// f returns, and sends what f returned to results, which may be nil.
func Upgrade(u websocket.Upgrader, results chan<- error, f func(*websocket.Conn) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, err := u.Upgrade(w, r, nil)
		if err != nil {
			return // Upgrade has answered
		}
		err = errors.Join(f(conn), closed(conn))
		if results != nil {
			results <- err
		}
	})
}

// closed closes a connection, which may be closed already.
func closed(c interface{ Close() error }) error {
	if err := c.Close(); !errors.Is(err, net.ErrClosed) {
		return err
	}
	return nil
}

// Key is what a Peer masks its frames with.
var Key = [4]byte{0x37, 0xfa, 0x21, 0x3d}

// A Peer is a client after its handshake, which sends what it is told to.
type Peer struct {
	*net.TCPConn
	*bufio.Reader
	Response *http.Response
}

// Read reads what the server has sent after the handshake.
func (p *Peer) Read(b []byte) (int, error) { return p.Reader.Read(b) }

// Dial connects, and asks for the path with the header fields, each a line with
// its end. It gives up after ten seconds, as does all that is read later.
func Dial(addr, path, fields string) (*Peer, error) {
	conn, err := net.DialTimeout("tcp", addr, 10*time.Second)
	if err != nil {
		return nil, err
	}
	p := &Peer{TCPConn: conn.(*net.TCPConn), Reader: bufio.NewReader(conn)}
	err = conn.SetDeadline(time.Now().Add(10 * time.Second))
	if err == nil {
		_, err = fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: %s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"+
			"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n%s\r\n", path, addr, fields)
	}
	if err == nil {
		p.Response, err = http.ReadResponse(p.Reader, nil)
	}
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return p, nil
}

// Send sends a frame that is masked.
func (p *Peer) Send(op frame.Op, fin bool, payload string) error {
	_, err := p.Write(frame.Append(nil, op, fin, &Key, []byte(payload)))
	return err
}

// Closed closes the connection if it is open.
func (p *Peer) Closed() error { return closed(p.TCPConn) }
