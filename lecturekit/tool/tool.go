// Package tool runs commands for tests, and says what they need besides Go.
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

// Run runs a command in a folder, until it ends or the test does, and returns what
// it wrote to both of its outputs.
func Run(t testing.TB, dir string, command ...string) (output string, err error) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), command[0], command[1:]...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	return string(out), err
}
