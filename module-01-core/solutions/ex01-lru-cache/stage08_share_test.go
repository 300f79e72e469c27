package lru_test

import (
	"fmt"
	"math"
	"sync"
	"testing"
	"time"

	"systems.course/checkkit"
	"systems.course/lru"
)

// newLocked makes a locked cache that must come into being.
func newLocked(t *testing.T, options lru.Options[string, int]) *lru.Locked[string, int] {
	t.Helper()
	l, err := lru.NewLocked(options)
	checkkit.NoError(t, "NewLocked", err, "a capacity of %d is fine, and so are the other options", options.Capacity)
	if l == nil {
		checkkit.Fail(t, checkkit.Failure{
			Expected: "NewLocked to return a cache",
			Got:      "a nil cache, and no error",
			Because:  "with good options there is always a cache to use",
		})
	}
	return l
}

func TestLockedDoesWhatCacheDoes(t *testing.T) {
	words := checkkit.Rand(t).Words(6)
	clock, record := newClock(), &told{}
	l := newLocked(t, lru.Options[string, int]{Capacity: 4, TTL: time.Minute, Now: clock.Now, OnEvict: record.add})
	const same = "a method of Locked does what the method of Cache does"
	putAll(t, l, words[:4])
	want(t, l, words[0], 0, same)
	wantPeek(t, l, words[1], 1, same)
	wantKept(t, l, words[1], same)
	wantNot(t, l, words[4], same)
	put(t, l, words[4], 4)
	checkkit.Equal(t, "the listing", listed(t, l), entries(words, 4, 0, 3, 2), same)
	checkkit.True(t, "Remove of a key that is held", l.Remove(words[3]), same)
	checkkit.Equal(t, "Len()", l.Len(), 3, same)
	checkkit.Equal(t, "Cost()", l.Cost(), int64(3), same)
	checkkit.NoError(t, "PutTTL", l.PutTTL(words[5], 5, time.Hour), same)
	clock.pass(time.Minute)
	checkkit.Equal(t, "RemoveExpired()", l.RemoveExpired(), 3, same)
	put(t, l, words[0], 0)
	evicted, err := l.Resize(1)
	checkkit.NoError(t, "Resize(1)", err, same)
	checkkit.Equal(t, "Resize(1)", evicted, 1, same)
	checkkit.Equal(t, "Capacity()", l.Capacity(), int64(1), same)
	l.Purge()
	checkkit.Equal(t, "the listing", listed(t, l), []string{}, same)
	checkkit.Equal(t, "calls of OnEvict", record.take(), []string{
		words[1] + "=1 evicted", words[3] + "=3 removed", words[2] + "=2 expired", words[0] + "=0 expired",
		words[4] + "=4 expired", words[5] + "=5 evicted", words[0] + "=0 purged",
	}, same)
	checkkit.Equal(t, "Stats()", l.Stats(), lru.Stats{Hits: 1, Misses: 1, Puts: 7, Evictions: 2, Expirations: 3, Removals: 2}, same)
}

func TestLockedRefusesWhatCacheRefuses(t *testing.T) {
	word := checkkit.Rand(t).Word()
	_, err := lru.NewLocked(lru.Options[string, int]{})
	checkkit.ErrorIs(t, "NewLocked without a capacity", err, lru.ErrCapacity, "New refuses it")
	_, err = lru.NewLocked(lru.Options[string, int]{Capacity: 1, TTL: -1})
	checkkit.ErrorIs(t, "NewLocked with TTL: -1", err, lru.ErrTTL, "New refuses it")
	l := newLocked(t, lru.Options[string, int]{Capacity: 10, Cost: func(_ string, value int) int64 { return int64(value) }})
	put(t, l, word, 5)
	checkkit.ErrorIs(t, "Put of an entry that costs -1", l.Put(word, -1), lru.ErrCost, "Cache refuses it")
	checkkit.ErrorIs(t, "PutTTL for -1ns", l.PutTTL(word, 1, -1), lru.ErrTTL, "Cache refuses it")
	_, err = l.Resize(0)
	checkkit.ErrorIs(t, "Resize(0)", err, lru.ErrCapacity, "Cache refuses it")
	wantPeek(t, l, word, 5, "a call that is refused as a mistake changes nothing")
	checkkit.ErrorIs(t, "Put of an entry that costs 11", l.Put(word, 11), lru.ErrTooCostly, "the capacity is 10")
	wantGone(t, l, word, "its value of 5 is out of date, and the new one is too costly to keep")
}

