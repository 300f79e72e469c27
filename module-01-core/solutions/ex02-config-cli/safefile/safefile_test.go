//go:build unix

package safefile

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The fault at each step, the views after a crash, links and many writers are
// in the stages' checks, over a disk in memory. Here is what only the real one
// can show.

func TestReplaceKeepsModeAndOwner(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.toml")
	require.NoError(t, os.WriteFile(file, []byte("old"), 0o600))
	require.NoError(t, os.Chmod(file, 0o4705))
	if os.Getuid() == 0 {
		require.NoError(t, os.Chown(file, 12, 34))
		require.NoError(t, os.Chmod(file, 0o4705))
	}
	before, err := os.Stat(file)
	require.NoError(t, err)
	require.NoError(t, Replace(OS(), file, []byte("new")))
	after, err := os.Stat(file)
	require.NoError(t, err)
	require.Equal(t, before.Mode(), after.Mode())
	require.False(t, os.SameFile(before, after))
	uid, gid, ok := OS().Owner(after)
	wantUID, wantGID, _ := OS().Owner(before)
	require.Equal(t, []any{wantUID, wantGID, true}, []any{uid, gid, ok})
}

func TestReplaceOfOtherThingsThanFiles(t *testing.T) {
	dir := t.TempDir()
	pipe := filepath.Join(dir, "pipe")
	require.NoError(t, syscall.Mkfifo(pipe, 0o600))
	for _, name := range []string{dir, pipe} {
		require.ErrorIs(t, Replace(OS(), name, nil), ErrNotRegular)
		require.ErrorIs(t, Update(context.Background(), OS(), name, func([]byte) ([]byte, error) { return nil, nil }), ErrNotRegular)
	}
	require.ErrorIs(t, Replace(OS(), filepath.Join(dir, "none", "a"), nil), fs.ErrNotExist)
}

func TestLockWaitsUntilTheContextEnds(t *testing.T) {
	name := filepath.Join(t.TempDir(), "lock")
	held, err := OS().Lock(context.Background(), name, "none")
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	_, err = OS().Lock(ctx, name, "none")
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.NoError(t, held.Close())
	again, err := OS().Lock(context.Background(), name, "none")
	require.NoError(t, err)
	require.NoError(t, again.Close())
}

// takenFS is the real file system, on which somebody always has the name already.
type takenFS struct {
	FS
	names []string
}

func (f *takenFS) Create(name string) (File, error) {
	if err := os.WriteFile(name, []byte("theirs"), 0o600); err != nil {
		return nil, err
	}
	f.names = append(f.names, name)
	return f.FS.Create(name)
}

func TestAFileThatHasTheNameOfTheTemporaryStays(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.toml")
	require.NoError(t, os.WriteFile(file, []byte("old"), 0o600))
	fsys := &takenFS{FS: OS()}
	require.ErrorIs(t, Replace(fsys, file, []byte("new")), fs.ErrExist)
	require.Len(t, fsys.names, 1)
	requireContent(t, fsys.names[0], "theirs")
	requireContent(t, file, "old")
}

// betweenFS is the real file system, on which something happens before a rename.
type betweenFS struct {
	FS
	before func() error
}

func (f betweenFS) Rename(from, to string) error {
	return errors.Join(f.before(), f.FS.Rename(from, to))
}

// TestReplaceBesideUpdate holds what the package comment says of those who ask
// for no lock.
func TestReplaceBesideUpdate(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.toml")
	require.NoError(t, os.WriteFile(file, []byte("old"), 0o600))
	update := func() error {
		return Update(context.Background(), OS(), file, func([]byte) ([]byte, error) { return []byte("updated"), nil })
	}
	err := Replace(betweenFS{OS(), update}, file, []byte("replaced"))
	require.ErrorIs(t, err, fs.ErrNotExist)
	require.NotErrorIs(t, err, ErrNotDurable)
	requireContent(t, file, "updated")
}

func requireContent(t *testing.T, file, want string) {
	t.Helper()
	got, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, want, string(got))
}

// TestFullDisk fills a file system of 64 KiB, which needs the right to mount.
func TestFullDisk(t *testing.T) {
	dir := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", dir).CombinedOutput(); err != nil {
		t.Skipf("no tmpfs can be mounted here (package cli has the same with a limit on the size of files): %s", out)
	}
	t.Cleanup(func() {
		out, err := exec.Command("umount", dir).CombinedOutput()
		require.NoError(t, err, "%s", out)
	})
	file := filepath.Join(dir, "a.toml")
	old := bytes.Repeat([]byte("#"), 40<<10)
	require.NoError(t, os.WriteFile(file, old, 0o600))
	err := Update(context.Background(), OS(), file, func(old []byte) ([]byte, error) { return append(old, "new"...), nil })
	require.ErrorIs(t, err, syscall.ENOSPC)
	require.False(t, errors.Is(err, ErrNotDurable))
	got, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, old, got)
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, entries, 2, "the file and its lock")
}
