package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"systems.course/module02/05-websockets/frame"
)

func TestWordsMaskAsBytesDo(t *testing.T) {
	key := [4]byte{1, 20, 3, 255}
	for n := range 40 {
		a, b := make([]byte, n), make([]byte, n)
		frame.Mask(key, 0, a)
		words(key, b)
		require.Equal(t, a, b)
	}
}
