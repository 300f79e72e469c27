//go:build !linux

package restapi

import "testing"

func mountSmall(t *testing.T, _ int) string {
	t.Helper()
	t.Skip("no tmpfs on this system; TestFullDatabase runs everywhere")
	return ""
}

func remountReadOnly(*testing.T, string) {}
