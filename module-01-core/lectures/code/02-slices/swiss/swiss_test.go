package main

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

func Example() {
	main()
	// Output:
	// table limit   tables   directory   most moved by one insert   moved in all, a key
	//  1073741824        1           1                     229376                  1.53
	//        1024      512         512                        896                  1.53
}

func TestBehavesAsAMapDoes(t *testing.T) {
	for _, limit := range []int{16, 1024, 1 << 30} {
		random := rand.New(rand.NewPCG(1, uint64(limit)))
		model, m := map[uint64]uint64{}, newSwiss(limit)
		for range 60_000 {
			key, value := random.Uint64N(5_000), random.Uint64()
			if random.IntN(3) == 0 {
				delete(model, key)
				m.remove(key)
			} else {
				model[key] = value
				m.put(key, value)
			}
		}
		for key := range uint64(5_000) {
			want, present := model[key]
			value, found := m.get(key)
			require.Equal(t, present, found)
			if present {
				require.Equal(t, want, value)
			}
		}
	}
}

func TestMatchFindsExactlyTheEqualBytes(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 10_000 {
		var g group
		want := uint64(0)
		for slot := range slots {
			c := uint8(random.IntN(4))
			g.set(slot, c)
			if c == 2 {
				want |= 0x80 << (8 * slot)
			}
		}
		require.Equal(t, want, g.match(2))
	}
}

func TestNoInsertMovesMoreThanOneTable(t *testing.T) {
	m := newSwiss(1024)
	for k := range uint64(100_000) {
		m.put(k, k)
		require.LessOrEqual(t, m.moved, 1024*7/8)
	}
}
