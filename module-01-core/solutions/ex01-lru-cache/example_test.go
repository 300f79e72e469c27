package lru_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"systems.course/lru"
)

func ExampleCache() {
	cache, err := lru.New(lru.Options[string, int]{Capacity: 2})
	if err != nil {
		panic(err)
	}
	for i, fruit := range []string{"pear", "plum"} {
		if err := cache.Put(fruit, i); err != nil {
			panic(err)
		}
	}
	cache.Get("pear")
	if err := cache.Put("fig", 2); err != nil {
		panic(err)
	}
	for fruit, value := range cache.All() {
		fmt.Println(fruit, value)
	}
	// Output:
	// fig 2
	// pear 0
}

func ExampleNew() {
	_, err := lru.New(lru.Options[string, int]{})
	fmt.Println(err)
	fmt.Println(errors.Is(err, lru.ErrCapacity))
	// Output:
	// lru: capacity must be at least 1, got 0
	// true
}

func ExampleOptions_cost() {
	pages, err := lru.New(lru.Options[string, []byte]{
		Capacity: 1000,
		Cost:     func(_ string, page []byte) int64 { return int64(len(page)) },
		OnEvict: func(url string, page []byte, why lru.Reason) {
			fmt.Printf("%s, %d bytes, %v\n", url, len(page), why)
		},
	})
	if err != nil {
		panic(err)
	}
	for _, page := range []struct {
		url  string
		size int
	}{{"/a", 300}, {"/b", 500}, {"/c", 600}, {"/d", 1001}} {
		if err := pages.Put(page.url, make([]byte, page.size)); err != nil {
			fmt.Println(err)
		}
	}
	fmt.Println(pages.Len(), "page,", pages.Cost(), "bytes")
	// Output:
	// /a, 300 bytes, evicted
	// /b, 500 bytes, evicted
	// lru: entry costs more than the capacity: cost 1001, capacity 1000, key /d
	// 1 page, 600 bytes
}

func ExampleCache_PutTTL() {
	now := time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)
	sessions, err := lru.New(lru.Options[string, string]{
		Capacity: 1000,
		TTL:      time.Hour,
		Now:      func() time.Time { return now },
	})
	if err != nil {
		panic(err)
	}
	if err := errors.Join(
		sessions.Put("a", "Ada"),
		sessions.PutTTL("b", "Bob", time.Minute),
		sessions.PutTTL("c", "Cy", 0), // for ever
	); err != nil {
		panic(err)
	}
	for _, pause := range []time.Duration{0, time.Minute, time.Hour} {
		now = now.Add(pause)
		fmt.Println(now.Format(time.TimeOnly), sessions.Contains("a"), sessions.Contains("b"), sessions.Contains("c"))
	}
	fmt.Println(sessions.Len(), "held,", sessions.RemoveExpired(), "removed")
	// Output:
	// 12:00:00 true true true
	// 12:01:00 true false true
	// 13:01:00 false false true
	// 3 held, 2 removed
}

func ExampleCache_All() {
	cache, err := lru.New(lru.Options[string, int]{Capacity: 10})
	if err != nil {
		panic(err)
	}
	for i, word := range []string{"one", "two", "three", "four"} {
		if err := cache.Put(word, i+1); err != nil {
			panic(err)
		}
	}
	for word, n := range cache.All() {
		if n%2 == 0 {
			cache.Remove(word)
		}
	}
	for word := range cache.All() {
		fmt.Println(word)
	}
	// Output:
	// three
	// one
}

func ExampleLocked_GetOrLoad() {
	users, err := lru.NewLocked(lru.Options[int, string]{Capacity: 100})
	if err != nil {
		panic(err)
	}
	load := func(context.Context) (string, error) {
		time.Sleep(10 * time.Millisecond) // ask the database
		return "Ada", nil
	}
	var group sync.WaitGroup
	for range 50 {
		group.Go(func() {
			if _, err := users.GetOrLoad(context.Background(), 1, load); err != nil {
				panic(err)
			}
		})
	}
	group.Wait()
	fmt.Println(users.Get(1))
	fmt.Println(users.Stats().Loads, "load")
	// Output:
	// Ada true
	// 1 load
}

func ExamplePanicError() {
	users, err := lru.NewLocked(lru.Options[int, string]{Capacity: 100})
	if err != nil {
		panic(err)
	}
	_, err = users.GetOrLoad(context.Background(), 1, func(context.Context) (string, error) {
		rows := strings.Fields("") // the database knows nobody
		return rows[0], nil
	})
	fmt.Println(err)
	// Output:
	// lru: panic while loading: runtime error: index out of range [0] with length 0
}
