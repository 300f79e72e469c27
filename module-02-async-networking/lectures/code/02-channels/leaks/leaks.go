// Package leaks has a leak of each kind, for its test to look for.
package leaks

import (
	"context"
	"os"
	"time"
)

// A Leak leaves one goroutine behind, or none and a context.
type Leak struct {
	Name  string
	Leave func() error
}

// What a server keeps for as long as it lives.
var kept []any

// All lists them.
func All() []Leak {
	return []Leak{
		{"send, receiver gone", send},
		{"range, nobody closes", wait},
		{"wait for a session's end", inherit},
		{"ticker without an end", tick},
		{"Read of a silent peer", read},
		{"context not cancelled", forget},
	}
}

// live returns a context that ends when the process does.
func live() context.Context {
	ctx, stop := context.WithCancel(context.Background())
	kept = append(kept, ctx, stop)
	return ctx
}

func send() error {
	c := make(chan int)
	go func() { c <- 1 }()
	return nil
}

func wait() error {
	c := make(chan int)
	go func() {
		for range c {
		}
	}()
	return nil
}

// inherit waits for the end of a session that its caller forgets to cancel.
func inherit() error {
	server := live()
	session, forgotten := context.WithCancel(server)
	go func() {
		defer forgotten()
		<-session.Done()
	}()
	return nil
}

func tick() error {
	ticker := time.NewTicker(time.Hour)
	go func() {
		for range ticker.C {
		}
	}()
	return nil
}

func read() error {
	near, far, err := os.Pipe()
	if err != nil {
		return err
	}
	kept = append(kept, far)
	go func() {
		if _, err := near.Read(make([]byte, 1)); err != nil {
			panic(err)
		}
	}()
	return nil
}

// forget leaves no goroutine.
func forget() error {
	server := live()
	session, forgotten := context.WithCancel(server)
	context.AfterFunc(session, forgotten)
	return nil
}
