package main

import (
	"math"
	"testing"
)

// TestCaches has each cache do what the workloads need of it.
func TestCaches(t *testing.T) {
	for _, con := range append(contenders(), stepsFromClear()...) {
		t.Run(con.name, func(t *testing.T) {
			c, err := con.make()
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			fillHot(c)
			for i := range uint64(hot) {
				if value, held := c.Get(scatter(i)); !held || value != i {
					t.Fatalf("Get(%d) = %d, %t after it was put", scatter(i), value, held)
				}
			}
			if _, held := c.Get(12345); held {
				t.Fatal("a key that was never put is held")
			}
			fillNew(c)
			warm(c)
		})
	}
}

// TestStepsAreExact compares the hits of each step with one lock with the clear cache.
func TestStepsAreExact(t *testing.T) {
	list := stepsFromClear()
	want, err := hitRatio(list[0])
	if err != nil {
		t.Fatal(err)
	}
	for i, step := range list[1:] {
		got, err := hitRatio(step)
		if err != nil {
			t.Fatal(err)
		}
		most := 0.0
		if i >= 6 { // the steps with shards
			most = 0.002
		}
		if math.Abs(got-want) > most {
			t.Errorf("%s: hit ratio %f, of an exact LRU %f", step.name, got, want)
		}
	}
}
