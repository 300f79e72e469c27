package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPagesByKeyAreRightWhatever(t *testing.T) {
	offset, key, err := walk(`INSERT INTO notes (text) VALUES ('new'), ('new'), ('new')`)
	require.NoError(t, err)
	repeated, skipped := faults(offset, nil)
	require.Equal(t, []int{13, 12, 11}, repeated)
	require.Empty(t, skipped)
	repeated, skipped = faults(key, nil)
	require.Empty(t, append(repeated, skipped...))

	deleted := map[int]bool{20: true, 19: true, 18: true}
	offset, key, err = walk(`DELETE FROM notes WHERE id > 17`)
	require.NoError(t, err)
	repeated, skipped = faults(offset, deleted)
	require.Empty(t, repeated)
	require.Equal(t, []int{10, 9, 8}, skipped)
	repeated, skipped = faults(key, deleted)
	require.Empty(t, append(repeated, skipped...))
}
