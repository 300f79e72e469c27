package checker

import (
	"errors"
	"io/fs"
	"os"
)

// openLock opens a file that lies where a lock should, if nobody has it open:
// Windows does not remove a file that Go holds open.
func openLock(name string) (*os.File, error) {
	if err := os.Remove(name); err != nil {
		return nil, err
	}
	return os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
}

// tryLock has nothing to do: to hold the file open is the lock.
func tryLock(*os.File) bool { return true }

// removeLock closes and removes the file.
func removeLock(f *os.File) error {
	if err := f.Close(); err != nil {
		return err
	}
	err := os.Remove(f.Name())
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
