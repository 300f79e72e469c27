package safefile

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"
)

// OS returns the file system of the machine.
//
//course:given
func OS() FS { return osFS{} }

//course:given
type osFS struct{}

func (osFS) Lstat(name string) (fs.FileInfo, error) { return os.Lstat(name) }
func (osFS) Readlink(name string) (string, error)   { return os.Readlink(name) }
func (osFS) Rename(from, to string) error           { return os.Rename(from, to) }
func (osFS) Remove(name string) error               { return os.Remove(name) }
func (osFS) Same(a, b fs.FileInfo) bool             { return os.SameFile(a, b) }

func (osFS) Open(name string) (File, error) {
	f, err := os.Open(name)
	return osFile{f}, err
}

func (osFS) Create(name string) (File, error) {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	return osFile{f}, err
}

func (osFS) Names(dir string) ([]string, error) {
	d, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	names, err := d.Readdirnames(-1)
	return names, errors.Join(err, d.Close())
}

// Lock asks again and again, because a wait inside flock could not be ended.
func (osFS) Lock(ctx context.Context, name, guarded string) (io.Closer, error) {
	f, err := openLock(name, guarded)
	if err != nil {
		return nil, err
	}
	for pause := time.Millisecond; ; pause = min(2*pause, 20*time.Millisecond) {
		held, err := tryLock(f)
		if err != nil {
			return nil, errors.Join(&fs.PathError{Op: "lock", Path: name, Err: err}, f.Close())
		}
		if held {
			return f, nil // closing the last descriptor gives the lock back
		}
		select {
		case <-ctx.Done():
			return nil, errors.Join(fmt.Errorf("%s is held by another writer: %w", name, context.Cause(ctx)), f.Close())
		case <-time.After(pause):
		}
	}
}

// osFile differs from os.File in what syncing a directory means where there is
// no such call.
//
//course:given
type osFile struct{ *os.File }

func (f osFile) Sync() error {
	if info, err := f.Stat(); err != nil || info.IsDir() && !syncsDirectories {
		return err
	}
	return f.File.Sync()
}
