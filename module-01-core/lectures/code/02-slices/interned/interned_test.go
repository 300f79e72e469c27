package main

import (
	"runtime"
	"testing"
	"unique"

	"github.com/stretchr/testify/require"
)

func TestHandlesShareWhatStringsRepeat(t *testing.T) {
	const n = 100_000
	texts, textBytes := keep(n, func(s string) string { return s })
	handles, handleBytes := keep(n, unique.Make[string])
	require.Greater(t, textBytes, 32.0)
	require.Less(t, handleBytes, 16.0)
	require.Equal(t, n-different, equal(texts))
	require.Equal(t, n-different, equal(handles))
	require.Equal(t, texts[1], handles[1+different].Value())
	runtime.KeepAlive(texts)
}
