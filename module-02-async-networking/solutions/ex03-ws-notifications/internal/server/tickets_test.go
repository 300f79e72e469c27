package server

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Tickets that have been used don't count, however old one is that has not.
func TestUsedTicketsDoNotCount(t *testing.T) {
	all := newTickets(time.Hour)
	var first string
	for i := range 5 * maxTickets {
		name, ok := all.issue(identity{})
		require.True(t, ok, "ticket %d", i)
		if i == 0 {
			first = name
			continue
		}
		_, ok = all.use(name)
		require.True(t, ok)
	}
	require.LessOrEqual(t, len(all.order), 2*maxTickets, "nor do they take memory")
	for range maxTickets - 1 {
		_, ok := all.issue(identity{})
		require.True(t, ok)
	}
	_, ok := all.issue(identity{})
	require.False(t, ok, "so many are unused")
	_, ok = all.use(first)
	require.True(t, ok)
	_, ok = all.issue(identity{})
	require.True(t, ok)
}
