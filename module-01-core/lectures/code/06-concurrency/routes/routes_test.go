package main

import (
	"sync"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"systems.course/lecturekit/together"
)

func TestEveryStepCountsEveryLookup(t *testing.T) {
	for _, s := range steps() {
		t.Run(s.name, func(t *testing.T) {
			together.Run(2, s.bursts())
			require.EqualValues(t, 2*lookups, s.Lookups())
		})
	}
}

func TestALookupWithoutAWorkerIsCountedAsWell(t *testing.T) {
	for _, s := range steps() {
		t.Run(s.name, func(t *testing.T) {
			require.Equal(t, "10.0.0.42", s.Backend("host42"))
			s.worker()("host42")
			require.EqualValues(t, 2, s.Lookups())
		})
	}
}

func TestReadersSeeAWholeTableWhileItChanges(t *testing.T) {
	for _, s := range steps() {
		t.Run(s.name, func(t *testing.T) {
			var writers sync.WaitGroup
			for range 2 {
				writers.Go(func() {
					for range 100 {
						s.Set("new", "10.0.2.1")
					}
				})
			}
			backend := s.worker()
			for range 1_000 {
				require.Equal(t, "10.0.0.42", backend("host42"))
			}
			writers.Wait()
			require.Equal(t, "10.0.2.1", backend("new"))
		})
	}
}

func TestWorkersCountOnDifferentCacheLines(t *testing.T) {
	require.EqualValues(t, 128, unsafe.Sizeof(Worker{}))
}
