package fast

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"systems.course/lru"
)

// A trial is a fast cache and a clear one for each of its shards, which are put
// through the same operations under one clock. A shard must do what a clear cache
// does that gets the same keys and the same share of the capacity.
type trial struct {
	fast  *Cache[int, byte]
	clear []*lru.Locked[int, byte]
	clock time.Time

	mu       sync.Mutex // a load reports in its own goroutine
	fastTold []string   // what OnEvict was told, in words
	told     []string
}

const trialTTL = 20 * time.Second

// trialCost is 0 to 5, and for the greatest values negative.
func trialCost(_ int, value byte) int64 {
	if value >= 250 {
		return -int64(value)
	}
	return int64(value % 6)
}

// newTrial makes the hash the same each time, so that a failure can be repeated.
func newTrial(t testing.TB, capacity int64, shards int, weighed bool) *trial {
	tr := &trial{clock: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
	options := lru.Options[int, byte]{Capacity: capacity, Now: func() time.Time { return tr.clock }}
	if weighed {
		options.Cost, options.TTL = trialCost, trialTTL
	}
	options.OnEvict = func(key int, value byte, why lru.Reason) {
		tr.mu.Lock()
		defer tr.mu.Unlock()
		tr.fastTold = append(tr.fastTold, fmt.Sprint(key, value, why))
	}
	tr.fast = newCache(t, shards, options)
	tr.fast.hash = func(key int) uint64 { return mix(uint64(key), 1, 0x9E3779B97F4A7C15) }
	for i := range tr.fast.shards {
		tr.fast.shards[i].table.hash = tr.fast.hash
	}
	options.OnEvict = func(key int, value byte, why lru.Reason) {
		tr.mu.Lock()
		defer tr.mu.Unlock()
		tr.told = append(tr.told, fmt.Sprint(key, value, why))
	}
	for i := range shards {
		options.Capacity = tr.fast.share(capacity, i)
		c, err := lru.NewLocked(options)
		require.NoError(t, err)
		tr.clear = append(tr.clear, c)
	}
	return tr
}

// of returns the clear cache that has the keys of key's shard.
func (tr *trial) of(key int) *lru.Locked[int, byte] {
	s := tr.fast.of(tr.fast.hash(key))
	for i := range tr.fast.shards {
		if s == &tr.fast.shards[i] {
			return tr.clear[i]
		}
	}
	return nil
}

var errLoad = errors.New("load")

func loads(value byte) func(context.Context) (byte, error) {
	return func(context.Context) (byte, error) {
		if value%7 == 0 {
			return 0, errLoad
		}
		return value, nil
	}
}

// step does the operation that three bytes stand for on both sides, and expects
// the same from both.
func (tr *trial) step(t testing.TB, op, key, arg byte) {
	k, d := int(key%32), time.Duration(int8(arg))*time.Second
	of := tr.of(k)
	var what, got, want string
	switch op % 12 {
	case 0, 1:
		what = fmt.Sprintf("Put(%d, %d)", k, arg)
		got, want = kind(tr.fast.Put(k, arg)), kind(of.Put(k, arg))
	case 2:
		what = fmt.Sprintf("PutTTL(%d, %d, %v)", k, op, d)
		got, want = kind(tr.fast.PutTTL(k, op, d)), kind(of.PutTTL(k, op, d))
	case 3, 4:
		what = fmt.Sprintf("Get(%d)", k)
		got, want = fmt.Sprint(tr.fast.Get(k)), fmt.Sprint(of.Get(k))
	case 5:
		what = fmt.Sprintf("Peek(%d)", k)
		got, want = fmt.Sprint(tr.fast.Peek(k)), fmt.Sprint(of.Peek(k))
	case 6:
		what = fmt.Sprintf("GetOrLoad(%d) of %d", k, arg)
		got = fmt.Sprint(tr.fast.GetOrLoad(context.Background(), k, loads(arg)))
		want = fmt.Sprint(of.GetOrLoad(context.Background(), k, loads(arg)))
		slices.Sort(tr.fastTold) // what expired is reported here, what was evicted by the load
		slices.Sort(tr.told)
	case 7:
		what = fmt.Sprintf("Remove(%d)", k)
		got, want = fmt.Sprint(tr.fast.Remove(k)), fmt.Sprint(of.Remove(k))
	case 8:
		what = fmt.Sprintf("Resize(%d)", int8(arg))
		got, want = tr.resize(int64(int8(arg)))
	case 9:
		what = fmt.Sprintf("clock on by %v, RemoveExpired()", d.Abs())
		tr.clock = tr.clock.Add(d.Abs())
		removed := 0
		for _, c := range tr.clear {
			removed += c.RemoveExpired()
		}
		got, want = fmt.Sprint(tr.fast.RemoveExpired()), fmt.Sprint(removed)
	case 10:
		what = fmt.Sprintf("clock on by %v", d.Abs())
		tr.clock = tr.clock.Add(d.Abs())
	case 11:
		if what = "nothing"; arg < 8 { // seldom, or nothing ever fills up
			what = "Purge()"
			tr.fast.Purge()
			for _, c := range tr.clear {
				c.Purge()
			}
		}
	}
	require.Equal(t, want, got, "%s", what)
	require.Equal(t, tr.clearState(), tr.fastState(), "after %s", what)
	require.Equal(t, tr.told, tr.fastTold, "OnEvict after %s", what)
	tr.fastTold, tr.told = nil, nil
	checkCache(t, tr.fast)
}

func (tr *trial) resize(capacity int64) (got, want string) {
	evicted, err := tr.fast.Resize(capacity)
	got = fmt.Sprint(evicted, kind(err))
	if capacity < int64(len(tr.clear)) {
		return got, fmt.Sprint(0, kind(lru.ErrCapacity))
	}
	evicted = 0
	for i, c := range tr.clear {
		n, err := c.Resize(tr.fast.share(capacity, i))
		if err != nil {
			return got, kind(err)
		}
		evicted += n
	}
	return got, fmt.Sprint(evicted, kind(nil))
}

// kind names the sentinel that err is.
func kind(err error) string {
	for _, sentinel := range []error{lru.ErrCapacity, lru.ErrCost, lru.ErrTTL, lru.ErrTooCostly} {
		if errors.Is(err, sentinel) {
			return sentinel.Error()
		}
	}
	return fmt.Sprint(err)
}

func (tr *trial) fastState() string {
	text := fmt.Sprintf("len %d cost %d capacity %d %+v:", tr.fast.Len(), tr.fast.Cost(), tr.fast.Capacity(), tr.fast.Stats())
	for key, value := range tr.fast.All() {
		text += fmt.Sprintf(" %d=%d", key, value)
	}
	return text
}

func (tr *trial) clearState() string {
	held, cost, capacity := 0, int64(0), int64(0)
	var sum lru.Stats
	list := ""
	for _, c := range tr.clear {
		held, cost, capacity = held+c.Len(), cost+c.Cost(), capacity+c.Capacity()
		addStats(&sum, c.Stats())
		for key, value := range c.All() {
			list += fmt.Sprintf(" %d=%d", key, value)
		}
	}
	return fmt.Sprintf("len %d cost %d capacity %d %+v:", held, cost, capacity, sum) + list
}

func TestAgreesWithTheClearCache(t *testing.T) {
	for _, shards := range []int{1, 3, 8} {
		for _, weighed := range []bool{true, false} {
			for _, capacity := range []int64{1, 3, 20, 100} {
				if capacity < int64(shards) {
					continue
				}
				t.Run(fmt.Sprintf("shards=%d weighed=%t capacity=%d", shards, weighed, capacity), func(t *testing.T) {
					seed := rand.Uint64()
					t.Cleanup(func() {
						if t.Failed() {
							t.Logf("seed %d", seed)
						}
					})
					random := rand.New(rand.NewPCG(seed, 0))
					tr := newTrial(t, capacity, shards, weighed)
					for range 1_500 {
						word := random.Uint32()
						tr.step(t, byte(word), byte(word>>8), byte(word>>16))
					}
				})
			}
		}
	}
}

func FuzzAgreesWithTheClearCache(f *testing.F) {
	f.Add(byte(3), []byte{0, 1, 1, 0, 2, 1, 0, 3, 1, 3, 1, 0, 0, 4, 1})
	f.Fuzz(func(t *testing.T, form byte, program []byte) {
		if len(program) > 1_500 {
			t.Skip("no more to learn")
		}
		shards := []int{1, 2, 5}[form%3]
		tr := newTrial(t, int64(shards)+int64(form%60), shards, form%2 == 0)
		for step := range slices.Chunk(program, 3) {
			if len(step) == 3 {
				tr.step(t, step[0], step[1], step[2])
			}
		}
	})
}

// TestIndexWithFewHashes lets many keys share a home and all bits of their hash, at
// the end of the index as well, where the search goes on at its beginning.
func TestIndexWithFewHashes(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, hashes := range [][]uint32{{0}, {^uint32(0)}, {0xFFFFFFFF, 0xFFFEFFFF, 0x0000FFFF, 0}} {
		model := map[int]int{}
		hash := func(key int) uint32 { return hashes[key%len(hashes)] }
		s := &shard[int, int]{}
		s.init(func(key int) uint64 { return uint64(hash(key)) }, 20, false, false)
		for i := range 5_000 {
			key := random.IntN(30)
			if random.IntN(2) == 0 {
				if _, held := model[key]; len(model) == 20 && !held {
					delete(model, s.table.entries[s.table.oldest-1].key)
				}
				require.True(t, s.put(key, i, hash(key), terms{cost: 1, deadline: forever}))
				model[key] = i
			} else {
				_, held := model[key]
				require.Equal(t, held, s.remove(key, hash(key), 0))
				delete(model, key)
			}
			for key := range 30 {
				want, held := model[key]
				got, found := s.peek(key, hash(key), 0)
				require.Equal(t, held, found)
				require.Equal(t, want, got)
			}
		}
	}
}
