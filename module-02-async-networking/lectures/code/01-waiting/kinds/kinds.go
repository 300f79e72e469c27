//go:build unix

// Kinds says which kinds of files the poller takes: those that can have a
// deadline.
package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"time"
)

// A deadliner can wait until a moment and no longer, if the poller knows it.
type deadliner interface {
	SetReadDeadline(time.Time) error
	Close() error
}

// say prints whether the poller takes a file, and closes it.
func say(name string, file deadliner, err error) error {
	if err != nil {
		return err
	}
	answer := "a goroutine waits, no thread"
	switch err := file.SetReadDeadline(time.Now().Add(time.Hour)); {
	case errors.Is(err, os.ErrNoDeadline):
		answer = "the thread waits: " + err.Error()
	case err != nil:
		return errors.Join(err, file.Close())
	}
	fmt.Printf("%-14s %s\n", name, answer)
	return file.Close()
}

func run() (err error) {
	dir, err := os.MkdirTemp("", "kinds-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()

	socket, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err := say("socket", socket, err); err != nil {
		return err
	}
	reader, writer, err := os.Pipe()
	if err := errors.Join(say("pipe", reader, err), writer.Close()); err != nil {
		return err
	}
	file, err := os.Create(filepath.Join(dir, "file"))
	if err := say("regular file", file, err); err != nil {
		return err
	}
	directory, err := os.Open(dir)
	return say("directory", directory, err)
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
