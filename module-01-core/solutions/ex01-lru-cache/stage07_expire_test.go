package lru_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"systems.course/checkkit"
	"systems.course/lru"
)

// A clock is set by hand.
type clock struct {
	now time.Time
}

func newClock() *clock {
	return &clock{time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)}
}

func (c *clock) Now() time.Time       { return c.now }
func (c *clock) pass(d time.Duration) { c.now = c.now.Add(d) }

// newMortal makes a cache for ten entries with that default lifetime, its clock,
// and the record of what its callback is told.
func newMortal(t *testing.T, ttl time.Duration) (*lru.Cache[string, int], *clock, *told) {
	t.Helper()
	clock, record := newClock(), &told{}
	c := newCache(t, lru.Options[string, int]{Capacity: 10, TTL: ttl, Now: clock.Now, OnEvict: record.add})
	return c, clock, record
}

// putTTL puts, without a reason to fail.
func putTTL(t *testing.T, c *lru.Cache[string, int], key string, value int, ttl time.Duration) {
	t.Helper()
	err := c.PutTTL(key, value, ttl)
	checkkit.NoError(t, fmt.Sprintf("PutTTL(%q, %d, %v)", key, value, ttl), err, "the key, the value and the lifetime are fine")
}

func TestFindsNothingAfterItsLifetime(t *testing.T) {
	words := checkkit.Rand(t).Words(3)
	c, clock, _ := newMortal(t, time.Minute)
	putAll(t, c, words)
	clock.pass(time.Minute - 1)
	wantPeek(t, c, words[0], 0, "a nanosecond of its minute is left")
	wantKept(t, c, words[0], "a nanosecond of its minute is left")
	want(t, c, words[0], 0, "a nanosecond of its minute is left")
	clock.pass(1)
	const over = "its minute is over, to the nanosecond; the Get a nanosecond ago was no Put, and did not prolong its life"
	wantNoPeek(t, c, words[0], over)
	wantGone(t, c, words[0], over)
	wantNot(t, c, words[0], over)
	checkkit.False(t, fmt.Sprintf("Remove(%q)", words[1]), c.Remove(words[1]), "its minute is over: Get would not have found it")
	checkkit.Equal(t, "the listing", listed(t, c), []string{}, "all had a minute, and it is over")
	checkkit.Equal(t, "Stats() hits and misses", fmt.Sprint(c.Stats().Hits, c.Stats().Misses), "1 1", "Get found the key before the minute was over, and not after")
}

func TestKeepsForEverWithoutALifetime(t *testing.T) {
	words := checkkit.Rand(t).Words(2)
	c, clock, _ := newMortal(t, 0)
	put(t, c, words[0], 1)
	putTTL(t, c, words[1], 2, 0)
	clock.pass(math.MaxInt64)
	want(t, c, words[0], 1, "292 years have passed, but Options.TTL is 0, which is for ever")
	want(t, c, words[1], 2, "292 years have passed, but PutTTL was given 0, which is for ever")
}

func TestPrefersALifetimeOfItsOwn(t *testing.T) {
	words := checkkit.Rand(t).Words(3)
	c, clock, _ := newMortal(t, time.Minute)
	putTTL(t, c, words[0], 0, time.Second)
	putTTL(t, c, words[1], 1, time.Hour)
	putTTL(t, c, words[2], 2, 0)
	clock.pass(time.Second)
	wantGone(t, c, words[0], "PutTTL gave it a second, and the default of a minute does not count")
	clock.pass(time.Hour - time.Second - 1)
	wantKept(t, c, words[1], "PutTTL gave it an hour, and the default of a minute does not count")
	clock.pass(time.Hour)
	wantGone(t, c, words[1], "PutTTL gave it an hour")
	wantKept(t, c, words[2], "PutTTL gave it 0, which is for ever, and the default of a minute does not count")
}

func TestBeginsALifetimeWithEachPut(t *testing.T) {
	words := checkkit.Rand(t).Words(2)
	c, clock, _ := newMortal(t, time.Minute)
	putTTL(t, c, words[0], 1, time.Second)
	put(t, c, words[1], 2)
	clock.pass(40 * time.Second)
	put(t, c, words[0], 3)
	put(t, c, words[1], 4)
	clock.pass(40 * time.Second)
	want(t, c, words[0], 3, "it was put again, for the default of a minute, 40 seconds ago")
	want(t, c, words[1], 4, "it was put again 40 seconds ago, for a minute")
	clock.pass(20 * time.Second)
	wantNot(t, c, words[0], "the last Put was a minute ago, and to be read does not prolong a life")
	wantNot(t, c, words[1], "the last Put was a minute ago, and to be read does not prolong a life")
}

