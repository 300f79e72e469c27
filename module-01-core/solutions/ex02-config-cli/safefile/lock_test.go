//go:build unix

package safefile

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

func appendTo(text string) func([]byte) ([]byte, error) {
	return func(old []byte) ([]byte, error) { return append(old, text...), nil }
}

func TestLockIsForThoseWhoMayWrite(t *testing.T) {
	for of, want := range map[fs.FileMode]fs.FileMode{
		0o600: 0o600, 0o644: 0o600, 0o660: 0o660, 0o664: 0o660, 0o666: 0o666, 0o622: 0o666, 0o602: 0o606,
		0o400: 0o600, 0o755: 0o600, 0o4775: 0o660, 0o000: 0o600,
	} {
		file := filepath.Join(t.TempDir(), "a.toml")
		require.NoError(t, os.WriteFile(file, nil, 0o600))
		require.NoError(t, os.Chmod(file, of))
		lock, err := OS().Lock(context.Background(), LockName(file), file)
		require.NoError(t, err)
		require.NoError(t, lock.Close())
		info, err := os.Lstat(LockName(file))
		require.NoError(t, err)
		require.Equal(t, want, info.Mode(), "the lock of a file with the mode %v", of)
	}
}

func TestALockThatIsThereStaysAsItIs(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.toml")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	require.NoError(t, os.Chmod(file, 0o666))
	require.NoError(t, os.WriteFile(LockName(file), []byte("x"), 0o640))
	require.NoError(t, os.Chmod(LockName(file), 0o640))
	require.NoError(t, Update(context.Background(), OS(), file, appendTo("x")))
	info, err := os.Lstat(LockName(file))
	require.NoError(t, err)
	require.Equal(t, fs.FileMode(0o640), info.Mode())
	requireContent(t, LockName(file), "x")
}

func TestALinkInThePlaceOfTheLockIsNotFollowed(t *testing.T) {
	dir := t.TempDir()
	file, there, missing := filepath.Join(dir, "a.toml"), filepath.Join(dir, "there"), filepath.Join(dir, "missing")
	require.NoError(t, os.WriteFile(file, []byte("old"), 0o600))
	require.NoError(t, os.Chmod(file, 0o666))
	require.NoError(t, os.WriteFile(there, nil, 0o600))
	for _, to := range []string{there, missing} {
		require.NoError(t, os.Symlink(to, LockName(file)))
		require.Error(t, Update(context.Background(), OS(), file, appendTo("x")))
		require.NoError(t, os.Remove(LockName(file)))
	}
	info, err := os.Lstat(there)
	require.NoError(t, err)
	require.Equal(t, fs.FileMode(0o600), info.Mode(), "what the link leads to")
	_, err = os.Lstat(missing)
	require.ErrorIs(t, err, fs.ErrNotExist)
	requireContent(t, file, "old")
}

// anotherUser is a user who is not root and owns nothing here.
const anotherUser = 54321

// asAnother runs TestAsAnother as that user, who adds a word to the file.
func asAnother(t *testing.T, file string) ([]byte, error) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("only root can run a program as another user")
	}
	dir, err := os.MkdirTemp("", "safefile-test-")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, os.RemoveAll(dir)) })
	require.NoError(t, os.Chmod(dir, 0o755))
	program := filepath.Join(dir, "test")
	copyProgram(t, program)
	require.NoError(t, os.Chmod(filepath.Dir(filepath.Dir(file)), 0o711), "it is root's alone: see t.TempDir")
	c := exec.Command(program, "-test.run=^TestAsAnother$")
	c.Env, c.Dir = []string{"SAFEFILE_TEST_FILE=" + file}, "/"
	c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: anotherUser, Gid: anotherUser}}
	return c.CombinedOutput()
}

func copyProgram(t *testing.T, to string) {
	t.Helper()
	name, err := os.Executable()
	require.NoError(t, err)
	from, err := os.Open(name)
	require.NoError(t, err)
	defer func() { require.NoError(t, from.Close()) }()
	f, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o755)
	require.NoError(t, err)
	_, err = io.Copy(f, from)
	require.NoError(t, err)
	require.NoError(t, f.Close())
}

// TestAsAnother is no test of its own.
func TestAsAnother(t *testing.T) {
	file := os.Getenv("SAFEFILE_TEST_FILE")
	if file == "" {
		t.Skip("the tests that need another user run this as him")
	}
	require.NoError(t, Update(context.Background(), OS(), file, appendTo(", user")))
}

func TestOwnerCanWriteAfterRoot(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "a.toml")
	require.NoError(t, os.WriteFile(file, []byte("old"), 0o644))
	if os.Geteuid() == 0 {
		require.NoError(t, os.Chown(dir, anotherUser, anotherUser))
		require.NoError(t, os.Chown(file, anotherUser, anotherUser))
	}
	require.NoError(t, Update(context.Background(), OS(), file, appendTo(", root")))
	out, err := asAnother(t, file)
	require.NoError(t, err, "%s", out)
	requireContent(t, file, "old, root, user")
	for _, name := range []string{file, LockName(file)} {
		info, err := os.Lstat(name)
		require.NoError(t, err)
		uid, gid, _ := OS().Owner(info)
		require.Equal(t, []int{anotherUser, anotherUser}, []int{uid, gid}, name)
	}
}

// TestAnotherMakesNoLock has a directory that all may write, and a file in it
// that the other user can't give its owner again.
func TestAnotherMakesNoLock(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "a.toml")
	require.NoError(t, os.WriteFile(file, []byte("old"), 0o600))
	require.NoError(t, os.Chmod(file, 0o666))
	require.NoError(t, os.Chmod(dir, 0o777))
	out, err := asAnother(t, file)
	require.Error(t, err)
	require.Contains(t, string(out), fmt.Sprintf("only the owner of %s or root can make it", file))
	_, err = os.Lstat(LockName(file))
	require.ErrorIs(t, err, fs.ErrNotExist, "it would lock the owner out")
	requireContent(t, file, "old")
}
