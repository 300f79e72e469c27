package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Whatever embeds an Event is one, and both T and *T are.
var (
	_ Event = struct{ Event }{}
	_ Event = (*Refund)(nil)
)

func TestARefundIsSubtractedBehindAPointerOnly(t *testing.T) {
	require.Equal(t, int64(0), balance([]Event{Refund{200}}))
	require.Equal(t, int64(-200), balance([]Event{&Refund{200}}))
}
