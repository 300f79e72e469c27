package lru_test

import (
	"fmt"
	"testing"

	"systems.course/checkkit"
	"systems.course/lru"
)

// told is what a callback was told: "key=value reason" for each call.
type told struct {
	calls []string
}

func (o *told) add(key string, value int, why lru.Reason) {
	o.calls = append(o.calls, fmt.Sprintf("%s=%d %v", key, value, why))
}

// take returns the calls since the last take.
func (o *told) take() []string {
	calls := append([]string{}, o.calls...)
	o.calls = nil
	return calls
}

// newTelling makes a cache and the record of what its callback is told.
func newTelling(t *testing.T, capacity int64) (*lru.Cache[string, int], *told) {
	t.Helper()
	record := &told{}
	return newCache(t, lru.Options[string, int]{Capacity: capacity, OnEvict: record.add}), record
}

func TestNamesTheReasons(t *testing.T) {
	for _, reason := range []struct {
		reason lru.Reason
		name   string
	}{
		{lru.Evicted, "evicted"}, {lru.Expired, "expired"}, {lru.Removed, "removed"}, {lru.Replaced, "replaced"}, {lru.Purged, "purged"},
	} {
		checkkit.Equal(t, fmt.Sprintf("Reason(%d).String()", int(reason.reason)), reason.reason.String(), reason.name, "it is what a log should say")
	}
}

func TestReportsWhatWasEvicted(t *testing.T) {
	words := checkkit.Rand(t).Words(5)
	c, record := newTelling(t, 3)
	putAll(t, c, words[:3])
	checkkit.Equal(t, "calls of OnEvict", record.take(), []string{}, "nothing has left yet")
	put(t, c, words[3], 3)
	checkkit.Equal(t, "calls of OnEvict", record.take(), []string{words[0] + "=0 evicted"}, "%q left to make room for %q", words[0], words[3])
	evicted, err := c.Resize(1)
	checkkit.NoError(t, "Resize(1)", err, "1 is a good capacity")
	checkkit.Equal(t, "Resize(1)", evicted, 2, "three were held, and one fits")
	checkkit.Equal(t, "calls of OnEvict", record.take(), []string{words[1] + "=1 evicted", words[2] + "=2 evicted"},
		"two had to leave for Resize(1), the one used least recently first")
}

func TestReportsWhatWasReplacedRemovedAndPurged(t *testing.T) {
	words := checkkit.Rand(t).Words(4)
	c, record := newTelling(t, 10)
	putAll(t, c, words[:3])
	put(t, c, words[1], 100)
	checkkit.Equal(t, "calls of OnEvict", record.take(), []string{words[1] + "=1 replaced"}, "the value 1 left when 100 took its place")
	c.Remove(words[1])
	checkkit.Equal(t, "calls of OnEvict", record.take(), []string{words[1] + "=100 removed"}, "Remove(%q)", words[1])
	c.Remove(words[1])
	c.Remove(words[3])
	checkkit.Equal(t, "calls of OnEvict", record.take(), []string{}, "these keys were not there, so nothing left")
	c.Purge()
	checkkit.Equal(t, "calls of OnEvict", record.take(), []string{words[0] + "=0 purged", words[2] + "=2 purged"}, "Purge, the one used least recently first")
}

func TestReportsAValueThatATooCostlyOneReplaces(t *testing.T) {
	word := checkkit.Rand(t).Word()
	record := &told{}
	c := newCache(t, lru.Options[string, int]{
		Capacity: 10,
		Cost:     func(_ string, value int) int64 { return int64(value) },
		OnEvict:  record.add,
	})
	put(t, c, word, 5)
	checkkit.ErrorIs(t, fmt.Sprintf("Put(%q, 11)", word), c.Put(word, 11), lru.ErrTooCostly, "an entry costs its value, and the capacity is 10")
	checkkit.Equal(t, "calls of OnEvict", record.take(), []string{word + "=5 replaced"}, "the old value left, and the new one was never in")
}

// TestReportsOnceTheChangeIsComplete looks at the cache from the callback.
func TestReportsOnceTheChangeIsComplete(t *testing.T) {
	words := checkkit.Rand(t).Words(3)
	var c *lru.Cache[string, int]
	var seen []string
	look := func(key string, value int, _ lru.Reason) {
		list := []string{}
		for key, value := range c.All() {
			list = append(list, fmt.Sprintf("%s=%d", key, value))
		}
		seen = append(seen, fmt.Sprintf("%s=%d has left; Len() %d, Cost() %d, listing %q", key, value, c.Len(), c.Cost(), list))
	}
	c = newCache(t, lru.Options[string, int]{Capacity: 2, OnEvict: look})
	sees := func(what, wanted string) {
		t.Helper()
		checkkit.Equal(t, "what OnEvict sees when it is called for "+what, seen, []string{wanted},
			"the callback may use the cache: by then the change is complete, with the old out and the new in")
		seen = nil
	}
	putAll(t, c, words)
	sees("a Put that evicts", fmt.Sprintf("%s=0 has left; Len() 2, Cost() 2, listing %q", words[0], entries(words, 2, 1)))
	put(t, c, words[1], 7)
	sees("a Put that replaces", fmt.Sprintf("%s=1 has left; Len() 2, Cost() 2, listing %q", words[1], []string{words[1] + "=7", words[2] + "=2"}))
	c.Remove(words[1])
	sees("a Remove", fmt.Sprintf("%s=7 has left; Len() 1, Cost() 1, listing %q", words[1], entries(words, 2)))
	c.Purge()
	sees("a Purge", fmt.Sprintf("%s=2 has left; Len() 0, Cost() 0, listing %q", words[2], []string{}))
}

