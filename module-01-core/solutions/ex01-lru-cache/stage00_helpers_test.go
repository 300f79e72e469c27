package lru_test

import (
	"fmt"
	"testing"
	"time"

	"systems.course/checkkit"
	"systems.course/lru"
)

// patience is how long a check waits for what should happen at once.
const patience = 3 * time.Second

// A getter is what Cache and, later, Locked have in common for want and wantNot.
type getter interface {
	Get(key string) (int, bool)
}

// A putter is the same for put.
type putter interface {
	Put(key string, value int) error
}

// An answer is what Get and Peek return, shown as in Go.
type answer struct {
	value int
	found bool
}

func (a answer) String() string { return fmt.Sprintf("%d, %t", a.value, a.found) }

// newCache makes a cache that must come into being.
func newCache(t *testing.T, options lru.Options[string, int]) *lru.Cache[string, int] {
	t.Helper()
	cache, err := lru.New(options)
	checkkit.NoError(t, "New", err, "a capacity of %d is fine, and so are the other options", options.Capacity)
	if cache == nil {
		checkkit.Fail(t, checkkit.Failure{
			Expected: "New to return a cache",
			Got:      "a nil cache, and no error",
			Because:  "with good options there is always a cache to use",
		})
	}
	return cache
}

// newCacheOf makes a cache for so many entries.
func newCacheOf(t *testing.T, capacity int64) *lru.Cache[string, int] {
	t.Helper()
	return newCache(t, lru.Options[string, int]{Capacity: capacity})
}

// put puts, without a reason to fail.
func put(t *testing.T, c putter, key string, value int) {
	t.Helper()
	err := c.Put(key, value)
	checkkit.NoError(t, fmt.Sprintf("Put(%q, %d)", key, value), err, "the key, the value and its cost are fine")
}

// putAll puts the words in their order, each with its index as its value.
func putAll(t *testing.T, c putter, words []string) {
	t.Helper()
	for i, word := range words {
		put(t, c, word, i)
	}
}

// want expects Get to find key with value.
func want(t *testing.T, c getter, key string, value int, because string, args ...any) {
	t.Helper()
	got, found := c.Get(key)
	checkkit.Equal(t, fmt.Sprintf("Get(%q)", key), answer{got, found}, answer{value, true}, because, args...)
}

// wantNot expects Get not to find key.
func wantNot(t *testing.T, c getter, key string, because string, args ...any) {
	t.Helper()
	got, found := c.Get(key)
	checkkit.Equal(t, fmt.Sprintf("Get(%q)", key), answer{got, found}, answer{0, false}, because, args...)
}
