// Claim sells one ticket, over and over, to whichever of two goroutines sees that
// the other has not raised its hand.
package main

import (
	"fmt"
	"sync/atomic"
	"time"

	"systems.course/lecturekit/together"
)

// hand is alone on its cache line.
type hand struct {
	up int64
	_  [56]byte
}

// sale is one ticket and the hands of its two buyers.
type sale struct{ ann, bob hand }

// plain raises mine and reports whether the other is down.
func plain(mine, other *hand) bool {
	mine.up = 1
	return other.up == 0
}

// ordered is plain with atomic operations.
func ordered(mine, other *hand) bool {
	atomic.StoreInt64(&mine.up, 1)
	return atomic.LoadInt64(&other.up) == 0
}

// sell lets both buyers go through as many sales as fit into the time, and
// returns how many there were and how many tickets both have got.
func sell(claim func(mine, other *hand) bool, limit time.Duration) (sales, twice int) {
	var tickets [5_000]sale
	var annHas, bobHas [len(tickets)]bool
	for start := time.Now(); time.Since(start) < limit; {
		clear(tickets[:])
		next := together.NewBarrier(2)
		together.Run(2, func(me int) {
			for i := range tickets {
				t := &tickets[i]
				next.Wait()
				if me == 0 {
					annHas[i] = claim(&t.ann, &t.bob)
				} else {
					bobHas[i] = claim(&t.bob, &t.ann)
				}
			}
		})
		for i := range tickets {
			sales++
			if annHas[i] && bobHas[i] {
				twice++
			}
		}
	}
	return sales, twice
}

func main() {
	for _, c := range []struct {
		name  string
		claim func(mine, other *hand) bool
	}{{"plain", plain}, {"ordered", ordered}} {
		sales, twice := sell(c.claim, 400*time.Millisecond)
		fmt.Printf("%-8s %8d sales, %5d sold twice\n", c.name, sales, twice)
	}
}
