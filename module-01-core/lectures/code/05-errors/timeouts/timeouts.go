// Timeouts lets operations of package net run out of time in five ways and asks
// their errors whether they did.
package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"syscall"
	"time"
)

// timeout is what a caller must know about an error, and net.Error has too.
type timeout interface {
	error
	Timeout() bool
}

// timedOut asks by behaviour, wherever in the tree it is.
func timedOut(err error) bool {
	t, ok := errors.AsType[timeout](err)
	return ok && t.Timeout()
}

// reading waits for a peer that sends nothing.
func reading(listener net.Listener) error {
	conn, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }() // nothing was written
	if err := conn.SetReadDeadline(time.Now().Add(time.Millisecond)); err != nil {
		return err
	}
	_, err = conn.Read(make([]byte, 1))
	return err
}

// dialing begins when its time is over already.
func dialing(listener net.Listener) error {
	ctx, cancel := context.WithDeadline(context.Background(), time.Now().Add(-time.Second))
	defer cancel()
	_, err := new(net.Dialer).DialContext(ctx, "tcp", listener.Addr().String())
	return err
}

// resolving asks a name server that never answers, until the resolver gives up.
func resolving() error {
	silent := &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		here, _ := net.Pipe()
		return hasty{here}, nil
	}}
	_, err := silent.LookupHost(context.Background(), "example.test.")
	return err
}

// hasty makes the seconds for which the resolver waits a millisecond.
type hasty struct{ net.Conn }

func (c hasty) SetDeadline(time.Time) error {
	return c.Conn.SetDeadline(time.Now().Add(time.Millisecond))
}

// timeouts returns an error of each operation, and one from the kernel.
func timeouts() (names []string, errs []error, err error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, listener.Close()) }()
	names = []string{"read", "dial", "lookup", "kernel", "wrapped kernel"}
	kernel := os.NewSyscallError("read", syscall.ETIMEDOUT)
	return names, []error{
		reading(listener),
		dialing(listener),
		resolving(),
		&net.OpError{Op: "read", Net: "tcp", Err: kernel},
		&net.OpError{Op: "read", Net: "tcp", Err: fmt.Errorf("tunnel: %w", kernel)},
	}, nil
}

func main() {
	names, errs, err := timeouts()
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Printf("%-30s %-9s %-9s %s\n", "", "os", "context", "Timeout()")
	for i, err := range errs {
		fmt.Printf("%-15s %-14T %-9t %-9t %t\n", names[i], err,
			errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, context.DeadlineExceeded), timedOut(err))
	}
}
