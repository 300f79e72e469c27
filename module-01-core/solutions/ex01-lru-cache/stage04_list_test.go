package lru_test

import (
	"fmt"
	"iter"
	"slices"
	"testing"

	"systems.course/checkkit"
)

// A lister is what Cache and, later, Locked have in common for listed.
type lister interface {
	All() iter.Seq2[string, int]
}

// all returns what All returns, which must not be nil.
func all(t *testing.T, c lister) iter.Seq2[string, int] {
	t.Helper()
	sequence := c.All()
	if sequence == nil {
		checkkit.Fail(t, checkkit.Failure{
			Expected: "All() to return a function to range over",
			Got:      "nil",
			Because:  "ranging over nil panics, even for an empty cache",
		})
	}
	return sequence
}

// collect ranges over a sequence and returns "key=value" for each entry.
func collect(t *testing.T, sequence iter.Seq2[string, int]) []string {
	t.Helper()
	entries := []string{}
	for key, value := range sequence {
		entries = append(entries, fmt.Sprintf("%s=%d", key, value))
		mustEnd(t, entries)
	}
	return entries
}

// mustEnd ends a check whose loop over All has seen far too much.
func mustEnd(t *testing.T, seen []string) {
	t.Helper()
	if len(seen) > 1000 {
		checkkit.Fail(t, checkkit.Failure{
			Expected: "the loop over All() to end",
			Got:      fmt.Sprintf("more than a thousand entries: %q …", seen[:10]),
			Because:  "each entry is listed once",
		})
	}
}

// listed lists the cache.
func listed(t *testing.T, c lister) []string {
	t.Helper()
	return collect(t, all(t, c))
}

// entries gives the "key=value" of words that were put with putAll, at these
// indices.
func entries(words []string, indices ...int) []string {
	list := []string{}
	for _, i := range indices {
		list = append(list, fmt.Sprintf("%s=%d", words[i], i))
	}
	return list
}

func TestListsFromNewestToOldest(t *testing.T) {
	words := checkkit.Rand(t).Words(4)
	c := newCacheOf(t, 3)
	checkkit.Equal(t, "the listing", listed(t, c), []string{}, "the cache is empty")
	putAll(t, c, words)
	checkkit.Equal(t, "the listing", listed(t, c), entries(words, 3, 2, 1), "they were put in the order %q, and three fit", words)
}

func TestListsInTheOrderOfUse(t *testing.T) {
	words := checkkit.Rand(t).Words(5)
	c := newCacheOf(t, 5)
	putAll(t, c, words)
	want(t, c, words[1], 1, "five fit")
	put(t, c, words[3], 3)
	c.Peek(words[0])
	c.Contains(words[0])
	c.Remove(words[4])
	checkkit.Equal(t, "the listing", listed(t, c), entries(words, 3, 1, 2, 0),
		"after all five, in the order %q, the Get of %q and then the Put of %q moved them to the front; Peek and Contains moved nothing; %q was removed",
		words, words[1], words[3], words[4])
}

func TestListingChangesNothing(t *testing.T) {
	words := checkkit.Rand(t).Words(4)
	c := newCacheOf(t, 3)
	putAll(t, c, words[:3])
	first := listed(t, c)
	checkkit.Equal(t, "the second listing", listed(t, c), first, "to list an entry is not to use it")
	put(t, c, words[3], 3)
	wantGone(t, c, words[0], "it was used least recently when %q came: to be listed is not to be used", words[3])
}

func TestStopsWhenTheLoopBreaks(t *testing.T) {
	words := checkkit.Rand(t).Words(5)
	c := newCacheOf(t, 5)
	putAll(t, c, words)
	calls := 0
	all(t, c)(func(string, int) bool {
		calls++
		return calls < 2
	})
	checkkit.Equal(t, "calls of yield", calls, 2, "the second returned false, as the body of a loop does that breaks; All must return then")
	checkkit.Equal(t, "the next listing", listed(t, c), entries(words, 4, 3, 2, 1, 0), "a loop that ended early leaves no trace")
}

func TestListsWhatIsThereWhenTheLoopBegins(t *testing.T) {
	words := checkkit.Rand(t).Words(3)
	c := newCacheOf(t, 3)
	sequence := all(t, c)
	putAll(t, c, words)
	checkkit.Equal(t, "the listing", collect(t, sequence), entries(words, 2, 1, 0), "All() was called before the Puts, but the loop began after them")
	c.Remove(words[1])
	checkkit.Equal(t, "a second loop over the same All()", collect(t, sequence), entries(words, 2, 0), "each loop begins afresh, with what is there at its start")
}

func TestAllowsRemovalOfTheCurrentEntry(t *testing.T) {
	words := checkkit.Rand(t).Words(6)
	c := newCacheOf(t, 6)
	putAll(t, c, words)
	seen := []string{}
	for key, value := range all(t, c) {
		seen = append(seen, fmt.Sprintf("%s=%d", key, value))
		mustEnd(t, seen)
		if value%2 == 1 {
			c.Remove(key)
		}
	}
	checkkit.Equal(t, "what the loop saw", seen, entries(words, 5, 4, 3, 2, 1, 0), "the loop removed the entries it was at, which had been listed, and no others")
	checkkit.Equal(t, "the listing afterwards", listed(t, c), entries(words, 4, 2, 0), "the loop removed those with an odd value")

	seen = seen[:0]
	for key := range all(t, c) {
		seen = append(seen, key)
		mustEnd(t, seen)
		c.Remove(key)
	}
	checkkit.Equal(t, "the listing afterwards", listed(t, c), []string{}, "the loop removed each entry it was at, so all of them")
}

func TestLetsTwoLoopsRunAtOnce(t *testing.T) {
	words := checkkit.Rand(t).Words(3)
	c := newCacheOf(t, 3)
	putAll(t, c, words)
	pairs := []string{}
	for outer := range all(t, c) {
		for inner := range all(t, c) {
			pairs = append(pairs, outer+" "+inner)
			mustEnd(t, pairs)
		}
	}
	wanted := []string{}
	slices.Reverse(words)
	for _, outer := range words {
		for _, inner := range words {
			wanted = append(wanted, outer+" "+inner)
		}
	}
	checkkit.Equal(t, "the pairs of a loop within a loop", pairs, wanted, "each loop has a place of its own")
}
