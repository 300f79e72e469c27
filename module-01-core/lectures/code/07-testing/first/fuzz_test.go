//go:build fails

package first

import "testing"

func FuzzRoundTrip(f *testing.F) {
	f.Add(`say "yes"`)
	f.Fuzz(func(t *testing.T, value string) { roundTrip(t, value) })
}
