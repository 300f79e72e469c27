package workspace

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var given = map[string][]byte{"a.go": []byte("package a\n"), "sub/b.txt": []byte("b")}

func create(t *testing.T) *Workspace {
	t.Helper()
	w, err := Create(t.Context(), filepath.Join(t.TempDir(), "work", "lru-cache"), "lru-cache", given)
	require.NoError(t, err)
	return w
}

func TestProgressSurvivesAMove(t *testing.T) {
	w := create(t)
	w.Reached(3, time.Now())
	w.Reached(2, time.Now())
	w.Hints[3] = 2
	require.NoError(t, w.Save())
	elsewhere := filepath.Join(t.TempDir(), "moved")
	require.NoError(t, os.Rename(w.Dir, elsewhere))

	got, err := Find(filepath.Join(elsewhere, "sub"))
	require.NoError(t, err)
	require.Equal(t, elsewhere, got.Dir)
	require.Equal(t, 2, got.Passed)
	require.Equal(t, 3, got.Best)
	require.Equal(t, map[int]int{3: 2}, got.Hints)
	require.Equal(t, "lru-cache", got.Exercise)
	for name, data := range given {
		have, err := os.ReadFile(filepath.Join(elsewhere, filepath.FromSlash(name)))
		require.NoError(t, err)
		require.Equal(t, data, have)
	}
}

func TestCreateLeavesWhatIsThere(t *testing.T) {
	w := create(t)
	_, err := Create(t.Context(), w.Dir, "lru-cache", map[string][]byte{"a.go": nil})
	require.ErrorIs(t, err, ErrExists)
	have, err := os.ReadFile(filepath.Join(w.Dir, "a.go"))
	require.NoError(t, err)
	require.Equal(t, given["a.go"], have)

	file := filepath.Join(t.TempDir(), "a file")
	require.NoError(t, os.WriteFile(file, nil, 0o644))
	_, err = Create(t.Context(), file, "lru-cache", given)
	require.ErrorIs(t, err, ErrExists)

	_, err = Create(t.Context(), t.TempDir(), "lru-cache", given)
	require.NoError(t, err, "an empty folder is free")
}

func TestCreateIsAllOrNothing(t *testing.T) {
	parent := t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := Create(ctx, filepath.Join(parent, "w"), "x", given)
	require.ErrorIs(t, err, context.Canceled)
	_, err = Create(t.Context(), filepath.Join(parent, "w"), "x", map[string][]byte{"a": nil, "a/b": nil})
	require.Error(t, err)
	entries, err := os.ReadDir(parent)
	require.NoError(t, err)
	require.Empty(t, entries)
}

func TestOpenRefuses(t *testing.T) {
	tests := []struct{ name, progress, want string }{
		{"an older course", `{"exercise":"x"}`, "made by an older course (format 0, this one reads 1)"},
		{"a newer course", `{"format":9}`, "made by a newer course (format 9"},
		{"damage", `{"format":`, "is damaged"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := create(t)
			file := filepath.Join(w.Dir, folder, progressFile)
			require.NoError(t, os.WriteFile(file, []byte(tt.progress), 0o644))
			_, err := Open(w.Dir)
			require.ErrorContains(t, err, tt.want)
			_, err = Find(filepath.Join(w.Dir, "sub"))
			require.ErrorContains(t, err, tt.want)
		})
	}
	_, err := Open(t.TempDir())
	require.ErrorIs(t, err, ErrNone)

	w := create(t)
	file := filepath.Join(w.Dir, folder, progressFile)
	require.NoError(t, os.WriteFile(file, []byte(`{"format":1,"passed":-5,"best":-1,"hints":null}`), 0o644))
	w, err = Open(w.Dir)
	require.NoError(t, err)
	require.Zero(t, w.Passed)
	_, err = w.Restore(given, []string{"a.go"}, time.Now())
	require.NoError(t, err)
}

func TestRestoreKeepsABackup(t *testing.T) {
	w := create(t)
	mine := []byte("package a // my work\n")
	require.NoError(t, os.WriteFile(filepath.Join(w.Dir, "a.go"), mine, 0o644))
	require.NoError(t, os.Remove(filepath.Join(w.Dir, "sub", "b.txt")))
	changed, err := w.Changed(given)
	require.NoError(t, err)
	require.Equal(t, []string{"a.go", "sub/b.txt"}, changed)

	backup, err := w.Restore(given, changed, time.Now())
	require.NoError(t, err)
	kept, err := os.ReadFile(filepath.Join(backup, "a.go"))
	require.NoError(t, err)
	require.Equal(t, mine, kept)
	changed, err = w.Changed(given)
	require.NoError(t, err)
	require.Empty(t, changed)
}

func TestPlaces(t *testing.T) {
	root := t.TempDir()
	_, err := Latest(root, []string{"a", "b"})
	require.ErrorIs(t, err, ErrNone)
	first, err := Create(t.Context(), Default(root, "a"), "a", given)
	require.NoError(t, err)
	second, err := Create(t.Context(), filepath.Join(t.TempDir(), "far"), "b", given)
	require.NoError(t, err)
	require.NoError(t, Remember(root, "b", second.Dir))
	got, err := Latest(root, []string{"a", "b"})
	require.NoError(t, err)
	require.Equal(t, second.Dir, got.Dir)

	first.Reached(1, time.Now())
	require.NoError(t, first.Save())
	got, err = Latest(root, []string{"a", "b"})
	require.NoError(t, err)
	require.Equal(t, first.Dir, got.Dir)
	require.NoError(t, os.RemoveAll(second.Dir))
	_, err = OfExercise(root, "b")
	require.ErrorIs(t, err, ErrNone)
}

func TestNoPermission(t *testing.T) {
	if runtime.GOOS == "windows" || os.Geteuid() == 0 {
		t.Skip("root, and Windows, write where the mode forbids it")
	}
	parent := t.TempDir()
	require.NoError(t, os.Chmod(parent, 0o555))
	_, err := Create(t.Context(), filepath.Join(parent, "w"), "x", given)
	require.ErrorIs(t, err, os.ErrPermission)
}
