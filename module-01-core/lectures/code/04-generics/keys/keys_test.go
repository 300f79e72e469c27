package main

import (
	"hash/maphash"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAKeyWithoutEqualityPanicsWhenItIsHashed(t *testing.T) {
	rows := []row{{"city": []string{"Oslo"}}}
	require.Panics(t, func() { group(rows, func(r row) any { return r["city"] }) })
	require.Panics(t, func() { shard(maphash.MakeSeed(), rows[0]["city"], 4) })
	require.Equal(t, map[int][]row{1: rows}, group(rows, func(r row) int { return len(r) }))
}
