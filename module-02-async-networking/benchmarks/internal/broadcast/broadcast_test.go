package broadcast

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
	message := "hello, all of you\n"
	s, err := Start(Contender{Name: "a bare server", Command: bare, Talk: Protocol{Message: message}}, dir)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Stop(); err != nil {
			t.Error(err)
		}
	}()
	l, err := s.Load(10)
	if err != nil {
		t.Fatal(err)
	}
	if l.Size != len(message) {
		t.Errorf("a delivery of %d bytes, want %d", l.Size, len(message))
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
