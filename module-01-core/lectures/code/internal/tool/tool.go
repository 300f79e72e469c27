// Package tool says what a test needs besides Go.
package tool

import (
	"os"
	"os/exec"
	"testing"
)

// Need skips the test where a program is not installed. With CI=true in the
// environment that is a failure: CI installs all of them.
func Need(t testing.TB, name string) {
	t.Helper()
	if _, err := exec.LookPath(name); err == nil {
		return
	}
	if os.Getenv("CI") == "true" {
		t.Fatalf("%s is not installed", name)
	}
	t.Skipf("%s is not installed", name)
}
