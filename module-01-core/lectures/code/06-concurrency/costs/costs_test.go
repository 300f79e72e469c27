package main

import (
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"systems.course/lecturekit/together"
)

func TestEveryRowEnds(t *testing.T) {
	for _, r := range rows() {
		t.Run(r.name, func(*testing.T) { together.Run(2, r.burst) })
	}
}

func TestTheLockCountsEveryStep(t *testing.T) {
	counted = 0
	for _, r := range rows() {
		if r.name == "Mutex" {
			together.Run(2, r.burst)
			require.Equal(t, 2*r.steps, counted)
		}
	}
}

func TestPaddedCountersShareNoCacheLine(t *testing.T) {
	require.EqualValues(t, 64, unsafe.Sizeof(padded{}))
}
