//go:build unix

// Crowd compares servers that echo what they get: what a silent connection takes,
// how many threads there are, and how long a round trip is.
//
// Each server is a process of its own. The ones in Go are this program with a
// name as its argument. Others are given as NAME=COMMAND: a server prints
// "listening on 127.0.0.1:PORT" and ends when its standard input does.
package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"

	"systems.course/lecturekit/ratio"
)

// A kind is a server and how many connections it is asked to hold.
type kind struct {
	name    string
	command []string
	crowd   int
}

// serve has the servers that are in this program. Each accepts connections until
// the listener is closed.
var serve = map[string]func(net.Listener) error{
	"loop":       loop,
	"goroutines": goroutines,
	"unbuffered": unbuffered,
	"threads":    threads,
}

// A result is what one server showed.
type result struct {
	threads int
	bytes   int // of memory for each connection
}

func kinds(crowd int, others []string) ([]kind, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	all := []kind{
		{"loop", []string{self, "serve", "loop"}, crowd},
		{"goroutines", []string{self, "serve", "goroutines"}, crowd},
		{"unbuffered", []string{self, "serve", "unbuffered"}, crowd},
		{"threads", []string{self, "serve", "threads"}, min(crowd, 1_000)},
	}
	for _, other := range others {
		name, command, found := strings.Cut(other, "=")
		if !found {
			return nil, fmt.Errorf("%q is not NAME=COMMAND", other)
		}
		all = append(all, kind{name, strings.Fields(command), crowd})
	}
	return all, nil
}

// compare starts all servers and prints a line for each. Ratios are to the first.
func compare(out io.Writer, all []kind) (err error) {
	servers := make([]*server, len(all))
	results := make([]result, len(all))
	for i, k := range all {
		if servers[i], err = start(k.command); err != nil {
			return fmt.Errorf("start %s: %w", k.name, err)
		}
		defer func() { err = errors.Join(err, servers[i].stop()) }()
		if results[i], err = gather(servers[i], k.crowd); err != nil {
			return fmt.Errorf("%s with %d connections: %w", k.name, k.crowd, err)
		}
	}
	one, err := roundTrips(servers, 1, 150)
	if err != nil {
		return err
	}
	many, err := roundTrips(servers, 64, 10)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(out, "%-12s%14s%10s%12s%12s%12s\n", "", "connections", "threads", "bytes each", "1 at a time", "64 at once"); err != nil {
		return err
	}
	for i, r := range results {
		_, err := fmt.Fprintf(out, "%-12s%14d%10d%12d%12.2f%12.2f\n", all[i].name, all[i].crowd, r.threads, r.bytes, one[i], many[i])
		if err != nil {
			return err
		}
	}
	return nil
}

// gather opens n connections, lets each echo a byte, and looks at the server while
// all of them are silent.
func gather(s *server, n int) (r result, err error) {
	before, err := s.memory()
	if err != nil {
		return result{}, err
	}
	for range n {
		conn, err := s.dial()
		if err != nil {
			return result{}, err
		}
		defer func() { err = errors.Join(err, conn.Close()) }()
		if err := trip([]net.Conn{conn}); err != nil {
			return result{}, err
		}
	}
	after, err := s.memory()
	if err != nil {
		return result{}, err
	}
	r.bytes = (after - before) / n
	r.threads, err = s.threads()
	return r, err
}

// roundTrips opens n connections to each server and returns how long it takes to
// send a byte on all of them and to get all of them back, as ratios to the first
// server.
func roundTrips(servers []*server, n, times int) (ratios []float64, err error) {
	var failed error
	functions := make([]func(), len(servers))
	for i, s := range servers {
		var conns []net.Conn
		for range n {
			conn, err := s.dial()
			if err != nil {
				return nil, err
			}
			defer func() { err = errors.Join(err, conn.Close()) }()
			conns = append(conns, conn)
		}
		functions[i] = func() {
			for range times {
				failed = errors.Join(failed, trip(conns))
			}
		}
	}
	ratios = ratio.Of(11, functions...)
	return ratios, failed
}

// trip sends a byte on every connection, and then waits for all of them.
func trip(conns []net.Conn) error {
	b := []byte{'.'}
	for _, conn := range conns {
		if _, err := conn.Write(b); err != nil {
			return err
		}
	}
	for _, conn := range conns {
		if _, err := io.ReadFull(conn, b); err != nil {
			return err
		}
	}
	return nil
}

func run(args []string) error {
	if len(args) == 2 && args[0] == "serve" && serve[args[1]] != nil {
		return child(serve[args[1]])
	}
	crowd := 10_000
	if at := slices.Index(args, "-n"); at >= 0 && at+1 < len(args) {
		n, err := strconv.Atoi(args[at+1])
		if err != nil || n < 1 {
			return fmt.Errorf("-n %q is not a number of connections", args[at+1])
		}
		crowd, args = n, slices.Delete(args, at, at+2)
	}
	all, err := kinds(crowd, args)
	if err != nil {
		return err
	}
	return compare(os.Stdout, all)
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
