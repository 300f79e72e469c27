//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package safefile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

const syncsDirectories = true

// openLock opens a lock's file, or makes it. A link in its place is not followed,
// and a file that is there is taken as it is: either could be laid out for root
// by somebody who wants another file to be his.
func openLock(name, guarded string) (*os.File, error) {
	const flags = os.O_RDWR | unix.O_NOFOLLOW
	f, err := os.OpenFile(name, flags, 0)
	if !errors.Is(err, fs.ErrNotExist) {
		return f, err
	}
	f, err = makeLock(name, guarded)
	if errors.Is(err, fs.ErrExist) { // another was faster
		return os.OpenFile(name, flags, 0)
	}
	return f, err
}

// makeLock makes a lock's file with the owner of what it guards. Who can't do
// that could not replace the file either, and would only lock its owner out.
func makeLock(name, guarded string) (*os.File, error) {
	info, err := os.Lstat(guarded)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if err != nil || !info.Mode().IsRegular() {
		info = nil // there is nobody to make it for
	}
	if uid, _, _ := ownerOf(info); info != nil && os.Geteuid() != 0 && uid != os.Geteuid() {
		return nil, fmt.Errorf("%w: %s is not there yet, and only the owner of %s or root can make it", fs.ErrPermission, name, guarded)
	}
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil || info == nil {
		return f, err
	}
	if err := forWriters(f, info); err != nil {
		return nil, errors.Join(fmt.Errorf("the lock can't be for the writers of %s: %w", guarded, err), f.Close())
	}
	return f, nil
}

// forWriters gives a new lock's file the owner of what it guards, and lets those
// lock who may write that.
func forWriters(f *os.File, guarded fs.FileInfo) error {
	now, err := f.Stat()
	if err != nil {
		return err
	}
	uid, gid, _ := ownerOf(guarded)
	if nowUID, nowGID, _ := ownerOf(now); uid != nowUID || gid != nowGID {
		if err := f.Chown(uid, gid); err != nil {
			return err
		}
	}
	return f.Chmod(lockMode(guarded.Mode()))
}

// lockMode is the mode of the lock of a file with that mode. To read the lock's
// file is to be able to hold the lock, so who may only read what it guards gets
// nothing. The owner can give himself what he lacks.
func lockMode(guarded fs.FileMode) fs.FileMode {
	mode := fs.FileMode(0o600)
	if guarded&0o020 != 0 {
		mode |= 0o060
	}
	if guarded&0o002 != 0 {
		mode |= 0o006
	}
	return mode
}

// tryLock takes the lock of an open file if nobody holds it. Flock locks the
// open file, not the process as fcntl does, so that it holds between goroutines
// too.
func tryLock(f *os.File) (bool, error) {
	for {
		err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
		switch {
		case err == nil:
			return true, nil
		case errors.Is(err, unix.EWOULDBLOCK):
			return false, nil
		case !errors.Is(err, unix.EINTR):
			return false, err
		}
	}
}

// Owner is of FS.
func (osFS) Owner(info fs.FileInfo) (uid, gid int, ok bool) { return ownerOf(info) }

func ownerOf(info fs.FileInfo) (uid, gid int, ok bool) {
	if info == nil {
		return 0, 0, false
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, 0, false
	}
	return int(stat.Uid), int(stat.Gid), true
}
