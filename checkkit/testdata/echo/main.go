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
)

func main() {
	addr := flag.String("addr", "127.0.0.1:0", "where to listen")
	mode := flag.String("mode", "", "mute, quit, deaf, sour, loud, say, or what to name as the address")
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
	go serve(l)
	<-ctx.Done()
	switch mode {
	case "deaf":
		select {}
	case "sour":
		os.Exit(3)
	}
	return l.Close()
}

func serve(l net.Listener) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		go func() {
			defer c.Close()
			io.Copy(c, c)
		}()
	}
}