func TestCountsExactlyUnderManyGoroutines(t *testing.T) {
	words := checkkit.Rand(t).Words(40)
	var mu sync.Mutex
	reported := uint64(0)
	l := newLocked(t, lru.Options[string, int]{Capacity: 20, OnEvict: func(string, int, lru.Reason) {
		mu.Lock()
		defer mu.Unlock()
		reported++
	}})
	const goroutines, rounds = 8, 2000
	checkkit.Within(t, 10*patience, "eight goroutines that use the cache", "none of them waits for another for long", func() {
		var group sync.WaitGroup
		for g := range goroutines {
			group.Go(func() {
				for i := range rounds {
					word := words[(i*(g+1)+g)%len(words)]
					_ = l.Put(word, i) // 20 entries of cost 1: it has no reason to fail
					l.Get(words[(i+g)%len(words)])
					if i%10 == 0 {
						l.Remove(word)
					}
				}
			})
		}
		group.Wait()
	})
	got := l.Stats()
	checkkit.Equal(t, "Stats() hits and misses together", got.Hits+got.Misses, uint64(goroutines*rounds), "%d goroutines called Get %d times each: no count may be lost", goroutines, rounds)
	checkkit.Equal(t, "Stats().Puts", got.Puts, uint64(goroutines*rounds), "%d goroutines called Put %d times each: no count may be lost", goroutines, rounds)
	left := got.Evictions + got.Expirations + got.Removals + got.Replacements
	checkkit.Equal(t, "Len()", uint64(l.Len()), got.Puts-left, "it is what came less what left: %+v", got)
	checkkit.Equal(t, "the calls of OnEvict", reported, left, "it is called once for each value that leaves: %+v", got)
	checkkit.Equal(t, "the number of entries listed", len(listed(t, l)), l.Len(), "all goroutines have ended, and nothing has a lifetime")
}

func TestCallsBackOutsideTheLock(t *testing.T) {
	words := checkkit.Rand(t).Words(4)
	clock := newClock()
	var l *lru.Locked[string, int]
	calls := 0
	l = newLocked(t, lru.Options[string, int]{Capacity: 3, TTL: time.Minute, Now: clock.Now, OnEvict: func(key string, _ int, _ lru.Reason) {
		calls++
		l.Len()
		l.Get(key)
		l.Contains(key)
		l.Stats()
		for range l.All() {
			continue
		}
	}})
	reports := func(what string, do func()) {
		t.Helper()
		calls = 0
		checkkit.Within(t, patience, what+", whose OnEvict uses the cache",
			"OnEvict is called after the lock was given back: with the lock held it waits for itself", do)
		checkkit.Equal(t, "calls of OnEvict for "+what, calls, 1, "one value left")
	}
	putAll(t, l, words[:3])
	reports("a Put that evicts", func() { _ = l.Put(words[3], 3) })
	reports("a Put that replaces", func() { _ = l.PutTTL(words[3], 4, time.Second) })
	clock.pass(time.Second)
	reports("a Get that finds an entry expired", func() { l.Get(words[3]) })
	reports("a Remove", func() { l.Remove(words[2]) })
	put(t, l, words[0], 0)
	reports("a Resize", func() { _, _ = l.Resize(1) })
	reports("a Purge", func() { l.Purge() })
	put(t, l, words[0], 0)
	clock.pass(time.Minute)
	reports("a RemoveExpired", func() { l.RemoveExpired() })
}

