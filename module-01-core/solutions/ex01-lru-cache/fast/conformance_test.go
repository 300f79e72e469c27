package fast_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestPassesTheChecksOfTheExercise compiles the checks of all stages against the
// fast cache with one shard, and runs them. They are put into the folder of
// package asclear by an overlay, so that no copy of them is kept.
func TestPassesTheChecksOfTheExercise(t *testing.T) {
	checks, err := filepath.Glob("../stage*_test.go")
	require.NoError(t, err)
	require.NotEmpty(t, checks)
	folder, err := filepath.Abs("internal/asclear")
	require.NoError(t, err)
	replace, want := map[string]string{}, 0
	for _, check := range checks {
		text, err := os.ReadFile(check)
		require.NoError(t, err)
		want += len(regexp.MustCompile(`(?m)^func Test`).FindAll(text, -1))
		text = bytes.ReplaceAll(text, []byte(`"systems.course/lru"`), []byte(`"systems.course/lru/fast/internal/asclear"`))
		copied := filepath.Join(t.TempDir(), filepath.Base(check))
		require.NoError(t, os.WriteFile(copied, text, 0o600))
		replace[filepath.Join(folder, filepath.Base(check))] = copied
	}
	overlay, err := json.Marshal(map[string]any{"Replace": replace})
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "overlay.json")
	require.NoError(t, os.WriteFile(file, overlay, 0o600))

	args := []string{"test", "-v", "-vet=off", "-timeout", "1m", "-overlay", file}
	if raceEnabled {
		args = append(args, "-race")
	}
	cmd := exec.CommandContext(t.Context(), "go", append(args, "./internal/asclear")...)
	said, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", said)
	passed := regexp.MustCompile(`(?m)^--- PASS: `).FindAll(said, -1)
	require.Len(t, passed, want, "checks that passed: %s", said)
	t.Logf("%d checks of %d files", want, len(checks))
}
