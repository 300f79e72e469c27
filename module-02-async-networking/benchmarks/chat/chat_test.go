package main

import (
	"testing"
	"time"

	"systems.course/benchmarks/networking/internal/peer"
)

// TestLoadAgainstTheBareServer holds that every member gets every byte.
func TestLoadAgainstTheBareServer(t *testing.T) {
	dir := t.TempDir()
	bare, err := peer.Bare(dir)
	if err != nil {
		t.Fatal(err)
	}
	s, err := start(contender{name: bareName, command: bare, talk: copied}, dir)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Stop(); err != nil {
			t.Error(err)
		}
	}()
	l, err := s.load(10)
	if err != nil {
		t.Fatal(err)
	}
	if l.Size != len(copied.message) {
		t.Errorf("a delivery of %d bytes, want %d", l.Size, len(copied.message))
	}
	for _, window := range []int{1, 64} {
		rate, err := l.Measure(window, 50*time.Millisecond)
		if err != nil || rate <= 0 {
			t.Errorf("%d outstanding: %v deliveries a second, %v", window, rate, err)
		}
	}
	if err := l.Close(); err != nil {
		t.Error(err)
	}
}