func TestAsksCostAndClockOutsideTheLock(t *testing.T) {
	word := checkkit.Rand(t).Word()
	var l *lru.Locked[string, int]
	use := func() {
		if l != nil {
			l.Len()
		}
	}
	clock := newClock()
	l = newLocked(t, lru.Options[string, int]{
		Capacity: 10,
		TTL:      time.Minute,
		Cost:     func(string, int) int64 { use(); return 1 },
		Now:      func() time.Time { use(); return clock.now },
	})
	const because = "no function of the caller's runs under the lock: with the lock held it waits for itself"
	checkkit.Within(t, patience, "a Put, when Cost and Now call Len", because, func() { _ = l.Put(word, 1) })
	checkkit.Within(t, patience, "a Get, when Now calls Len", because, func() { l.Get(word) })
	checkkit.Within(t, patience, "a listing, when Now calls Len", because, func() {
		for range l.All() {
			continue
		}
	})
	checkkit.Within(t, patience, "RemoveExpired, when Now calls Len", because, func() { l.RemoveExpired() })
	want(t, l, word, 1, "it was put a moment ago, for a minute")
}

func TestLetsOthersWorkDuringACallback(t *testing.T) {
	words := checkkit.Rand(t).Words(3)
	called, finish := make(chan struct{}), make(chan struct{})
	l := newLocked(t, lru.Options[string, int]{Capacity: 2, OnEvict: func(_ string, _ int, why lru.Reason) {
		if why == lru.Evicted {
			close(called)
			<-finish
		}
	}})
	putAll(t, l, words[:2])
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = l.Put(words[2], 2)
	}()
	checkkit.Within(t, patience, "the call of OnEvict", "the Put made a value leave", func() { <-called })
	checkkit.Within(t, patience, "Get, Put and Remove by another goroutine", "a callback that takes its time holds up its own goroutine only", func() {
		l.Get(words[1])
		_ = l.Put(words[1], 5)
		l.Remove(words[1])
	})
	wantPeek(t, l, words[2], 2, "the Put had done its work before it called OnEvict")
	close(finish)
	checkkit.Within(t, patience, "the Put", "its callback has returned", func() { <-ended })
}

func TestListsACopy(t *testing.T) {
	words := checkkit.Rand(t).Words(5)
	l := newLocked(t, lru.Options[string, int]{Capacity: 4})
	sequence := all(t, l)
	putAll(t, l, words[:4])
	var seen []string
	checkkit.Within(t, patience, "a loop over All whose body changes the cache", "the lock is not held while the body runs", func() {
		for key, value := range sequence {
			seen = append(seen, fmt.Sprintf("%s=%d", key, value))
			l.Remove(words[2])
			var group sync.WaitGroup
			group.Go(func() { _ = l.Put(words[4], 4) })
			group.Wait()
			_ = l.Put(words[0], 100)
		}
	})
	checkkit.Equal(t, "what the loop saw", seen, entries(words, 3, 2, 1, 0), "it goes over a copy, taken when the loop began, whatever anybody changes meanwhile")
	checkkit.Equal(t, "the next listing", listed(t, l), []string{words[0] + "=100", words[4] + "=4", words[3] + "=3", words[1] + "=1"}, "the loop did change the cache")
}

func TestGivesTheLockBackWhenACallbackPanics(t *testing.T) {
	words := checkkit.Rand(t).Words(4)
	panics := false
	l := newLocked(t, lru.Options[string, int]{
		Capacity: 2,
		Cost: func(_ string, value int) int64 {
			if value == math.MaxInt32 {
				panic("Cost panics")
			}
			return 1
		},
		OnEvict: func(string, int, lru.Reason) {
			if panics {
				panic("OnEvict panics")
			}
		},
	})
	recovered := func(do func()) (value any) {
		defer func() { value = recover() }()
		do()
		return nil
	}
	putAll(t, l, words[:2])
	panics = true
	got := recovered(func() { _ = l.Put(words[2], 2) })
	panics = false
	checkkit.Equal(t, "what recover gives the caller of Put", got, any("OnEvict panics"), "a panic is not the cache's to swallow")
	got = recovered(func() { _ = l.Put(words[3], math.MaxInt32) })
	checkkit.Equal(t, "what recover gives the caller of Put", got, any("Cost panics"), "a panic is not the cache's to swallow")
	var list []string
	checkkit.Within(t, patience, "a listing after the panics", "a panic must not leave the lock taken", func() {
		for key, value := range l.All() {
			list = append(list, fmt.Sprintf("%s=%d", key, value))
		}
	})
	checkkit.Equal(t, "the listing after the panics", list, entries(words, 2, 1), "the Put whose OnEvict panicked had done its work, the one whose Cost panicked had not begun")
}
