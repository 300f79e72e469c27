package lru_test

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"systems.course/checkkit"
	"systems.course/lru"
)

// newWeighing makes a cache in which an entry costs its value.
func newWeighing(t *testing.T, capacity int64) *lru.Cache[string, int] {
	t.Helper()
	return newCache(t, lru.Options[string, int]{
		Capacity: capacity,
		Cost:     func(_ string, value int) int64 { return int64(value) },
	})
}

// newPriced makes a cache in which an entry costs what costs has at the index
// that is its value.
func newPriced(t *testing.T, capacity int64, costs []int64) *lru.Cache[string, int] {
	t.Helper()
	return newCache(t, lru.Options[string, int]{
		Capacity: capacity,
		Cost:     func(_ string, value int) int64 { return costs[value] },
	})
}

func TestCountsOneForEachEntryWithoutACostFunction(t *testing.T) {
	words := checkkit.Rand(t).Words(4)
	c := newCacheOf(t, 3)
	for i, word := range words {
		put(t, c, word, i)
		checkkit.Equal(t, "Cost()", c.Cost(), int64(min(i+1, 3)), "Options.Cost is nil: each of the %d entries costs 1", min(i+1, 3))
	}
}

func TestSumsTheCosts(t *testing.T) {
	words := checkkit.Rand(t).Words(3)
	c := newWeighing(t, 100)
	checkkit.Equal(t, "Cost()", c.Cost(), int64(0), "the cache is empty")
	put(t, c, words[0], 30)
	put(t, c, words[1], 20)
	put(t, c, words[2], 0)
	checkkit.Equal(t, "Cost()", c.Cost(), int64(50), "30, 20 and 0 were put, and each costs its value")
	put(t, c, words[0], 5)
	checkkit.Equal(t, "Cost()", c.Cost(), int64(25), "5 took the place of the 30 beside the 20")
	c.Remove(words[1])
	checkkit.Equal(t, "Cost()", c.Cost(), int64(5), "the 20 was removed")
	c.Purge()
	checkkit.Equal(t, "Cost()", c.Cost(), int64(0), "all was purged")
}

func TestEvictsUntilTheCostFits(t *testing.T) {
	words := checkkit.Rand(t).Words(5)
	c := newWeighing(t, 100)
	for i, cost := range []int{10, 40, 30, 20} {
		put(t, c, words[i], cost)
	}
	put(t, c, words[4], 45)
	const because = "from the oldest, 10, 40, 30 and 20 filled the capacity of 100; to fit in 45, the oldest two had to leave and no others"
	wantGone(t, c, words[0], because)
	wantGone(t, c, words[1], because)
	wantPeek(t, c, words[2], 30, because)
	wantPeek(t, c, words[3], 20, because)
	wantPeek(t, c, words[4], 45, because)
	checkkit.Equal(t, "Cost()", c.Cost(), int64(95), because)
}

func TestWeighsAReplacementWithoutTheOldValue(t *testing.T) {
	words := checkkit.Rand(t).Words(3)
	c := newWeighing(t, 100)
	put(t, c, words[0], 60)
	put(t, c, words[1], 30)
	put(t, c, words[0], 70)
	wantPeek(t, c, words[1], 30, "70 took the place of 60: with the 30 that makes 100, which fits")
	put(t, c, words[0], 80)
	wantGone(t, c, words[1], "80 took the place of 70: with the 30 that is above 100, so the oldest left")
	wantPeek(t, c, words[0], 80, "the entry that was put is the last that would leave")
	checkkit.Equal(t, "Cost()", c.Cost(), int64(80), "only the 80 is left")
}

func TestRefusesAnEntryAboveTheCapacity(t *testing.T) {
	words := checkkit.Rand(t).Words(5)
	c := newWeighing(t, 100)
	put(t, c, words[0], 60)
	put(t, c, words[1], 40)
	var err error
	checkkit.Within(t, patience, "Put of an entry that costs 101", "no number of evictions makes room for it", func() {
		err = c.Put(words[2], 101)
	})
	checkkit.ErrorIs(t, "Put of an entry that costs 101", err, lru.ErrTooCostly, "the capacity is 100")
	checkkit.False(t, "errors.Is(err, ErrCost) of that error", errors.Is(err, lru.ErrCost), "the cost is no mistake, only too high for this cache: a caller must be able to tell")
	wantGone(t, c, words[2], "Put refused it")
	wantPeek(t, c, words[0], 60, "nothing has to leave for an entry that never fits")
	wantPeek(t, c, words[1], 40, "nothing has to leave for an entry that never fits")

	checkkit.ErrorIs(t, fmt.Sprintf("Put(%q, 102), which replaces 60", words[0]), c.Put(words[0], 102), lru.ErrTooCostly, "the capacity is 100")
	wantGone(t, c, words[0], "its value of 60 is out of date, and the new one is too costly to keep: it is better not to answer")
	checkkit.Equal(t, "Cost()", c.Cost(), int64(40), "only the 40 is left")

	put(t, c, words[3], 100)
	wantPeek(t, c, words[3], 100, "an entry that costs just the capacity fits")
}