func TestRemovesAllThatHasExpired(t *testing.T) {
	words := checkkit.Rand(t).Words(6)
	c, clock, record := newMortal(t, 0)
	for i, seconds := range []time.Duration{10, 0, 5, 20, 5, 7} {
		putTTL(t, c, words[i], i, seconds*time.Second)
	}
	checkkit.Equal(t, "RemoveExpired()", c.RemoveExpired(), 0, "no time has passed")
	clock.pass(7 * time.Second)
	checkkit.Equal(t, "Len()", c.Len(), 6, "expired entries count until something removes them")
	checkkit.Equal(t, "the listing", listed(t, c), entries(words, 3, 1, 0), "an expired entry is not listed; the lifetimes were 10s, for ever, 5s, 20s, 5s, 7s, and 7s have passed")
	checkkit.Equal(t, "calls of OnEvict", record.take(), []string{}, "All changes nothing")
	checkkit.Equal(t, "RemoveExpired()", c.RemoveExpired(), 3, "the lifetimes were 10s, for ever, 5s, 20s, 5s, 7s, and 7s have passed")
	checkkit.Equal(t, "Len()", c.Len(), 3, "the expired entries were removed")
	checkkit.Equal(t, "calls of OnEvict", record.take(), []string{words[2] + "=2 expired", words[4] + "=4 expired", words[5] + "=5 expired"},
		"three have left since their lifetime was over, the one used least recently first")
	checkkit.Equal(t, "RemoveExpired()", c.RemoveExpired(), 0, "a moment ago it removed all there were")
}

func TestReportsExpiryWhateverRemoves(t *testing.T) {
	word := checkkit.Rand(t).Word()
	for _, way := range []struct {
		what string
		do   func(c *lru.Cache[string, int])
	}{
		{"Get", func(c *lru.Cache[string, int]) { c.Get(word) }},
		{"Remove", func(c *lru.Cache[string, int]) { c.Remove(word) }},
		{"Put of the same key", func(c *lru.Cache[string, int]) { put(t, c, word, 2) }},
		{"Purge", func(c *lru.Cache[string, int]) { c.Purge() }},
		{"RemoveExpired", func(c *lru.Cache[string, int]) { c.RemoveExpired() }},
		{"Resize", func(c *lru.Cache[string, int]) {
			put(t, c, "other", 2)
			_, err := c.Resize(1)
			checkkit.NoError(t, "Resize(1)", err, "a capacity of 1 is fine")
		}},
		{"a Put that needs the room", func(c *lru.Cache[string, int]) {
			for i := range 10 {
				put(t, c, fmt.Sprint("other ", i), i)
			}
		}},
	} {
		c, clock, record := newMortal(t, 0)
		putTTL(t, c, word, 1, time.Second)
		clock.pass(time.Minute)
		way.do(c)
		checkkit.Equal(t, "calls of OnEvict after "+way.what, record.take(), []string{word + "=1 expired"}, "its lifetime was over long before")
		checkkit.Equal(t, "Stats().Expirations after "+way.what, c.Stats().Expirations, uint64(1), "its lifetime was over long before")
	}
}

func TestLooksWithoutRemoving(t *testing.T) {
	word := checkkit.Rand(t).Word()
	c, clock, record := newMortal(t, time.Second)
	put(t, c, word, 1)
	clock.pass(time.Minute)
	wantNoPeek(t, c, word, "its lifetime is over")
	wantGone(t, c, word, "its lifetime is over")
	listed(t, c)
	checkkit.Equal(t, "Len()", c.Len(), 1, "Peek, Contains and All change nothing, and an expired entry counts until something removes it")
	checkkit.Equal(t, "calls of OnEvict", record.take(), []string{}, "Peek, Contains and All change nothing")
	c.Get(word)
	checkkit.Equal(t, "Len() after Get", c.Len(), 0, "Get removes an expired entry that it comes upon")
}

func TestRefusesANegativeLifetime(t *testing.T) {
	word := checkkit.Rand(t).Word()
	c, _, _ := newMortal(t, 0)
	put(t, c, word, 1)
	for _, ttl := range []time.Duration{-1, math.MinInt64} {
		_, err := lru.New(lru.Options[string, int]{Capacity: 1, TTL: ttl})
		checkkit.ErrorIs(t, fmt.Sprintf("New with TTL: %v", ttl), err, lru.ErrTTL, "an entry would have expired before it was put")
		checkkit.ErrorIs(t, fmt.Sprintf("PutTTL(%q, 2, %v)", word, ttl), c.PutTTL(word, 2, ttl), lru.ErrTTL, "an entry would have expired before it was put")
	}
	wantPeek(t, c, word, 1, "a Put that is refused as a mistake changes nothing")
}

func TestSurvivesALifetimeThatOverflows(t *testing.T) {
	words := checkkit.Rand(t).Words(2)
	clock := newClock()
	c := newCache(t, lru.Options[string, int]{Capacity: 10, TTL: math.MaxInt64, Now: clock.Now})
	put(t, c, words[0], 0)
	clock.pass(time.Hour)
	putTTL(t, c, words[1], 1, math.MaxInt64)
	clock.pass(100 * 365 * 24 * time.Hour)
	for i, word := range words {
		want(t, c, word, i, "it was put for 292 years, and 100 have passed; nanoseconds since 1970 or since New, added to that in an int64, give a time long ago")
	}
}
