package counter_test

import (
	"testing"

	"systems.course/checkkit"
	"systems.course/counter"
)

func newCounter(t *testing.T) *counter.Counter {
	t.Helper()
	c := counter.New()
	checkkit.True(t, "New() != nil", c != nil, "a counter is what New returns")
	return c
}
