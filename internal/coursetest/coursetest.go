// Package coursetest makes a small course for the tests of what works on
// courses: one module with an exercise that is a Go API (counter), one that is
// a server (echo) and one whose checks are still to come (later).
package coursetest

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"systems.course/internal/catalog"
)

// New copies the demo course, and this repository's checkkit, to a folder of the
// test and loads it.
func New(t testing.TB) *catalog.Course {
	t.Helper()
	_, here, _, ok := runtime.Caller(0)
	require.True(t, ok)
	dir := filepath.Dir(here)
	root := filepath.Join(t.TempDir(), "course")
	require.NoError(t, os.CopyFS(root, os.DirFS(filepath.Join(dir, "testdata", "demo"))))
	require.NoError(t, os.CopyFS(filepath.Join(root, "checkkit"), os.DirFS(filepath.Join(dir, "..", "..", "checkkit"))))
	return Load(t, root)
}

// Load loads the course at root again, after a test has changed its files.
func Load(t testing.TB, root string) *catalog.Course {
	t.Helper()
	c, err := catalog.Load(root)
	require.NoError(t, err)
	return c
}

// Attempt writes an attempt's files to a new folder.
func Attempt(t testing.TB, files map[string][]byte) string {
	t.Helper()
	dir := t.TempDir()
	for name, data := range files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		require.NoError(t, os.WriteFile(file, data, 0o644))
	}
	return dir
}
