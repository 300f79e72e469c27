package checker

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
)

const killedHelper = "COURSE_TEST_KILLED"

// TestScratchOfAKilledProcess has a process that is killed while it uses a
// scratch folder, beside one that lives.
func TestScratchOfAKilledProcess(t *testing.T) {
	if os.Getenv(killedHelper) != "" {
		s, err := newScratch()
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(s.dir, "file"), nil, 0o400))
		self, err := os.FindProcess(os.Getpid())
		require.NoError(t, err)
		require.NoError(t, self.Kill())
		select {}
	}
	temp := tempDir(t)
	living, err := newScratch()
	require.NoError(t, err)
	cmd := exec.Command(os.Args[0], "-test.run=^TestScratchOfAKilledProcess$")
	cmd.Env = append(os.Environ(), killedHelper+"=1")
	require.Error(t, cmd.Run(), "it was killed")
	require.Len(t, scratches(t, temp), 2)

	next, err := newScratch()
	require.NoError(t, err)
	require.ElementsMatch(t, []string{living.dir, next.dir}, scratches(t, temp))
	require.NoError(t, next.close())
	require.NoError(t, living.close())
	left, err := os.ReadDir(temp)
	require.NoError(t, err)
	require.Empty(t, left)
}

// TestSweepFollowsNoLink lays links where scratch folders and locks should be.
func TestSweepFollowsNoLink(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("making a link needs a privilege there")
	}
	temp := tempDir(t)
	precious := filepath.Join(t.TempDir(), "precious")
	require.NoError(t, os.MkdirAll(filepath.Join(precious, "folder"), 0o500))
	require.NoError(t, os.Symlink(precious, filepath.Join(temp, "course-check-1")))
	require.NoError(t, os.WriteFile(filepath.Join(temp, "course-check-1.lock"), nil, 0o600))
	require.NoError(t, os.MkdirAll(filepath.Join(temp, "course-check-2"), 0o700))
	require.NoError(t, os.Symlink(filepath.Join(precious, "file"), filepath.Join(temp, "course-check-2.lock")))
	inside := filepath.Join(temp, "course-check-3")
	require.NoError(t, os.MkdirAll(inside, 0o700))
	require.NoError(t, os.Symlink(precious, filepath.Join(inside, "link")))
	require.NoError(t, os.WriteFile(inside+".lock", nil, 0o600))
	require.NoError(t, os.Mkdir(filepath.Join(temp, "course-check-4.lock"), 0o700))

	sweep(temp)
	require.DirExists(t, filepath.Join(precious, "folder"))
	info, err := os.Stat(precious)
	require.NoError(t, err)
	require.Equal(t, fs.FileMode(0o500), info.Mode().Perm())
	_, err = os.Lstat(filepath.Join(temp, "course-check-1"))
	require.ErrorIs(t, err, fs.ErrNotExist, "the link itself is gone")
	require.DirExists(t, filepath.Join(temp, "course-check-2"), "it has no lock, and may be anybody's")
	require.NoDirExists(t, inside)
	require.NoError(t, os.Chmod(precious, 0o700))
}

func TestRemoveAllMakesWritable(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a")
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "b", "c", "d"), 0o700))
	require.NoError(t, os.Chmod(filepath.Join(dir, "b", "c"), 0))
	require.NoError(t, os.Chmod(filepath.Join(dir, "b"), 0o500))
	require.NoError(t, makeWritable(dir))
	require.NoError(t, removeAll(dir))
	require.NoDirExists(t, dir)
}

func TestHidden(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("there is no sandbox on Windows")
	}
	dir, err := filepath.EvalSymlinks(t.TempDir())
	require.NoError(t, err)
	a, b := filepath.Join(dir, "a"), filepath.Join(dir, "ab")
	require.NoError(t, os.MkdirAll(filepath.Join(a, "inner"), 0o700))
	require.NoError(t, os.Mkdir(b, 0o700))
	require.Equal(t, []string{a, b}, hidden([]string{b, filepath.Join(a, "inner"), a, a, "/", filepath.Join(dir, "none"), "/usr"}))
	require.Equal(t, []string{"/usr/bin"}, hidden([]string{"/usr/bin"}), "what is below a folder that is needed is the caller's choice")
}

func tempDir(t *testing.T) string {
	t.Helper()
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	t.Setenv("TMP", temp)
	return temp
}

func scratches(t *testing.T, temp string) []string {
	t.Helper()
	entries, err := os.ReadDir(temp)
	require.NoError(t, err)
	var dirs []string
	for _, e := range entries {
		if e.IsDir() {
			dirs = append(dirs, filepath.Join(temp, e.Name()))
		}
	}
	return dirs
}
