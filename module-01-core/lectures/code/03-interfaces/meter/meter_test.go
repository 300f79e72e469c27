package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWhatEachMeterCounts(t *testing.T) {
	for name, want := range map[string]measured{
		"careful":  {sent: size, counted: size, calls: size / (32 << 10)},
		"quick":    {sent: size},
		"thorough": {sent: size, counted: size},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := measure(name)
			require.NoError(t, err)
			require.Equal(t, want, got)
		})
	}
}

func TestOnlyTheCarefulMeterCopiesThroughUserSpace(t *testing.T) {
	strace, err := exec.LookPath("strace")
	if err != nil || runtime.GOOS != "linux" {
		require.NotEqual(t, "true", os.Getenv("CI"), "CI has every tool")
		t.Skip("strace is not installed")
	}
	if exec.CommandContext(t.Context(), strace, "true").Run() != nil {
		t.Skip("strace may not trace here")
	}
	binary := filepath.Join(t.TempDir(), "meter")
	output, err := exec.CommandContext(t.Context(), "go", "build", "-o", binary, ".").CombinedOutput()
	require.NoError(t, err, string(output))
	for name, sendfile := range map[string]bool{"careful": false, "quick": true, "thorough": true} {
		t.Run(name, func(t *testing.T) {
			output, err := exec.CommandContext(t.Context(), strace, "-f", "-e", "trace=sendfile", binary, name).CombinedOutput()
			require.NoError(t, err, string(output))
			require.Equal(t, sendfile, strings.Contains(string(output), "sendfile("), string(output))
		})
	}
}
