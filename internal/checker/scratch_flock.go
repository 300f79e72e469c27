//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package checker

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// openLock opens a file that lies where a lock should. It may be anything.
func openLock(name string) (*os.File, error) {
	return os.OpenFile(name, os.O_RDONLY|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
}

// tryLock takes the lock on an open file if nobody has it. It ends with the
// process, however that ends.
func tryLock(f *os.File) bool {
	return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil
}

// removeLock removes and closes the file.
func removeLock(f *os.File) error {
	err := os.Remove(f.Name())
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return errors.Join(err, f.Close())
}
