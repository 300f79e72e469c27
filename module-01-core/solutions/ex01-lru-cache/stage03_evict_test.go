package lru_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"systems.course/checkkit"
	"systems.course/lru"
)

func TestNeverHoldsMoreThanItsCapacity(t *testing.T) {
	random := checkkit.Rand(t)
	c := newCacheOf(t, 10)
	for i, word := range random.Words(200) {
		put(t, c, word, i)
		checkkit.Equal(t, "Len()", c.Len(), min(i+1, 10), "%d different keys were put into a cache with Capacity: 10", i+1)
	}
}

func TestEvictsTheLeastRecentlyUsed(t *testing.T) {
	words := checkkit.Rand(t).Words(5)
	c := newCacheOf(t, 3)
	putAll(t, c, words[:4])
	wantGone(t, c, words[0], "%q were put into a cache for three: the first is the one used least recently", words[:4])
	for i, word := range words[1:4] {
		wantPeek(t, c, word, i+1, "%q were put into a cache for three: these three were used most recently", words[:4])
	}
	put(t, c, words[4], 4)
	wantGone(t, c, words[1], "of %q it was used least recently when %q came", words[1:4], words[4])
	wantKept(t, c, words[4], "a new entry is the one used most recently")
}

func TestGetRefreshesAnEntry(t *testing.T) {
	words := checkkit.Rand(t).Words(4)
	c := newCacheOf(t, 3)
	putAll(t, c, words[:3])
	want(t, c, words[0], 0, "three fit")
	put(t, c, words[3], 3)
	wantKept(t, c, words[0], "Get(%q) used it, so %q was the one used least recently when %q came", words[0], words[1], words[3])
	wantGone(t, c, words[1], "Get(%q) used the oldest, so this was the one used least recently when %q came", words[0], words[3])
}

func TestPutRefreshesAnEntryItReplaces(t *testing.T) {
	words := checkkit.Rand(t).Words(4)
	c := newCacheOf(t, 3)
	putAll(t, c, words[:3])
	put(t, c, words[0], 100)
	put(t, c, words[3], 3)
	wantPeek(t, c, words[0], 100, "the second Put of %q used it, so %q had to leave when %q came", words[0], words[1], words[3])
	wantGone(t, c, words[1], "%q was put again, so this was the one used least recently when %q came", words[0], words[3])
}

func TestReplacingEvictsNothing(t *testing.T) {
	words := checkkit.Rand(t).Words(3)
	c := newCacheOf(t, 3)
	putAll(t, c, words)
	for i, word := range []string{words[2], words[0], words[1]} {
		put(t, c, word, 100+i)
		checkkit.Equal(t, "Len()", c.Len(), 3, "the cache is full, but %q was in it: its new value needs no more room", word)
	}
	for i, word := range []string{words[2], words[0], words[1]} {
		wantPeek(t, c, word, 100+i, "each value was replaced, and nothing had to leave")
	}
}

func TestPeekAndContainsRefreshNothing(t *testing.T) {
	words := checkkit.Rand(t).Words(5)
	c := newCacheOf(t, 3)
	putAll(t, c, words[:3])
	wantPeek(t, c, words[0], 0, "three fit")
	put(t, c, words[3], 3)
	wantGone(t, c, words[0], "to Peek is not to use: it was still the one used least recently when %q came", words[3])
	wantKept(t, c, words[1], "only one had to leave")
	put(t, c, words[4], 4)
	wantGone(t, c, words[1], "to ask Contains is not to use: it was still the one used least recently when %q came", words[4])
}

func TestHoldsASingleEntry(t *testing.T) {
	words := checkkit.Rand(t).Words(4)
	c := newCacheOf(t, 1)
	for i, word := range words {
		put(t, c, word, i)
		want(t, c, word, i, "with Capacity: 1 the newest entry is the one that is held")
		checkkit.Equal(t, "Len()", c.Len(), 1, "Capacity: 1")
	}
	c.Remove(words[3])
	checkkit.Equal(t, "Len()", c.Len(), 0, "the only entry was removed")
	put(t, c, words[0], 9)
	want(t, c, words[0], 9, "there is room again")
}

func TestBeginsAnewAfterRemoveAndPurge(t *testing.T) {
	words := checkkit.Rand(t).Words(8)
	for _, way := range []struct {
		what  string
		empty func(c *lru.Cache[string, int])
	}{
		{"Purge", func(c *lru.Cache[string, int]) { c.Purge() }},
		{"a Remove of each", func(c *lru.Cache[string, int]) {
			for _, word := range words[:3] {
				c.Remove(word)
			}
		}},
	} {
		c := newCacheOf(t, 3)
		putAll(t, c, words[:3])
		way.empty(c)
		putAll(t, c, words[3:])
		checkkit.Equal(t, "Len()", c.Len(), 3, "Capacity: 3; three were put, left by %s, and five more were put", way.what)
		wantGone(t, c, words[4], "%q were put into a cache for three that was empty after %s", words[3:], way.what)
		for _, word := range words[5:] {
			wantKept(t, c, word, "%q were put into a cache for three that was empty after %s: what left before has no place in the order", words[3:], way.what)
		}
	}
}

// TestAgreesWithASimpleModel does the same to the cache and to a slice of keys
// from the newest to the oldest.
func TestAgreesWithASimpleModel(t *testing.T) {
	random := checkkit.Rand(t)
	words := random.Words(8)
	c := newCacheOf(t, 5)
	var order, done []string
	for range 500 {
		word := words[random.IntN(len(words))]
		held := slices.Contains(order, word)
		without := slices.DeleteFunc(slices.Clone(order), func(w string) bool { return w == word })
		switch op := random.IntN(10); {
		case op < 5:
			done = append(done, fmt.Sprintf("Put(%q)", word))
			put(t, c, word, len(done))
			order = append([]string{word}, without...)
			order = order[:min(len(order), 5)]
		case op < 8:
			done = append(done, fmt.Sprintf("Get(%q)", word))
			c.Get(word)
			if held {
				order = append([]string{word}, without...)
			}
		case op < 9 || random.IntN(10) > 0:
			done = append(done, fmt.Sprintf("Remove(%q)", word))
			c.Remove(word)
			order = without
		default:
			done = append(done, "Purge()")
			c.Purge()
			order = nil
		}
		for _, w := range words {
			checkkit.Equal(t, fmt.Sprintf("Contains(%q)", w), c.Contains(w), slices.Contains(order, w),
				"Capacity: 5, and from the newest to the oldest these are held now: %q\n%s", order, history(done, w))
		}
	}
}

// history tells the last of the operations, and the last three on word.
func history(done []string, word string) string {
	var own []string
	for i, operation := range done {
		if operation == "Purge()" || strings.Contains(operation, strconv.Quote(word)) {
			own = append(own, fmt.Sprintf("%d. %s", i+1, operation))
		}
	}
	var last []string
	for i := max(0, len(done)-8); i < len(done); i++ {
		last = append(last, fmt.Sprintf("%d. %s", i+1, done[i]))
	}
	return fmt.Sprintf("the last operations on it: %s\nthe last operations of all: %s",
		strings.Join(own[max(0, len(own)-3):], ", "), strings.Join(last, ", "))
}
