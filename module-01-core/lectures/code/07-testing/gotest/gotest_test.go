package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDurationsAndTheMachineAreLeftOut(t *testing.T) {
	for line, want := range map[string]string{
		"--- FAIL: TestX (0.01s)":                              "--- FAIL: TestX",
		"ok  \tpath/x\t0.003s":                                 "ok   path/x",
		"ok  \tpath/x\t0.003s\tcoverage: 100.0% of statements": "ok   path/x coverage: 100.0% of statements",
		"panic: test timed out after 1s":                       "panic: test timed out after 1s",
	} {
		got, shown := steady(line)
		require.True(t, shown)
		require.Equal(t, want, got)
	}
	_, shown := steady("cpu: Some Processor")
	require.False(t, shown)
}
