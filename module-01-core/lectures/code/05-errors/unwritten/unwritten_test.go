package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAFullDisk(t *testing.T) {
	if _, err := os.Stat(full); err != nil {
		t.Skip("there is no " + full)
	}
	require.NoError(t, saveQuietly(full, names))
	err := save(full, names)
	failed, ok := err.(interface{ Unwrap() error })
	require.True(t, ok)
	require.ErrorContains(t, failed.Unwrap(), "no space left on device")
	require.ErrorAs(t, err, new(*fs.PathError))
}

func TestWithRoomBothSave(t *testing.T) {
	for _, f := range []func(string, []string) error{saveQuietly, save} {
		path := filepath.Join(t.TempDir(), "names")
		require.NoError(t, f(path, names))
		saved, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, "ann\nbob\ncid\n", string(saved))
	}
}
