// Command echo is the program that checkkit's own tests put under check: it
// sends back every byte. The flag --mode makes it misbehave.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:0", "where to listen")
	mode := flag.String("mode", "", "mute, quit, deaf, sour, loud, say, stub, panic, or what to name as the address")
	text := flag.String("text", "", "what to say in mode say, which ends at once")
	flag.Parse()
	if *mode == "say" {
		say(*text)
	}
	if err := run(*addr, *mode); err != nil {
		log.Fatal(err)
	}
}

// say prints what it was given, on both outputs, and ends with exit code 7.
func say(text string) {
	in, err := io.ReadAll(os.Stdin)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Print(text, " ", os.Getenv("WORD"), " ", string(in))
	fmt.Fprint(os.Stderr, "and this")
	os.Exit(7)
}

func run(addr, mode string) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	switch mode {
	case "quit":
		return fmt.Errorf("no mood to listen")
	case "loud":
		fmt.Println(strings.Repeat("x", 1<<20))
	}
	switch {
	case strings.Contains(mode, ":"):
		fmt.Printf("listening on %s\n", mode)
	case mode != "mute":
		fmt.Printf("listening on %s\n", l.Addr())
	}
	if mode == "stub" {
		serveLater(l)
	}
	go serve(l, mode)
	<-ctx.Done()
	switch mode {
	case "deaf":
		select {}
	case "sour":
		os.Exit(3)
	}
	return l.Close()
}

// serveLater is a starter's stub, and so slow in ending that nobody listens any
// more before the process is gone.
func serveLater(l net.Listener) {
	l.Close()
	time.Sleep(20 * time.Millisecond)
	panic("stage 1: send back every byte")
}

// fall panics, and the client sees the end of the connection before that.
func fall(c net.Conn) {
	defer time.Sleep(20 * time.Millisecond) // what a program does at its end takes a while
	defer c.Close()
	panic("a nil map")
}

func serve(l net.Listener, mode string) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		if mode == "panic" {
			go fall(c)
			continue
		}
		go func() {
			defer c.Close()
			io.Copy(c, c)
		}()
	}
}
