package checker

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

const (
	scratchPrefix = "course-check-"
	lockSuffix    = ".lock"
)

// A scratch is a folder for temporary files. Beside it lies a file NAME.lock that
// is locked while the folder is in use, so that the folder of a process that was
// killed can be told from that of a living one.
type scratch struct {
	dir  string
	lock *os.File
}

// newScratch makes a folder, and removes those that nobody uses any more.
func newScratch() (*scratch, error) {
	sweep(os.TempDir())
	for {
		lock, err := os.CreateTemp("", scratchPrefix+"*"+lockSuffix)
		if err != nil {
			return nil, err
		}
		s := &scratch{dir: strings.TrimSuffix(lock.Name(), lockSuffix), lock: lock}
		if !s.locked() { // a sweep was faster
			if err := lock.Close(); err != nil {
				return nil, err
			}
			continue
		}
		if err := os.Mkdir(s.dir, 0o700); err != nil {
			return nil, errors.Join(err, s.close())
		}
		return s, nil
	}
}

// locked takes the lock and reports whether it is still the one of that name.
func (s *scratch) locked() bool {
	if !tryLock(s.lock) {
		return false
	}
	held, err := s.lock.Stat()
	if err != nil {
		return false
	}
	named, err := os.Lstat(s.lock.Name())
	return err == nil && os.SameFile(held, named)
}

// close removes the folder and gives up the lock.
func (s *scratch) close() error {
	if err := removeAll(s.dir); err != nil {
		return errors.Join(err, s.lock.Close()) // the next sweep tries again
	}
	return removeLock(s.lock)
}

// sweep removes the folders in dir whose owner is gone. What it cannot remove,
// such as another user's, is left for a later sweep: nobody waits for it.
func sweep(dir string) {
	locks, err := filepath.Glob(filepath.Join(dir, scratchPrefix+"*"+lockSuffix))
	if err != nil { // dir has the form of a pattern
		return
	}
	for _, name := range locks {
		lock, err := openLock(name)
		if err != nil {
			continue
		}
		s := &scratch{dir: strings.TrimSuffix(name, lockSuffix), lock: lock}
		if !s.locked() {
			_ = lock.Close() // it was only read
			continue
		}
		_ = s.close()
	}
}

// removeAll removes a folder, also where somebody has left folders in it that
// cannot be written. It follows no symbolic link.
func removeAll(dir string) error {
	if os.RemoveAll(dir) == nil {
		return nil
	}
	return errors.Join(makeWritable(dir), os.RemoveAll(dir))
}

func makeWritable(dir string) (err error) {
	root, err := os.OpenRoot(filepath.Dir(dir))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, root.Close()) }()
	return fs.WalkDir(root.FS(), filepath.Base(dir), func(name string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() {
			return root.Chmod(filepath.FromSlash(name), 0o700)
		}
		return nil // RemoveAll will say it
	})
}
