package leaks

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"runtime/pprof"
	"strings"
	"testing"
	"testing/synctest"
	"time"

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

// leaked returns what the leak profile counts. Where there is none, ok is false.
func leaked(t *testing.T) (total int, ok bool) {
	profile := pprof.Lookup("goroutineleak")
	if profile == nil {
		return 0, false
	}
	var text strings.Builder
	require.NoError(t, profile.WriteTo(&text, 1))
	_, err := fmt.Sscanf(text.String(), "goroutineleak profile: total %d", &total)
	require.NoError(t, err)
	return total, true
}

var busy = regexp.MustCompile(`(?m)^goroutine \d+ \[(running|runnable)`)

// parked waits until nobody but the caller can run.
func parked(t *testing.T) {
	stacks := make([]byte, 1<<20)
	for start := time.Now(); time.Since(start) < 10*time.Second; time.Sleep(time.Millisecond) {
		if len(busy.FindAll(stacks[:runtime.Stack(stacks, true)], -1)) == 1 {
			return
		}
	}
	t.Fatalf("somebody is busy:\n%s", stacks[:runtime.Stack(stacks, true)])
}

func TestWhoFindsWhich(t *testing.T) {
	type finding struct {
		goroutines, leaked int
		bubble             string
	}
	want := map[string]finding{
		"send, receiver gone":      {1, 1, "fails"},
		"range, nobody closes":     {1, 1, "fails"},
		"wait for a session's end": {1, 0, "fails"},
		"ticker without an end":    {1, 0, "fails"},
		"Read of a silent peer":    {1, 0, "hangs"},
		"context not cancelled":    {0, 0, "passes"},
	}
	got := make(map[string]finding)
	_, experiment := leaked(t)
	for _, leak := range All() {
		parked(t)
		goroutines := runtime.NumGoroutine()
		before, _ := leaked(t)
		require.NoError(t, leak.Leave())
		parked(t)
		after, _ := leaked(t)
		got[leak.Name] = finding{goroutines: runtime.NumGoroutine() - goroutines, leaked: after - before}
	}
	t.Logf("%-26s goroutines  leak profile  bubble", "")
	for _, leak := range All() {
		f := got[leak.Name]
		f.bubble = bubble(t, leak.Name)
		t.Logf("%-26s %10d  %12d  %s", leak.Name, f.goroutines, f.leaked, f.bubble)
		w := want[leak.Name]
		if !experiment {
			w.leaked = 0
		}
		require.Equal(t, w, f, leak.Name)
	}
}