func TestRefusesANegativeCost(t *testing.T) {
	words := checkkit.Rand(t).Words(2)
	costs := []int64{60, -1, math.MinInt64}
	c := newPriced(t, 100, costs)
	put(t, c, words[0], 0)
	for i, cost := range costs[1:] {
		for _, word := range words {
			checkkit.ErrorIs(t, fmt.Sprintf("Put of an entry that costs %d", cost), c.Put(word, i+1), lru.ErrCost, "a cost below 0 would make room out of nothing")
		}
	}
	wantGone(t, c, words[1], "Put refused it")
	wantPeek(t, c, words[0], 0, "a Put that is refused as a mistake changes nothing")
	checkkit.Equal(t, "Cost()", c.Cost(), int64(60), "a Put that is refused as a mistake changes nothing")
}

func TestSurvivesCostsThatOverflow(t *testing.T) {
	words := checkkit.Rand(t).Words(4)
	const most, half = math.MaxInt64, math.MaxInt64/2 + 1
	c := newPriced(t, most, []int64{half, half, most, 0})
	const because = "the capacity is the greatest int64, and the costs of both together are above it: added up in an int64, they give a negative number"
	put(t, c, words[0], 0)
	put(t, c, words[1], 1)
	wantGone(t, c, words[0], because)
	wantKept(t, c, words[1], because)
	put(t, c, words[2], 2)
	wantGone(t, c, words[1], because)
	checkkit.Equal(t, "Cost()", c.Cost(), int64(most), "only the last is left")
	put(t, c, words[3], 3)
	wantKept(t, c, words[2], "what costs 0 needs no room")
	checkkit.Equal(t, "Len()", c.Len(), 2, "what costs 0 needs no room")
}

func TestResizes(t *testing.T) {
	words := checkkit.Rand(t).Words(7)
	c := newCacheOf(t, 5)
	putAll(t, c, words[:5])
	want(t, c, words[0], 0, "five fit")
	evicted, err := c.Resize(2)
	checkkit.NoError(t, "Resize(2)", err, "2 is a good capacity")
	checkkit.Equal(t, "Resize(2)", evicted, 3, "five were held, and two fit")
	checkkit.Equal(t, "Len()", c.Len(), 2, "two fit")
	checkkit.Equal(t, "Capacity()", c.Capacity(), int64(2), "Resize(2)")
	wantKept(t, c, words[0], "it was used most recently, by a Get")
	wantKept(t, c, words[4], "it was put last")

	evicted, err = c.Resize(3)
	checkkit.NoError(t, "Resize(3)", err, "3 is a good capacity")
	checkkit.Equal(t, "Resize(3)", evicted, 0, "two were held, and three fit")
	putAll(t, c, words[5:])
	checkkit.Equal(t, "Len()", c.Len(), 3, "after Resize(3), three fit")
	wantGone(t, c, words[4], "four keys for three places, and it was the one used least recently")
}

func TestRefusesToResizeBelowOne(t *testing.T) {
	words := checkkit.Rand(t).Words(3)
	c := newCacheOf(t, 3)
	putAll(t, c, words)
	for _, capacity := range []int64{0, -1, math.MinInt64} {
		what := fmt.Sprintf("Resize(%d)", capacity)
		evicted, err := c.Resize(capacity)
		checkkit.ErrorIs(t, what, err, lru.ErrCapacity, "New would refuse such a capacity too; Purge is there to empty a cache")
		checkkit.Equal(t, what, evicted, 0, "what is refused changes nothing")
		checkkit.Equal(t, "Len() after "+what, c.Len(), 3, "what is refused changes nothing")
		checkkit.Equal(t, "Capacity() after "+what, c.Capacity(), int64(3), "what is refused changes nothing")
	}
}
