package leaks

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"
)

// TestInABubble runs the leak that LEAK names, for bubble.
func TestInABubble(t *testing.T) {
	for _, leak := range All() {
		if leak.Name == os.Getenv("LEAK") {
			synctest.Test(t, func(t *testing.T) { require.NoError(t, leak.Leave()) })
		}
	}
}

// bubble returns what becomes of a test that leaves the leak in a bubble.
func bubble(t *testing.T, name string) string {
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestInABubble$", "-test.timeout=2s")
	cmd.Env = append(os.Environ(), "LEAK="+name)
	output, err := cmd.CombinedOutput()
	switch {
	case err == nil:
		return "passes"
	case bytes.Contains(output, []byte("blocked goroutines remain")):
		return "fails"
	case bytes.Contains(output, []byte("test timed out")):
		return "hangs"
	}
	return string(output)
}

// A finding is what three ways to look say about a leak: by how many the number of
// goroutines grows, how many the leak profile has more, and what the bubble does.
type finding struct {
	goroutines, leaked int
	bubble             string
}

// counted returns the first two of each leak, from a program that is built with the
// experiment.
func counted(t *testing.T) map[string]finding {
	cmd := exec.CommandContext(t.Context(), "go", "run", "./count")
	cmd.Env = append(os.Environ(), "GOEXPERIMENT=goroutineleakprofile")
	output, err := cmd.CombinedOutput()
	require.NoError(t, err, string(output))
	found := make(map[string]finding)
	for line := range strings.Lines(string(output)) {
		var f finding
		_, err := fmt.Sscan(line, &f.goroutines, &f.leaked)
		require.NoError(t, err, line)
		found[strings.TrimSpace(strings.SplitN(line, " ", 3)[2])] = f
	}
	return found
}

func TestWhoFindsWhich(t *testing.T) {
	want := map[string]finding{
		"send, receiver gone":      {1, 1, "fails"},
		"range, nobody closes":     {1, 1, "fails"},
		"wait for a session's end": {1, 0, "fails"},
		"ticker without an end":    {1, 0, "fails"},
		"Read of a silent peer":    {1, 0, "hangs"},
		"context not cancelled":    {0, 0, "passes"},
	}
	var found map[string]finding
	if testing.Short() {
		t.Log("not counted: that builds a part of the standard library once more")
	} else {
		found = counted(t)
		t.Logf("%-26s goroutines  leak profile  bubble", "")
	}
	for _, leak := range All() {
		f := finding{bubble: bubble(t, leak.Name)}
		if found == nil {
			require.Equal(t, want[leak.Name].bubble, f.bubble, leak.Name)
			continue
		}
		f.goroutines, f.leaked = found[leak.Name].goroutines, found[leak.Name].leaked
		t.Logf("%-26s %10d  %12d  %s", leak.Name, f.goroutines, f.leaked, f.bubble)
		require.Equal(t, want[leak.Name], f, leak.Name)
	}
}
