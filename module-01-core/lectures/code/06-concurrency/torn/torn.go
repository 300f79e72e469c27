// Torn writes two types to one interface variable while it is read. It fails: a
// method runs on a value of the other type and reads beyond its end.
package main

import (
	"fmt"
	"os"
	"runtime"
	"time"
)

type shape interface{ code() int64 }

type point struct{ x int64 }

type segment struct{ from, to int64 }

func (p *point) code() int64   { return p.x }
func (s *segment) code() int64 { return s.to }

// A point of 8 bytes, and behind it what is no business of a shape.
var memory = struct {
	point  point
	secret int64
}{point{1}, 4_242}

var (
	current shape = &memory.point
	line          = &segment{1, 2}
)

//go:noinline
func put(s shape) { current = s }

func main() {
	// Two threads, also on one core: the kernel stops a thread between any two
	// instructions, the runtime a goroutine seldom between these two stores.
	runtime.GOMAXPROCS(2)
	go func() {
		for {
			put(&memory.point)
			put(line)
		}
	}()
	for start := time.Now(); time.Since(start) < 20*time.Second; {
		for range 100_000 {
			if got := current.code(); got != 1 && got != 2 {
				fmt.Println("point has code 1, segment has code 2, read:", got)
				os.Exit(1)
			}
		}
	}
	fmt.Println("not seen this time")
}
