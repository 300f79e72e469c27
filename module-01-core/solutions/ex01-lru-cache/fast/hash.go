package fast

import (
	"hash/maphash"
	"math/bits"
	"math/rand/v2"
)

// newHash returns a function that makes 64 bits of a key. It has a secret of its own,
// so that nobody can prepare keys that collide. It panics if a key holds what can't be
// hashed.
//
// For the usual types of integers it is one multiplication, where maphash.Comparable
// makes three calls, one inside the other. A function of a type like func(int) uint64
// is a func(K) uint64 if and only if K is int; so the choice is made once, and nothing
// has to be converted with each key. A type that is only derived from one of these
// goes the long way.
func newHash[K comparable]() func(K) uint64 {
	mask, times, seed := rand.Uint64(), rand.Uint64()|1, maphash.MakeSeed()
	for _, special := range []any{
		func(key uint64) uint64 { return mix(key, mask, times) },
		func(key int64) uint64 { return mix(uint64(key), mask, times) },
		func(key uint32) uint64 { return mix(uint64(key), mask, times) },
		func(key int32) uint64 { return mix(uint64(key), mask, times) },
		func(key uint) uint64 { return mix(uint64(key), mask, times) },
		func(key int) uint64 { return mix(uint64(key), mask, times) },
		func(key string) uint64 { return maphash.String(seed, key) },
	} {
		if hash, fits := special.(func(K) uint64); fits {
			return hash
		}
	}
	return func(key K) uint64 { return maphash.Comparable(seed, key) }
}

// mix multiplies to 128 bits and folds the halves onto each other, as wyhash and
// foldhash do: the upper half has what the lower bits of the key did to the upper ones,
// the lower half the rest.
func mix(key, mask, times uint64) uint64 {
	hi, lo := bits.Mul64(key^mask, times)
	return hi ^ lo
}
