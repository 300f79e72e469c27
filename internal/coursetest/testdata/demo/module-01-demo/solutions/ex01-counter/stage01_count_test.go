package counter_test

import (
	"sync"
	"testing"

	"systems.course/checkkit"
)

func TestAddsOne(t *testing.T) {
	c := newCounter(t)
	c.Add("a", 1)
	checkkit.Equal(t, "Value()", c.Value(), 1, "one was added")
}

func TestAddsManyTimes(t *testing.T) {
	c := newCounter(t)
	r, sum := checkkit.Rand(t), 0
	for range 100 {
		n := 1 + r.IntN(1000)
		c.Add(r.Word(), n)
		sum += n
	}
	checkkit.Equal(t, "Value()", c.Value(), sum, "it is the sum of what was added")
}

func TestCountsBackwards(t *testing.T) {
	c := newCounter(t)
	c.Add("a", -3)
	checkkit.Equal(t, "Value()", c.Value(), -3, "a negative number is subtracted")
}

func TestIsSharedByGoroutines(t *testing.T) {
	c := newCounter(t)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 1000 {
				c.Add("a", 1)
			}
		})
	}
	wg.Wait()
	checkkit.Equal(t, "Value()", c.Value(), 4000, "four goroutines added 1,000 each")
}
