package safefile

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestReplace(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "a")
	require.NoError(t, Replace(file, []byte("one"), 0o600))
	require.NoError(t, Replace(file, []byte("two"), 0o640))
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, "two", string(text))
	if runtime.GOOS != "windows" {
		info, err := os.Stat(file)
		require.NoError(t, err)
		require.Equal(t, fs.FileMode(0o640), info.Mode().Perm())
	}
	requireAlone(t, dir)
}

func TestReplaceThatFails(t *testing.T) {
	dir := t.TempDir()
	folder := filepath.Join(dir, "a")
	require.NoError(t, os.MkdirAll(filepath.Join(folder, "b"), 0o755))
	require.Error(t, Replace(folder, []byte("x"), 0o644), "a folder is in the way")
	requireAlone(t, dir)
	require.ErrorIs(t, Replace(filepath.Join(dir, "none", "a"), nil, 0o644), fs.ErrNotExist)
}

func requireAlone(t *testing.T, dir string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, entries, 1, "a temporary file is left")
}
