package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestOnlyOneTransactionPaysOnce(t *testing.T) {
	want := map[string][4]int{
		"no key":            {1, 1, 2, 2},
		"key, then payment": {1, 0, 1, 1},
		"payment, then key": {1, 2, 1, 2},
		"one transaction":   {1, 1, 1, 1},
	}
	require.Len(t, ways, len(want))
	for _, w := range ways {
		t.Run(w.name, func(t *testing.T) {
			t.Parallel()
			counts, err := row(w.pay)
			require.NoError(t, err)
			require.Equal(t, want[w.name], counts)
		})
	}
}
