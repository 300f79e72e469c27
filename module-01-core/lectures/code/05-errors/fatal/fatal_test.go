package main

import (
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRecoverSeesOnlyItsOwnGoroutinesPanics(t *testing.T) {
	// Built without -race, which would report the maps before the runtime does.
	binary := filepath.Join(t.TempDir(), "fatal.exe")
	out, err := exec.CommandContext(t.Context(), "go", "build", "-o", binary, ".").CombinedOutput()
	require.NoError(t, err, string(out))
	for _, e := range endings {
		t.Run(e.name, func(t *testing.T) {
			printed, code, said := outcome(binary, e.name)
			switch e.name {
			case "a panic":
				require.Equal(t, "recovered, deferred", printed)
				require.Zero(t, code)
			case "Goexit in main":
				require.Equal(t, "deferred", printed)
				require.Contains(t, said, "no goroutines (main called runtime.Goexit) - deadlock!")
			case "os.Exit(3)":
				require.Empty(t, printed)
				require.Equal(t, 3, code)
			default:
				require.Empty(t, printed)
				require.Equal(t, 2, code)
				require.NotEmpty(t, said)
			}
		})
	}
}
