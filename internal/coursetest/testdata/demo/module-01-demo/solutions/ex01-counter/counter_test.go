package counter_test

import (
	"sync"
	"testing"

	"systems.course/counter"
)

func TestGoroutinesShareACounter(t *testing.T) {
	c := counter.New()
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() { c.Add("a", 1) })
	}
	wg.Wait()
	if got := c.Value(); got != 8 {
		t.Fatalf("Value() = %d, want 8", got)
	}
}
