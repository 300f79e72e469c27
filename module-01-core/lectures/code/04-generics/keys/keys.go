// Keys groups rows by a key that is computed. It fails at the first key whose
// type has no ==.
package main

import (
	"fmt"
	"hash/maphash"
)

type row map[string]any

// group collects values by key.
func group[K comparable, V any](values []V, key func(V) K) map[K][]V {
	groups := map[K][]V{}
	for _, v := range values {
		k := key(v)
		groups[k] = append(groups[k], v)
	}
	return groups
}

// shard chooses one of n parts of a store for a key.
func shard[K comparable](seed maphash.Seed, key K, n int) int {
	return int(maphash.Comparable(seed, key) % uint64(n))
}

func main() {
	rows := []row{{"city": "Oslo"}, {"city": "Bergen"}, {"city": "Oslo"}}
	byCity := func(r row) any { return r["city"] }
	fmt.Println("groups:", len(group(rows, byCity)))

	seed := maphash.MakeSeed()
	fmt.Println("same shard:", shard(seed, byCity(rows[0]), 16) == shard(seed, byCity(rows[2]), 16))

	rows = append(rows, row{"city": []string{"Oslo", "Bergen"}})
	fmt.Println("groups:", len(group(rows, byCity)))
}
