// Package checkkit stands for the course's.
package checkkit

import "testing"

// True expects ok.
func True(t testing.TB, ok bool) {
	if !ok {
		t.Fatal("expected true")
	}
}
