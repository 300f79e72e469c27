// Shallow remembers the results of queries. It never finds one.
package main

import (
	"fmt"
	"os"
)

// memo remembers what load returned for a key.
type memo[K comparable, V any] struct {
	load   func(K) V
	values map[K]V
	hits   int
}

func (m *memo[K, V]) get(key K) V {
	if v, ok := m.values[key]; ok {
		m.hits++
		return v
	}
	if m.values == nil {
		m.values = map[K]V{}
	}
	v := m.load(key)
	m.values[key] = v
	return v
}

// query has a limit that may be left out.
type query struct {
	table string
	limit *int
}

func main() {
	m := memo[query, int]{load: func(q query) int { return *q.limit }}
	for range 100 {
		m.get(query{table: "orders", limit: new(10)})
	}
	fmt.Println("hits:", m.hits, " remembered:", len(m.values))
	if m.hits == 0 {
		os.Exit(1)
	}
}
