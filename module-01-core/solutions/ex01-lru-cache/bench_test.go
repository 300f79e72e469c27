package lru

import (
	"context"
	"testing"
	"time"
)

const benchCapacity = 1 << 14

// benchFilled is a cache that holds the keys from 0 to its capacity.
func benchFilled(b *testing.B, options Options[int, int]) *Cache[int, int] {
	options.Capacity = benchCapacity
	c := newCache(b, options)
	for key := range benchCapacity {
		if err := c.Put(key, key); err != nil {
			b.Fatal(err)
		}
	}
	return c
}

// scatter spreads the keys, so that the processor does not guess the next.
func scatter(i int) int { return i * 7919 % benchCapacity }

func BenchmarkGet(b *testing.B) {
	for _, bench := range []struct {
		name    string
		options Options[int, int]
	}{
		{"forever", Options[int, int]{}},
		{"ttl", Options[int, int]{TTL: time.Hour}},
	} {
		b.Run(bench.name, func(b *testing.B) {
			c := benchFilled(b, bench.options)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				c.Get(scatter(i))
			}
		})
	}
}

func BenchmarkPut(b *testing.B) {
	for _, bench := range []struct {
		name    string
		key     func(i int) int
		options Options[int, int]
	}{
		{"replace", scatter, Options[int, int]{}},
		{"evict", func(i int) int { return benchCapacity + i }, Options[int, int]{}},
		{"evict and tell", func(i int) int { return benchCapacity + i }, Options[int, int]{OnEvict: func(int, int, Reason) {}}},
	} {
		b.Run(bench.name, func(b *testing.B) {
			c := benchFilled(b, bench.options)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				_ = c.Put(bench.key(i), i)
			}
		})
	}
}

func BenchmarkLockedGet(b *testing.B) {
	l := newLocked(b, Options[int, int]{Capacity: benchCapacity})
	for key := range benchCapacity {
		_ = l.Put(key, key)
	}
	b.Run("one goroutine", func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			l.Get(scatter(i))
		}
	})
	b.Run("parallel", func(b *testing.B) {
		b.ReportAllocs()
		b.RunParallel(func(pb *testing.PB) {
			for i := 0; pb.Next(); i++ {
				l.Get(scatter(i))
			}
		})
	})
}

func BenchmarkGetOrLoad(b *testing.B) {
	l := newLocked(b, Options[int, int]{Capacity: benchCapacity})
	load := func(context.Context) (int, error) { return 1, nil }
	b.Run("held", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, _ = l.GetOrLoad(b.Context(), 1, load)
		}
	})
	b.Run("missing", func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			_, _ = l.GetOrLoad(b.Context(), i, load)
		}
	})
}

// BenchmarkAll shows what the copy of the order costs a loop that ends early.
func BenchmarkAll(b *testing.B) {
	c := benchFilled(b, Options[int, int]{})
	b.Run("whole", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			for range c.All() {
				continue
			}
		}
	})
	b.Run("first of 16384", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			for range c.All() {
				break
			}
		}
	})
}
