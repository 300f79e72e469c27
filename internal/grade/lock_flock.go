//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package grade

import (
	"errors"
	"os"
	"syscall"
)

// takeLock opens the file, which stays, and locks it until it is closed or the
// process ends. The error is errLocked if somebody else has it.
func takeLock(name string) (*os.File, error) {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, err
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		err = errLocked
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}
