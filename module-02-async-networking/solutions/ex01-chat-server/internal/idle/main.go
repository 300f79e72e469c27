// Command idle measures what a connection that says nothing costs the server: it
// serves in this process, has another one of itself open connections that register and join a
// channel, and prints by how much this process has grown for each, in KiB.
//
//	go run ./internal/idle --clients 10000
//
// Both processes need a file for each connection: see ulimit -n.
package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"strconv"
	"strings"

	"systems.course/chat"
)

func main() {
	clients := flag.Int("clients", 10000, "connections")
	dial := flag.String("dial", "", "be the other process: open connections to this address")
	flag.Parse()
	work := measure
	if *dial != "" {
		work = func(n int) error { return connect(*dial, n) }
	}
	if err := work(*clients); err != nil {
		fmt.Fprintln(os.Stderr, "idle:", err)
		os.Exit(1)
	}
}

// measure serves, starts the other process, and prints the figures.
func measure(n int) (err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- chat.Serve(ctx, l, chat.Options{MaxClients: n + 1}) }()
	defer func() {
		cancel()
		err = errors.Join(err, <-served)
	}()
	before := memory()
	self, err := os.Executable()
	if err != nil {
		return err
	}
	other := exec.Command(self, "--dial", l.Addr().String(), "--clients", strconv.Itoa(n))
	other.Stderr = os.Stderr
	stdin, err := other.StdinPipe()
	if err != nil {
		return err
	}
	stdout, err := other.StdoutPipe()
	if err != nil {
		return err
	}
	if err := other.Start(); err != nil {
		return err
	}
	_, ready := bufio.NewReader(stdout).ReadString('\n')
	if ready == nil {
		fmt.Printf("%d connections, %d goroutines\n", n, runtime.NumGoroutine())
		report("at once", n, before)
		debug.FreeOSMemory()
		report("after a collection", n, before)
	}
	return errors.Join(ready, stdin.Close(), other.Wait())
}

func report(when string, n int, before map[string]uint64) {
	for name, bytes := range memory() {
		fmt.Printf("%-20s %-12s %6.2f KiB a connection\n", when, name, (float64(bytes)-float64(before[name]))/1024/float64(n))
	}
}

// memory returns what the process has from the system: as the Go runtime counts it, and
// as Linux does.
func memory() map[string]uint64 {
	sample := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(sample)
	all := map[string]uint64{"Go runtime": sample[0].Value.Uint64() - sample[1].Value.Uint64()}
	if text, err := os.ReadFile("/proc/self/statm"); err == nil {
		if fields := strings.Fields(string(text)); len(fields) > 1 {
			if pages, err := strconv.ParseUint(fields[1], 10, 64); err == nil {
				all["resident"] = pages * uint64(os.Getpagesize())
			}
		}
	}
	return all
}

// connect opens n connections, one after the other, says so, and keeps them until its
// input ends.
func connect(addr string, n int) (err error) {
	conns := make([]net.Conn, 0, n)
	defer func() {
		for _, c := range conns {
			err = errors.Join(err, c.Close())
		}
	}()
	for i := range n {
		c, err := net.Dial("tcp", addr)
		if err != nil {
			return err
		}
		conns = append(conns, c)
		if _, err := fmt.Fprintf(c, "NICK n%d\r\nUSER u 0 * :idle\r\nJOIN #c%d\r\nPING end\r\n", i, i/100); err != nil {
			return err
		}
		if err := skipTo(c, "PONG"); err != nil {
			return err
		}
	}
	fmt.Println("ready")
	_, err = io.Copy(io.Discard, os.Stdin)
	return err
}

// skipTo reads until a line has word in it.
func skipTo(c net.Conn, word string) error {
	for lines := bufio.NewScanner(c); lines.Scan(); {
		if strings.Contains(lines.Text(), word) {
			return nil
		}
	}
	return io.ErrUnexpectedEOF
}
