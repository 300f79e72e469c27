package lru_test

import (
	"fmt"
	"slices"
	"testing"

	"systems.course/checkkit"
)

// A looker is what Cache and, later, Locked have in common for the checks that
// look without a trace.
type looker interface {
	Contains(key string) bool
	Peek(key string) (int, bool)
	Len() int
}

// wantPeek expects Peek to find key with value.
func wantPeek(t *testing.T, c looker, key string, value int, because string, args ...any) {
	t.Helper()
	got, found := c.Peek(key)
	checkkit.Equal(t, fmt.Sprintf("Peek(%q)", key), answer{got, found}, answer{value, true}, because, args...)
}

// wantNoPeek expects Peek not to find key.
func wantNoPeek(t *testing.T, c looker, key string, because string, args ...any) {
	t.Helper()
	got, found := c.Peek(key)
	checkkit.Equal(t, fmt.Sprintf("Peek(%q)", key), answer{got, found}, answer{0, false}, because, args...)
}

// wantKept and wantGone look with Contains.
func wantKept(t *testing.T, c looker, key string, because string, args ...any) {
	t.Helper()
	checkkit.True(t, fmt.Sprintf("Contains(%q)", key), c.Contains(key), because, args...)
}

func wantGone(t *testing.T, c looker, key string, because string, args ...any) {
	t.Helper()
	checkkit.False(t, fmt.Sprintf("Contains(%q)", key), c.Contains(key), because, args...)
}

func TestPeeksAtAValue(t *testing.T) {
	words := checkkit.Rand(t).Words(3)
	c := newCacheOf(t, 10)
	put(t, c, words[0], 5)
	put(t, c, words[1], 0)
	wantPeek(t, c, words[0], 5, "%q was put with 5", words[0])
	wantPeek(t, c, words[0], 5, "a second look finds what the first has found")
	wantPeek(t, c, words[1], 0, "a zero value is a value: it was put")
	wantNoPeek(t, c, words[2], "%q was never put", words[2])
}

func TestSaysWhetherItContainsAKey(t *testing.T) {
	words := checkkit.Rand(t).Words(3)
	c := newCacheOf(t, 10)
	wantGone(t, c, words[0], "nothing was put yet")
	put(t, c, words[0], 5)
	put(t, c, words[1], 0)
	wantKept(t, c, words[0], "%q was put", words[0])
	wantKept(t, c, words[1], "%q was put; its value is 0, but it is there", words[1])
	wantGone(t, c, words[2], "%q was never put", words[2])
}

func TestLookingAddsNothing(t *testing.T) {
	words := checkkit.Rand(t).Words(2)
	c := newCacheOf(t, 10)
	put(t, c, words[0], 1)
	c.Peek(words[1])
	c.Contains(words[1])
	c.Remove(words[1])
	checkkit.Equal(t, "Len()", c.Len(), 1, "Peek, Contains and Remove of a key that is not there leave nothing behind")
	wantGone(t, c, words[1], "%q was asked for, but never put", words[1])
}

func TestRemovesAnEntry(t *testing.T) {
	words := checkkit.Rand(t).Words(3)
	c := newCacheOf(t, 10)
	putAll(t, c, words)
	c.Remove(words[1])
	wantGone(t, c, words[1], "%q was removed", words[1])
	wantNoPeek(t, c, words[1], "%q was removed", words[1])
	wantNot(t, c, words[1], "%q was removed", words[1])
	checkkit.Equal(t, "Len()", c.Len(), 2, "three were put and one was removed")
	want(t, c, words[0], 0, "only %q was removed", words[1])
	want(t, c, words[2], 2, "only %q was removed", words[1])
}

func TestSaysWhetherItRemovedSomething(t *testing.T) {
	words := checkkit.Rand(t).Words(2)
	c := newCacheOf(t, 10)
	put(t, c, words[0], 1)
	checkkit.True(t, fmt.Sprintf("the first Remove(%q)", words[0]), c.Remove(words[0]), "the key was there")
	checkkit.False(t, fmt.Sprintf("the second Remove(%q)", words[0]), c.Remove(words[0]), "the first Remove had removed the key")
	checkkit.False(t, fmt.Sprintf("Remove(%q)", words[1]), c.Remove(words[1]), "the key was never put")
}

func TestPurgesEverything(t *testing.T) {
	words := checkkit.Rand(t).Words(10)
	c := newCacheOf(t, 10)
	putAll(t, c, words)
	c.Purge()
	checkkit.Equal(t, "Len() after Purge", c.Len(), 0, "Purge removes every entry")
	for _, word := range words {
		wantGone(t, c, word, "Purge removes every entry")
	}
	checkkit.Equal(t, "Capacity() after Purge", c.Capacity(), int64(10), "Purge empties the cache and does not change what fits into it")
}

func TestUsesTheRoomOfWhatWasRemoved(t *testing.T) {
	words := checkkit.Rand(t).Words(11)
	c := newCacheOf(t, 10)
	putAll(t, c, words[:10])
	for i := range 9 {
		c.Remove(words[i])
	}
	putAll(t, c, words[:9])
	for i, word := range words[:10] {
		wantPeek(t, c, word, i, "ten fit; after nine of ten were removed there is room for nine")
	}
}

func TestStartsAfreshAfterPurge(t *testing.T) {
	words := checkkit.Rand(t).Words(10)
	c := newCacheOf(t, 10)
	putAll(t, c, words)
	c.Purge()
	slices.Reverse(words)
	putAll(t, c, words)
	for i, word := range words {
		wantPeek(t, c, word, i, "ten fit, and it was put after the Purge: nothing of what was there before may be in its way")
	}
	checkkit.Equal(t, "Len()", c.Len(), 10, "ten were put after the Purge")
}
