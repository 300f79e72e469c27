package main

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWhatMakingAnErrorAllocates(t *testing.T) {
	counts := map[string]float64{}
	for _, m := range making {
		m.make()
		require.Equal(t, m.name == "errors.Join(nil, nil)", kept == nil)
		counts[m.name] = testing.AllocsPerRun(100, m.make)
	}
	require.Zero(t, counts["a sentinel"])
	require.Zero(t, counts["emptyError{}"])
	require.Equal(t, 1.0, counts[`errors.New("over the limit")`])
	require.Equal(t, 1.0, counts[`fmt.Errorf("over the limit")`])
	// Under -race, sync.Pool drops printers at random, and fmt allocates more.
	require.GreaterOrEqual(t, counts[`fmt.Errorf("a: %w", errLimit)`], 2.0)
	require.Zero(t, counts["errors.Join(nil, nil)"])
}

func TestEachNewIsAnErrorOfItsOwn(t *testing.T) {
	require.False(t, errors.New("over the limit") == errLimit)
	require.True(t, error(limitError{1, 2}) == error(limitError{1, 2}), "values without a pointer are compared by their contents")
}
