package safefile

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strings"
)

// MaxSize is the size, in bytes, above which Update reads no file.
const MaxSize = 16 << 20

// ErrChanged is returned by Update when the file was changed between reading and
// writing, by somebody who doesn't ask for the lock. The file is as they left it.
var ErrChanged = errors.New("safefile: changed by somebody else meanwhile")

// ErrTooLarge is returned by Update for a file of more than MaxSize bytes.
var ErrTooLarge = errors.New("safefile: too large")

// LockName returns the name of the file whose lock guards a target, which must
// not be a link.
//
//course:stage 9
func LockName(target string) string {
	return filepath.Join(filepath.Dir(target), "."+filepath.Base(target)+".lock")
}

// Update replaces the content of a file by what edit makes of it, as Replace
// does, with no other Update of the same file in between: it waits for the lock,
// reads, edits, and replaces while it holds the lock. Many may do so at once, in
// one process or in several, and by way of different links.
//
// Edit gets the content, nil if there is no such file, and must not keep it. An
// error of edit is returned as it is, and nothing is written. Neither is
// anything if edit returns the same content. The context ends the wait for the
// lock, and nothing after it.
//
//course:stage 9
func Update(ctx context.Context, fsys FS, name string, edit func(old []byte) ([]byte, error)) (err error) {
	target, err := Target(fsys, name)
	if err != nil {
		return err
	}
	lock, err := fsys.Lock(ctx, LockName(target), target)
	if err != nil {
		return err
	}
	defer func() {
		if unlock := lock.Close(); unlock != nil {
			err = errors.Join(err, unlock)
		}
	}()
	if err := removeStale(fsys, target); err != nil {
		return err
	}
	info, old, err := read(fsys, target)
	if err != nil {
		return err
	}
	data, err := edit(old)
	if err != nil {
		return err
	}
	if info != nil && bytes.Equal(data, old) {
		return nil
	}
	return replace(fsys, target, info, data, func() error { return unchanged(fsys, target, info) })
}

// removeStale removes the temporary files of writers that were killed. Who holds
// the lock knows that none of them is being written.
func removeStale(fsys FS, target string) error {
	dir := filepath.Dir(target)
	names, err := fsys.Names(dir)
	if err != nil {
		return err
	}
	for _, name := range names {
		if strings.HasPrefix(name, TempPrefix(target)) {
			if err := removeIfThere(fsys, filepath.Join(dir, name)); err != nil {
				return err
			}
		}
	}
	return nil
}

// read returns a file's description and content; nil and nil if it isn't there.
func read(fsys FS, target string) (info fs.FileInfo, data []byte, err error) {
	if info, err = regular(fsys, target); err != nil || info == nil {
		return nil, nil, err
	}
	if info.Size() > MaxSize {
		return nil, nil, fmt.Errorf("%w: %s: found %d bytes, allowed at most %d", ErrTooLarge, target, info.Size(), MaxSize)
	}
	f, err := fsys.Open(target)
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	// Of the file that is open: the name may be another's by now.
	if info, err = f.Stat(); err != nil {
		return nil, nil, err
	}
	data, err = io.ReadAll(io.LimitReader(f, MaxSize+1))
	if err == nil && len(data) > MaxSize {
		err = fmt.Errorf("%w: %s", ErrTooLarge, target)
	}
	return info, data, err
}

// unchanged holds that a target is still what was read: the same file, with the
// same size and time of change, or still none.
func unchanged(fsys FS, target string, read fs.FileInfo) error {
	now, err := regular(fsys, target)
	if err != nil {
		return err
	}
	if now == nil && read == nil {
		return nil
	}
	if now == nil || read == nil || !fsys.Same(now, read) || now.Size() != read.Size() || !now.ModTime().Equal(read.ModTime()) {
		return fmt.Errorf("%w: %s", ErrChanged, target)
	}
	return nil
}
