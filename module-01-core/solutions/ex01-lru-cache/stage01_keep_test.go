package lru_test

import (
	"fmt"
	"math"
	"testing"

	"systems.course/checkkit"
	"systems.course/lru"
)

func TestFindsWhatWasPut(t *testing.T) {
	words := checkkit.Rand(t).Words(20)
	c := newCacheOf(t, 20)
	putAll(t, c, words)
	for i, word := range words {
		want(t, c, word, i, "%q was put with the value %d, and there is room for all %d entries", word, i, len(words))
	}
}

func TestMissesWhatWasNeverPut(t *testing.T) {
	words := checkkit.Rand(t).Words(3)
	c := newCacheOf(t, 10)
	wantNot(t, c, words[0], "nothing was put yet")
	put(t, c, words[1], 7)
	wantNot(t, c, words[2], "only %q was put; a miss gives the zero value and false", words[1])
}

func TestTellsAZeroValueFromAMiss(t *testing.T) {
	word := checkkit.Rand(t).Word()
	c := newCacheOf(t, 10)
	put(t, c, word, 0)
	want(t, c, word, 0, "0 was put, and a value is found whatever it is: only the bool tells a miss")
}

func TestReplacesTheValueOfAKey(t *testing.T) {
	word := checkkit.Rand(t).Word()
	c := newCacheOf(t, 10)
	put(t, c, word, 1)
	put(t, c, word, 2)
	want(t, c, word, 2, "the second Put of %q replaced what the first had stored", word)
}

func TestCountsItsEntries(t *testing.T) {
	words := checkkit.Rand(t).Words(5)
	c := newCacheOf(t, 10)
	checkkit.Equal(t, "Len()", c.Len(), 0, "nothing was put yet")
	putAll(t, c, words)
	checkkit.Equal(t, "Len()", c.Len(), 5, "five different keys were put")
	put(t, c, words[0], 100)
	checkkit.Equal(t, "Len()", c.Len(), 5, "the sixth Put replaced a value: there are still five keys")
	c.Get("a key that was never put")
	checkkit.Equal(t, "Len()", c.Len(), 5, "Get adds nothing")
}

func TestTellsItsCapacity(t *testing.T) {
	word := checkkit.Rand(t).Word()
	for _, capacity := range []int64{1, 1000, math.MaxInt64} {
		c := newCacheOf(t, capacity)
		checkkit.Equal(t, "Capacity()", c.Capacity(), capacity, "New was given Capacity: %d", capacity)
		put(t, c, word, 1)
		checkkit.Equal(t, "Capacity() after a Put", c.Capacity(), capacity, "it is the most that fits, not what is left")
	}
}

func TestRefusesACapacityBelowOne(t *testing.T) {
	for _, capacity := range []int64{0, -1, math.MinInt64} {
		c, err := lru.New(lru.Options[string, int]{Capacity: capacity})
		what := fmt.Sprintf("New with Capacity: %d", capacity)
		checkkit.ErrorIs(t, what, err, lru.ErrCapacity, "a cache that holds nothing is a mistake, which the caller should hear of at once")
		checkkit.True(t, what+" gives a nil cache", c == nil, "there is no cache beside an error")
	}
}

func TestWorksWithOtherTypes(t *testing.T) {
	type point struct{ x, y int }
	c, err := lru.New(lru.Options[point, []string]{Capacity: 2})
	checkkit.NoError(t, "New", err, "any comparable type is a key, and any type a value")
	if c == nil {
		checkkit.Fail(t, checkkit.Failure{Expected: "New to return a cache", Got: "a nil cache, and no error"})
	}
	checkkit.NoError(t, "Put", c.Put(point{1, 2}, []string{"a", "b"}), "any comparable type is a key, and any type a value")
	got, found := c.Get(point{1, 2})
	checkkit.True(t, "Get(point{1, 2}) finds", found, "an equal key was put")
	checkkit.Equal(t, "Get(point{1, 2})", got, []string{"a", "b"}, "that is what was put")
}
