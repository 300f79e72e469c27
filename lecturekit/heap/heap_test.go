package heap

import (
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// kept is where the tests put what must be on the heap.
var kept []*[64]byte

func TestSpentCountsObjectsAndBytes(t *testing.T) {
	kept = make([]*[64]byte, 1_000)
	objects, bytes := Spent(func() {
		for i := range kept {
			kept[i] = new([64]byte)
		}
	})
	require.InDelta(t, 1_000, objects, 50)
	require.InDelta(t, 64_000, bytes, 8_000)
}

func TestLiveFallsWhenTheLastPointerIsGone(t *testing.T) {
	big := make([]byte, 8<<20)
	with := Live()
	runtime.KeepAlive(big)
	require.Greater(t, with, Live()+(7<<20))
}

func TestScannedCountsOnlyWhatMayHoldPointers(t *testing.T) {
	before := Scanned()
	flat := make([]int64, 1<<20)
	require.InDelta(t, before, Scanned(), 64<<10)
	linked := make([]*int64, 1<<20)
	require.InDelta(t, before+(8<<20), Scanned(), 64<<10)
	runtime.KeepAlive(flat)
	runtime.KeepAlive(linked)
}

func TestMedianRunsEveryRound(t *testing.T) {
	rounds := 0
	require.GreaterOrEqual(t, Median(5, func() { rounds++ }), time.Duration(0))
	require.Equal(t, 5, rounds)
}
