package safefile

import (
	"context"
	"io"
	"io/fs"
)

// An FS is the part of a file system that a replacement needs. [OS] is the real
// one. Names are as package os takes them; errors are as it returns them, so
// that errors.Is finds fs.ErrNotExist and the like. Its methods may be called
// from several goroutines.
type FS interface {
	// Lstat describes a file, and a symbolic link as such.
	Lstat(name string) (fs.FileInfo, error)
	// Readlink returns where a symbolic link leads, as it is written.
	Readlink(name string) (string, error)
	// Open opens a file to be read, or a directory to be synced.
	Open(name string) (File, error)
	// Create makes a file to be written, for its owner alone. One that is there
	// is fs.ErrExist.
	Create(name string) (File, error)
	// Rename gives a file another name, and replaces what has that name.
	Rename(from, to string) error
	// Remove removes a file.
	Remove(name string) error
	// Names returns the names in a directory, in no order.
	Names(dir string) ([]string, error)
	// Lock waits until it holds the lock of the file with that name, or until the
	// context ends. If the file isn't there it is made, for those who may write
	// guarded, which need not exist. Close gives the lock back. It ends with the
	// process, however that ends.
	Lock(ctx context.Context, name, guarded string) (io.Closer, error)
	// Owner returns the user and group of a file. It reports false where there
	// are none.
	Owner(info fs.FileInfo) (uid, gid int, ok bool)
	// Same reports whether two descriptions are of one file.
	Same(a, b fs.FileInfo) bool
}

// A File is an open file of an FS.
type File interface {
	io.Reader
	io.Writer
	io.Closer
	// Stat describes the file that is open, whatever has its name now.
	Stat() (fs.FileInfo, error)
	// Chmod sets the permissions.
	Chmod(mode fs.FileMode) error
	// Chown sets user and group.
	Chown(uid, gid int) error
	// Sync returns when what was written is on the disk; for a directory, when
	// its names are.
	Sync() error
}
