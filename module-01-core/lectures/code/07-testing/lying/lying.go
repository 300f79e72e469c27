// Lying measures one function in six ways, some of which measure something else.
// Of each it shows the best of 25 rounds.
package main

import (
	"flag"
	"fmt"
	"testing"
)

// mix is fmix64, the finalizer of MurmurHash3: small, pure, and inlined.
func mix(x uint64) uint64 {
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	x ^= x >> 33
	x *= 0xc4ceb9fe1a85ec53
	return x ^ x>>33
}

var sink, source uint64 = 0, 42

func empty(b *testing.B) {
	for range b.N {
	}
}

func dropped(b *testing.B) {
	for range b.N {
		_ = mix(source)
	}
}

func constant(b *testing.B) {
	for range b.N {
		sink = mix(42)
	}
}

func kept(b *testing.B) {
	for range b.N {
		sink = mix(source)
	}
}

func chained(b *testing.B) {
	x := source
	for range b.N {
		x = mix(x)
	}
	sink = x
}

func loop(b *testing.B) {
	for b.Loop() {
		_ = mix(source)
	}
}

func loopEmpty(b *testing.B) {
	for b.Loop() {
	}
}

func loopLocal(b *testing.B) {
	x := uint64(42)
	for b.Loop() {
		_ = mix(x)
	}
}

func main() {
	testing.Init()
	if err := flag.Set("test.benchtime", "1ms"); err != nil {
		panic(err)
	}
	benchmarks := []struct {
		name string
		run  func(*testing.B)
		best float64
	}{
		{name: "b.N, nothing", run: empty},
		{name: "b.N, result dropped", run: dropped},
		{name: "b.N, constant argument, result kept", run: constant},
		{name: "b.N, argument from outside, kept", run: kept},
		{name: "b.N, each call needs the one before", run: chained},
		{name: "b.Loop, nothing", run: loopEmpty},
		{name: "b.Loop, local argument", run: loopLocal},
		{name: "b.Loop, argument from outside", run: loop},
	}
	for round := range 25 {
		for i, c := range benchmarks {
			r := testing.Benchmark(c.run)
			if took := float64(r.T.Nanoseconds()) / float64(r.N); round == 0 || took < c.best {
				benchmarks[i].best = took
			}
		}
	}
	for _, c := range benchmarks {
		fmt.Printf("%-36s %4.1f ns/op\n", c.name, c.best)
	}
	if sink == 0 {
		fmt.Println("nothing was mixed")
	}
}
