package safefile

import (
	"errors"
	"io/fs"
	"os"

	"golang.org/x/sys/windows"
)

// Windows has no call to sync a directory.
const syncsDirectories = false

// openLock opens a lock's file, or makes it. Its access list is that of the
// directory, as that of the file which it guards.
func openLock(name, _ string) (*os.File, error) {
	return os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
}

// tryLock takes the lock of an open file if nobody holds it.
func tryLock(f *os.File) (bool, error) {
	const flags = windows.LOCKFILE_EXCLUSIVE_LOCK | windows.LOCKFILE_FAIL_IMMEDIATELY
	err := windows.LockFileEx(windows.Handle(f.Fd()), flags, 0, 1, 0, new(windows.Overlapped))
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) {
		return false, nil
	}
	return err == nil, err
}

// Owner is of FS; Windows keeps owners in access lists.
func (osFS) Owner(fs.FileInfo) (uid, gid int, ok bool) { return 0, 0, false }
