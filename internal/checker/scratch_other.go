//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd || windows)

package checker

import (
	"errors"
	"os"
)

// openLock refuses: without locks, the folder of a process that was killed stays.
func openLock(string) (*os.File, error) { return nil, errors.ErrUnsupported }

func tryLock(*os.File) bool { return true }

func removeLock(f *os.File) error { return errors.Join(os.Remove(f.Name()), f.Close()) }
