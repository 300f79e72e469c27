// Busy measures round trips over TCP between two goroutines while others compute,
// on one processor and on two.
package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// An echo is a connection whose other side sends back what it gets.
type echo struct {
	near, far net.Conn
	served    sync.WaitGroup
}

func newEcho() (*echo, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	near, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	far, err := listener.Accept()
	if err := errors.Join(err, listener.Close()); err != nil {
		return nil, errors.Join(err, near.Close())
	}
	e := &echo{near: near, far: far}
	e.served.Go(func() {
		_, err := io.Copy(struct{ io.Writer }{far}, struct{ io.Reader }{far}) // read and write, no splice
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	})
	return e, nil
}

// trip returns the median time of so many round trips.
func (e *echo) trip(times int) (time.Duration, error) {
	all := make([]time.Duration, times)
	b := []byte{'.'}
	for i := range all {
		start := time.Now()
		if _, err := e.near.Write(b); err != nil {
			return 0, err
		}
		if _, err := io.ReadFull(e.near, b); err != nil {
			return 0, err
		}
		all[i] = time.Since(start)
	}
	slices.Sort(all)
	return all[times/2], nil
}

func (e *echo) close() error {
	err := e.near.Close()
	e.served.Wait()
	return errors.Join(err, e.far.Close())
}

// beside runs f while n goroutines call work again and again.
func beside(n int, work func(), f func() error) error {
	var stop atomic.Bool
	var ended sync.WaitGroup
	for range n {
		ended.Go(func() {
			for !stop.Load() {
				work()
			}
		})
	}
	err := f()
	stop.Store(true)
	ended.Wait()
	return err
}

// compute computes for some microseconds.
func compute() {
	sum := uint64(0)
	for i := range uint64(2_000) {
		sum += i * i
	}
	runtime.KeepAlive(sum)
}

// A setting is what goes on beside the round trips.
type setting struct {
	name       string
	processors int
	workers    int
	work       func()
	trips      int
}

var settings = []setting{
	{"nothing else", 1, 0, nil, 500},
	{"one that computes", 1, 1, compute, 15},
	{"one that computes and yields", 1, 1, func() { compute(); runtime.Gosched() }, 15},
	{"one that computes and sleeps", 1, 1, func() { compute(); time.Sleep(time.Microsecond) }, 200},
	{"one that computes, 2 processors", 2, 1, compute, 200},
	{"two that compute, 2 processors", 2, 2, compute, 15},
}

func run() (err error) {
	e, err := newEcho()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, e.close()) }()
	fmt.Printf("%-32s%8s%12s\n", "beside the round trips", "ratio", "times 10 ms")
	var measure time.Duration
	for _, s := range settings {
		before := runtime.GOMAXPROCS(s.processors)
		var median time.Duration
		err := beside(s.workers, s.work, func() (err error) {
			median, err = e.trip(s.trips)
			return err
		})
		runtime.GOMAXPROCS(before)
		if err != nil {
			return err
		}
		if measure == 0 {
			measure = median
		}
		fmt.Printf("%-32s%8.1f%12.1f\n", s.name, float64(median)/float64(measure), float64(median)/float64(10*time.Millisecond))
	}
	return nil
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
