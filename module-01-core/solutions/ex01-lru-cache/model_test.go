package lru

import (
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A subject is what Cache, Locked and the model have in common.
type subject interface {
	Put(key int, value byte) error
	PutTTL(key int, value byte, ttl time.Duration) error
	Get(key int) (byte, bool)
	Peek(key int) (byte, bool)
	Contains(key int) bool
	Remove(key int) bool
	Purge()
	Len() int
	Cost() int64
	Capacity() int64
	Resize(capacity int64) (int, error)
	All() iter.Seq2[int, byte]
	RemoveExpired() int
	Stats() Stats
}

// A model does what a cache promises, in the most naive way: a slice from the
// newest item to the oldest, searched and summed for every operation.
type model struct {
	capacity int64
	cost     func(int, byte) int64
	ttl      time.Duration
	now      func() time.Time
	onEvict  func(int, byte, Reason)
	items    []modelItem
	stats    Stats
}

type modelItem struct {
	key     int
	value   byte
	expires time.Time // zero: never
}

func (m *model) index(key int) int {
	return slices.IndexFunc(m.items, func(it modelItem) bool { return it.key == key })
}

func (m *model) live(it modelItem) bool {
	return it.expires.IsZero() || m.now().Before(it.expires)
}

func (m *model) leave(i int, why Reason) {
	it := m.items[i]
	if !m.live(it) {
		why = Expired
	}
	m.items = slices.Delete(m.items, i, i+1)
	switch why {
	case Evicted:
		m.stats.Evictions++
	case Expired:
		m.stats.Expirations++
	case Replaced:
		m.stats.Replacements++
	default:
		m.stats.Removals++
	}
	m.onEvict(it.key, it.value, why)
}

func (m *model) Put(key int, value byte) error { return m.PutTTL(key, value, m.ttl) }

func (m *model) PutTTL(key int, value byte, ttl time.Duration) error {
	if ttl < 0 {
		return ErrTTL
	}
	cost := m.cost(key, value)
	if cost < 0 {
		return ErrCost
	}
	if i := m.index(key); i >= 0 {
		m.leave(i, Replaced)
	}
	if cost > m.capacity {
		return ErrTooCostly
	}
	m.shrink(m.capacity - cost)
	it := modelItem{key: key, value: value}
	if ttl > 0 {
		it.expires = m.now().Add(ttl)
	}
	m.items = slices.Insert(m.items, 0, it)
	m.stats.Puts++
	return nil
}

func (m *model) shrink(capacity int64) {
	for m.Cost() > capacity {
		m.leave(len(m.items)-1, Evicted)
	}
}

func (m *model) Get(key int) (byte, bool) {
	i := m.index(key)
	if i >= 0 && !m.live(m.items[i]) {
		m.leave(i, Expired)
		i = -1
	}
	if i < 0 {
		m.stats.Misses++
		return 0, false
	}
	m.stats.Hits++
	it := m.items[i]
	m.items = slices.Insert(slices.Delete(m.items, i, i+1), 0, it)
	return it.value, true
}

func (m *model) Peek(key int) (byte, bool) {
	if i := m.index(key); i >= 0 && m.live(m.items[i]) {
		return m.items[i].value, true
	}
	return 0, false
}

func (m *model) Contains(key int) bool {
	_, held := m.Peek(key)
	return held
}

func (m *model) Remove(key int) bool {
	held := m.Contains(key)
	if i := m.index(key); i >= 0 {
		m.leave(i, Removed)
	}
	return held
}

func (m *model) Purge() {
	for len(m.items) > 0 {
		m.leave(len(m.items)-1, Purged)
	}
}

func (m *model) Len() int { return len(m.items) }

func (m *model) Cost() (total int64) {
	for _, it := range m.items {
		total += m.cost(it.key, it.value)
	}
	return total
}

func (m *model) Capacity() int64 { return m.capacity }

func (m *model) Resize(capacity int64) (int, error) {
	if capacity < 1 {
		return 0, ErrCapacity
	}
	before := len(m.items)
	m.capacity = capacity
	m.shrink(capacity)
	return before - len(m.items), nil
}

func (m *model) All() iter.Seq2[int, byte] {
	return func(yield func(int, byte) bool) {
		for _, it := range m.items {
			if m.live(it) && !yield(it.key, it.value) {
				return
			}
		}
	}
}

func (m *model) RemoveExpired() int {
	before := len(m.items)
	for i := len(m.items) - 1; i >= 0; i-- {
		if !m.live(m.items[i]) {
			m.leave(i, Expired)
		}
	}
	return before - len(m.items)
}

func (m *model) Stats() Stats { return m.stats }

// A trial is a cache and a model that are put through the same operations under
// one clock.
type trial struct {
	cache, model subject
	clock        time.Time
	cacheTold    []string // what OnEvict was told, in words
	modelTold    []string
	invariants   func()
}

const trialTTL = 20 * time.Second

// trialCost is 0 to 5, and for the greatest values negative.
func trialCost(_ int, value byte) int64 {
	if value >= 250 {
		return -int64(value)
	}
	return int64(value % 6)
}

func newTrial(t testing.TB, capacity int64, locked bool) *trial {
	tr := &trial{clock: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
	now := func() time.Time { return tr.clock }
	tr.model = &model{
		capacity: capacity, cost: trialCost, ttl: trialTTL, now: now,
		onEvict: func(key int, value byte, why Reason) {
			tr.modelTold = append(tr.modelTold, fmt.Sprint(key, value, why))
		},
	}
	options := Options[int, byte]{
		Capacity: capacity, Cost: trialCost, TTL: trialTTL, Now: now,
		OnEvict: func(key int, value byte, why Reason) {
			tr.cacheTold = append(tr.cacheTold, fmt.Sprint(key, value, why))
		},
	}
	if locked {
		l := newLocked(t, options)
		tr.cache, tr.invariants = l, func() { checkLocked(t, l) }
	} else {
		c := newCache(t, options)
		tr.cache, tr.invariants = c, func() { checkCache(t, c) }
	}
	return tr
}

// step does the operation that three bytes stand for on both sides, and expects
// the same from both.
func (tr *trial) step(t testing.TB, op, key, arg byte) {
	k, d := int(key%16), time.Duration(int8(arg))*time.Second
	var name string
	var do func(s subject) string
	switch op % 12 {
	case 0, 1:
		name = fmt.Sprintf("Put(%d, %d)", k, arg)
		do = func(s subject) string { return kind(s.Put(k, arg)) }
	case 2:
		name = fmt.Sprintf("PutTTL(%d, %d, %v)", k, op, d)
		do = func(s subject) string { return kind(s.PutTTL(k, op, d)) }
	case 3, 4:
		name = fmt.Sprintf("Get(%d)", k)
		do = func(s subject) string { return fmt.Sprint(s.Get(k)) }
	case 5:
		name = fmt.Sprintf("Peek(%d)", k)
		do = func(s subject) string { return fmt.Sprint(s.Peek(k)) }
	case 6:
		name = fmt.Sprintf("Contains(%d)", k)
		do = func(s subject) string { return fmt.Sprint(s.Contains(k)) }
	case 7:
		name = fmt.Sprintf("Remove(%d)", k)
		do = func(s subject) string { return fmt.Sprint(s.Remove(k)) }
	case 8:
		name = fmt.Sprintf("Resize(%d)", int8(arg))
		do = func(s subject) string {
			evicted, err := s.Resize(int64(int8(arg)))
			return fmt.Sprint(evicted, kind(err))
		}
	case 9:
		name = fmt.Sprintf("clock on by %v, RemoveExpired()", d.Abs())
		tr.clock = tr.clock.Add(d.Abs())
		do = func(s subject) string { return fmt.Sprint(s.RemoveExpired()) }
	case 10:
		name = fmt.Sprintf("clock on by %v", d.Abs())
		tr.clock = tr.clock.Add(d.Abs())
		do = func(subject) string { return "" }
	case 11:
		name = "Purge()"
		if arg >= 16 { // seldom, or nothing ever fills up
			name, do = fmt.Sprintf("Get(%d)", k), func(s subject) string { return fmt.Sprint(s.Get(k)) }
			break
		}
		do = func(s subject) string { s.Purge(); return "" }
	}
	want, got := do(tr.model), do(tr.cache)
	require.Equal(t, want, got, "%s", name)
	require.Equal(t, state(tr.model), state(tr.cache), "after %s", name)
	require.Equal(t, tr.modelTold, tr.cacheTold, "OnEvict after %s", name)
	tr.cacheTold, tr.modelTold = nil, nil
	tr.invariants()
}

// kind names the sentinel that err is.
func kind(err error) string {
	for _, sentinel := range []error{ErrCapacity, ErrCost, ErrTTL, ErrTooCostly} {
		if errors.Is(err, sentinel) {
			return sentinel.Error()
		}
	}
	return fmt.Sprint(err)
}

// state says all that a subject shows without being changed.
func state(s subject) string {
	text := fmt.Sprintf("len %d cost %d capacity %d %+v:", s.Len(), s.Cost(), s.Capacity(), s.Stats())
	for key, value := range s.All() {
		text += fmt.Sprintf(" %d=%d", key, value)
	}
	return text
}

func TestModel(t *testing.T) {
	for _, locked := range []bool{false, true} {
		for _, capacity := range []int64{1, 3, 20, 100} {
			t.Run(fmt.Sprintf("locked=%t capacity=%d", locked, capacity), func(t *testing.T) {
				seed := rand.Uint64()
				t.Cleanup(func() {
					if t.Failed() {
						t.Logf("seed %d", seed)
					}
				})
				random := rand.New(rand.NewPCG(seed, 0))
				tr := newTrial(t, capacity, locked)
				for range 2_000 {
					word := random.Uint32()
					tr.step(t, byte(word), byte(word>>8), byte(word>>16))
				}
			})
		}
	}
}

func FuzzModel(f *testing.F) {
	f.Add(int64(3), []byte{0, 1, 1, 0, 2, 1, 0, 3, 1, 3, 1, 0, 0, 4, 1})
	f.Fuzz(func(t *testing.T, capacity int64, program []byte) {
		if capacity < 1 || len(program) > 3_000 {
			t.Skip("no such cache, or no more to learn")
		}
		tr := newTrial(t, capacity, len(program)%2 == 0)
		for step := range slices.Chunk(program, 3) {
			if len(step) == 3 {
				tr.step(t, step[0], step[1], step[2])
			}
		}
	})
}
