package lru

import (
	"errors"
	"fmt"
	"math"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestZeroOptions(t *testing.T) {
	c, err := New(Options[string, int]{})
	require.ErrorIs(t, err, ErrCapacity)
	require.Nil(t, c)
	l, err := NewLocked(Options[string, int]{})
	require.ErrorIs(t, err, ErrCapacity)
	require.Nil(t, l)
}

// TestErrorTexts pins that an error says what was given and what is allowed.
func TestErrorTexts(t *testing.T) {
	_, capacity := New(Options[string, int]{Capacity: -3})
	_, ttl := New(Options[string, int]{Capacity: 1, TTL: -time.Second})
	c := newCache(t, Options[string, int]{Capacity: 10, Cost: func(_ string, value int) int64 { return int64(value) }})
	for _, test := range []struct {
		err  error
		text string
	}{
		{capacity, "lru: capacity must be at least 1, got -3"},
		{ttl, "lru: lifetime must not be negative, got -1s"},
		{c.Put("pear", -1), "lru: cost must not be negative, got -1 for key pear"},
		{c.Put("pear", 12), "lru: entry costs more than the capacity: cost 12, capacity 10, key pear"},
		{checkKey(math.NaN()), "lru: key must equal itself, got NaN"},
		{&PanicError{Value: "boom"}, "lru: panic while loading: boom"},
	} {
		require.EqualError(t, test.err, test.text)
	}
	require.Equal(t, "Reason(0)", Reason(0).String())
	require.NoError(t, errors.Unwrap(&PanicError{Value: "boom"}))
}

func TestKeyThatDoesNotEqualItself(t *testing.T) {
	c := newCache(t, Options[float64, int]{Capacity: 2})
	for range 5 {
		require.ErrorIs(t, c.Put(math.NaN(), 1), ErrKey)
	}
	require.Zero(t, c.Len())
	_, held := c.Get(math.NaN())
	require.False(t, held)
	require.False(t, c.Remove(math.NaN()))
}

func TestKeyThatIsNotComparable(t *testing.T) {
	l := newLocked(t, Options[any, int]{Capacity: 2})
	bad := []int{1}
	require.Panics(t, func() { _ = l.Put(bad, 1) })
	require.Panics(t, func() { l.Get(bad) })
	require.Panics(t, func() { l.Remove(bad) })
	require.Panics(t, func() { l.Contains(bad) })
	require.NoError(t, l.Put("good", 1), "the lock is free")
}

func TestEntriesThatCostNothing(t *testing.T) {
	c := newCache(t, Options[int, int64]{Capacity: 1, Cost: func(_ int, value int64) int64 { return value }})
	for key := range 100 {
		require.NoError(t, c.Put(key, 0))
	}
	require.Equal(t, 100, c.Len())
	require.NoError(t, c.Put(100, 1))
	require.Equal(t, 101, c.Len(), "an entry of cost 1 fits beside any number of cost 0")
	require.NoError(t, c.Put(101, 1))
	require.Equal(t, 1, c.Len(), "the entry in the way was used after those of cost 0, which go first")
}

func TestClockAtItsEnds(t *testing.T) {
	for _, test := range []struct {
		name        string
		born, later time.Time
		ttl         time.Duration
		held        bool
	}{
		{"longest lifetime", time.Unix(0, 0), time.Unix(1<<33, 0), math.MaxInt64, true},
		{"a clock that ran on for ever", time.Unix(0, 0), time.Unix(1<<60, 0), 1, false},
		{"a clock that was set back", time.Unix(1<<40, 0), time.Unix(0, 0), 1, true},
		{"a clock that starts at the zero time", time.Time{}, time.Time{}.Add(1), 1, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			now := test.born
			c := newCache(t, Options[string, int]{Capacity: 1, Now: func() time.Time { return now }})
			require.NoError(t, c.PutTTL("key", 1, test.ttl))
			now = test.later
			require.Equal(t, test.held, c.Contains("key"))
		})
	}
}

func TestClockIsNotAskedWithoutLifetimes(t *testing.T) {
	asked := 0
	c := newCache(t, Options[string, int]{Capacity: 1, Now: func() time.Time { asked++; return time.Now() }})
	require.NoError(t, c.Put("a", 1))
	c.Get("a")
	c.RemoveExpired()
	require.Equal(t, 1, asked, "New asks once")
	require.NoError(t, c.PutTTL("a", 1, time.Hour))
	c.Get("a")
	require.Equal(t, 3, asked)
}

func TestAnyChangeInsideALoop(t *testing.T) {
	fill := func(t *testing.T) *Cache[int, int] {
		c := newCache(t, Options[int, int]{Capacity: 4})
		for key := range 4 {
			require.NoError(t, c.Put(key, key))
		}
		return c
	}
	for _, test := range []struct {
		name   string
		change func(c *Cache[int, int], key int)
		want   string
	}{
		{"get every entry", func(c *Cache[int, int], _ int) { c.Get(0); c.Get(1); c.Get(2) }, "3=3 2=2 1=1 0=0"},
		{"remove the next", func(c *Cache[int, int], key int) { c.Remove(key - 1) }, "3=3 1=1"},
		{"purge", func(c *Cache[int, int], _ int) { c.Purge() }, "3=3"},
		{"replace the next", func(c *Cache[int, int], key int) { _ = c.Put(key-1, 9) }, "3=3 2=9 1=9 0=9"},
		{"put others", func(c *Cache[int, int], key int) { _ = c.Put(key+10, 0) }, "3=3 2=2"},
		{"put the next again", func(c *Cache[int, int], key int) { c.Remove(key - 1); _ = c.Put(key-1, 9) }, "3=3 1=1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := fill(t)
			seen := ""
			for key, value := range c.All() {
				seen += fmt.Sprintf(" %d=%d", key, value)
				test.change(c, key)
				checkCache(t, c)
			}
			require.Equal(t, " "+test.want, seen)
		})
	}
}

// TestEveryDepartureIsReported lets the callback fail in the middle of many.
func TestEveryDepartureIsReported(t *testing.T) {
	for _, test := range []struct {
		name string
		fail func(key int)
	}{
		{"returns", func(int) {}},
		{"panics once", func(key int) {
			if key == 3 {
				panic(key)
			}
		}},
		{"panics each time", func(key int) { panic(key) }},
		{"ends the goroutine", func(int) { runtime.Goexit() }},
	} {
		t.Run(test.name, func(t *testing.T) {
			var told []int
			l := newLocked(t, Options[int, int]{Capacity: 10, OnEvict: func(key, _ int, _ Reason) {
				told = append(told, key)
				test.fail(key)
			}})
			for key := range 6 {
				require.NoError(t, l.Put(key, key))
			}
			done := make(chan struct{})
			go func() {
				defer close(done)
				defer func() { _ = recover() }()
				l.Purge()
			}()
			<-done
			require.Equal(t, []int{0, 1, 2, 3, 4, 5}, told)
			require.Zero(t, l.Len())
		})
	}
}

func TestLastOfSeveralPanicsReachesTheCaller(t *testing.T) {
	c := newCache(t, Options[int, int]{Capacity: 10, OnEvict: func(key, _ int, _ Reason) { panic(key) }})
	for key := range 3 {
		require.NoError(t, c.Put(key, key))
	}
	require.PanicsWithValue(t, 2, c.Purge)
}
