package rate

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestABurstAndThenARate(t *testing.T) {
	l := Limiter{Every: 100 * time.Millisecond, Burst: 3}
	now := time.Unix(0, 0)
	for range 3 {
		require.Zero(t, l.Allow("ann", now))
	}
	require.Equal(t, 100*time.Millisecond, l.Allow("ann", now))
	require.Equal(t, 40*time.Millisecond, l.Allow("ann", now.Add(60*time.Millisecond)), "a refusal costs nothing")
	require.Zero(t, l.Allow("bob", now), "each has a limit of his own")
	require.Zero(t, l.Allow("ann", now.Add(100*time.Millisecond)))
	require.NotZero(t, l.Allow("ann", now.Add(100*time.Millisecond)))
	later := now.Add(time.Hour)
	l.Forget(later)
	require.Empty(t, l.free)
	for range 3 {
		require.Zero(t, l.Allow("ann", later), "the burst is back, and no more than it")
	}
	require.NotZero(t, l.Allow("ann", later))
}
