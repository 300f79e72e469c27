package main

import "runtime"

// traitsOf measures what a cache has besides speed, with one goroutine.
func traitsOf(con contender) (traits, error) {
	var t traits
	var err error
	if t.bytes, t.kept, err = heldBytes(con); err != nil {
		return t, err
	}
	t.hits, err = hitRatio(con)
	return t, err
}

// heldBytes returns how much the heap has grown for each entry held by a cache
// into which four times as many keys were put as fit, and what part of the last
// keys that fit is held.
func heldBytes(con contender) (perEntry, kept float64, err error) {
	before := heap()
	c, err := con.make()
	if err != nil {
		return 0, 0, err
	}
	defer c.Close()
	const puts = 4 * capacity
	for i := range uint64(puts) {
		c.Put(scatter(i), i)
	}
	c.Settle()
	grown := heap() - before
	held, late := 0, 0
	for i := range uint64(puts) {
		if _, found := c.Get(scatter(i)); found {
			held++
			if i >= puts-capacity {
				late++
			}
		}
	}
	return float64(grown) / float64(held), float64(late) / capacity, nil
}

// heap returns the bytes of the objects that are reachable.
func heap() int64 {
	for range 3 {
		runtime.GC()
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// hitRatio returns the part of the last three of four Zipf traces that was found.
func hitRatio(con contender) (float64, error) {
	c, err := con.make()
	if err != nil {
		return 0, err
	}
	defer c.Close()
	found, asked := 0, 0
	for g, trace := range zipf() {
		for _, key := range trace {
			_, held := c.Get(key)
			if !held {
				c.Put(key, key)
			}
			if g > 0 {
				asked++
				if held {
					found++
				}
			}
		}
		c.Settle()
	}
	return float64(found) / float64(asked), nil
}