func TestLetsTheCallbackChangeTheCache(t *testing.T) {
	words := checkkit.Rand(t).Words(6)
	var c *lru.Cache[string, int]
	record := &told{}
	c = newCache(t, lru.Options[string, int]{Capacity: 3, OnEvict: func(key string, value int, why lru.Reason) {
		record.add(key, value, why)
		if value < 3 {
			if err := c.Put(key, value+10); err != nil { // a second chance
				record.calls = append(record.calls, err.Error())
			}
		}
	}})
	putAll(t, c, words[:3])
	var panicked any
	checkkit.Within(t, patience, "a Put whose callback puts", "each Put evicts one entry, and the callback stops at values from 3", func() {
		defer func() { panicked = recover() }()
		_ = c.Put(words[3], 3) // what it did is looked at below
	})
	checkkit.Equal(t, "the panic of a Put whose callback puts", panicked, nil, "the callback may change the cache: it is called when the change that it hears of is complete")
	checkkit.Equal(t, "calls of OnEvict", record.take(), []string{words[0] + "=0 evicted", words[1] + "=1 evicted", words[2] + "=2 evicted", words[3] + "=3 evicted"},
		"three fit; the callback puts each of the first three back under its key, which evicts the next")
	checkkit.Equal(t, "the listing", listed(t, c), []string{words[2] + "=12", words[1] + "=11", words[0] + "=10"}, "the callback put these")
	checkkit.Equal(t, "Len()", c.Len(), 3, "three fit, however they came")
	checkkit.Equal(t, "Cost()", c.Cost(), int64(3), "three fit, however they came")
}

func TestStaysSoundWhenTheCallbackPanics(t *testing.T) {
	words := checkkit.Rand(t).Words(4)
	panics := true
	c := newCache(t, lru.Options[string, int]{Capacity: 2, OnEvict: func(string, int, lru.Reason) {
		if panics {
			panic("the callback panics")
		}
	}})
	putAll(t, c, words[:2])
	var recovered any
	func() {
		defer func() { recovered = recover() }()
		_ = c.Put(words[2], 2) // panics
	}()
	panics = false
	checkkit.Equal(t, "what recover gives the caller of Put", recovered, any("the callback panics"), "a panic is not the cache's to swallow")
	checkkit.Equal(t, "the listing", listed(t, c), entries(words, 2, 1), "Put had done its work before it called OnEvict: the new entry is in, the old one is out")
	put(t, c, words[3], 3)
	checkkit.Equal(t, "the listing after another Put", listed(t, c), entries(words, 3, 2), "the cache works on")
	checkkit.Equal(t, "Len()", c.Len(), 2, "two fit")
	checkkit.Equal(t, "Cost()", c.Cost(), int64(2), "two fit")
}

func TestCountsHitsAndMisses(t *testing.T) {
	words := checkkit.Rand(t).Words(2)
	c := newCacheOf(t, 10)
	put(t, c, words[0], 1)
	for range 3 {
		c.Get(words[0])
	}
	for range 2 {
		c.Get(words[1])
	}
	for _, word := range words {
		c.Peek(word)
		c.Contains(word)
	}
	listed(t, c)
	checkkit.Equal(t, "Stats().Hits", c.Stats().Hits, uint64(3), "Get found a key three times; Peek, Contains and All don't count")
	checkkit.Equal(t, "Stats().Misses", c.Stats().Misses, uint64(2), "Get did not find a key twice; Peek and Contains don't count")
}

func TestCountsWhatCameAndWhatLeft(t *testing.T) {
	words := checkkit.Rand(t).Words(6)
	c := newCache(t, lru.Options[string, int]{Capacity: 3}) // without a callback
	putAll(t, c, words[:5])                                 // evicts 2
	put(t, c, words[4], 9)                                  // replaces 1
	c.Remove(words[4])                                      // removes 1
	c.Remove(words[5])
	put(t, c, words[5], 5)
	c.Purge() // removes 3
	put(t, c, words[0], 0)
	got := c.Stats()
	checkkit.Equal(t, "Stats().Puts", got.Puts, uint64(8), "eight values were stored")
	checkkit.Equal(t, "Stats().Evictions", got.Evictions, uint64(2), "five keys were put into a cache for three")
	checkkit.Equal(t, "Stats().Replacements", got.Replacements, uint64(1), "one value was put under a key that was held")
	checkkit.Equal(t, "Stats().Removals", got.Removals, uint64(4), "one was removed by Remove and three by Purge; a Remove that finds nothing does not count")
	checkkit.Equal(t, "Stats().Expirations", got.Expirations, uint64(0), "nothing had a lifetime")
}
