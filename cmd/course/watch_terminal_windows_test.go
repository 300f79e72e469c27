package main

import "testing"

func TestWatchTerminal(t *testing.T) {
	t.Skip("a test cannot sit at a Windows console as it can at a pseudo terminal")
}
