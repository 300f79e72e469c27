package together

import (
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestNobodyIsARoundAhead(t *testing.T) {
	const n, rounds = 3, 200
	barrier := NewBarrier(n)
	var came [rounds]atomic.Int64
	var early atomic.Int64
	Run(n, func(int) {
		for round := range rounds {
			came[round].Add(1)
			barrier.Wait()
			if came[round].Load() != n {
				early.Add(1)
			}
		}
	})
	require.Zero(t, early.Load())
}

func TestRunTellsEachWhoItIs(t *testing.T) {
	var called [4]atomic.Int64
	Run(4, func(me int) { called[me].Add(1) })
	for me := range called {
		require.EqualValues(t, 1, called[me].Load())
	}
}

func TestBurstsCallsBothAndRestoresTheProcessors(t *testing.T) {
	before := runtime.GOMAXPROCS(0)
	var called [2]atomic.Int64
	require.GreaterOrEqual(t, Bursts(1, 10, func(me int) { called[me].Add(1) }), time.Duration(0))
	require.EqualValues(t, 10, called[0].Load())
	require.EqualValues(t, 10, called[1].Load())
	require.Equal(t, before, runtime.GOMAXPROCS(0))
}

func TestSideBySideIsHalfOfTheTimeOfBoth(t *testing.T) {
	for name, c := range map[string]struct {
		burst burst
		want  bool
	}{
		"the same":           {burst{[2]time.Duration{0, 0}, [2]time.Duration{8, 8}}, true},
		"overlapping":        {burst{[2]time.Duration{0, 2}, [2]time.Duration{8, 9}}, true},
		"hardly overlapping": {burst{[2]time.Duration{0, 6}, [2]time.Duration{8, 14}}, false},
		"one much longer":    {burst{[2]time.Duration{0, 0}, [2]time.Duration{8, 80}}, false},
		"in turns":           {burst{[2]time.Duration{0, 9}, [2]time.Duration{8, 17}}, false},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, c.want, c.burst.sideBySide())
		})
	}
}
