package ratio

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheFunctionsTakeTurns(t *testing.T) {
	var calls []string
	ratios := Of(2,
		func() { calls = append(calls, "a") },
		func() { calls = append(calls, "b") })
	require.Equal(t, []string{"a", "b", "a", "b", "a", "b"}, calls)
	require.Len(t, ratios, 2)
}

func TestTheFirstIsTheMeasure(t *testing.T) {
	spin := func(n int) func() {
		return func() {
			for range n {
				total++
			}
		}
	}
	require.InDelta(t, 1.0, Of(3, spin(1_000_000), spin(10))[0], 0.001)
}

var total int
