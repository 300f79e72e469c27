package store

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// Backup writes the database at path, as it is at one moment, into the new file
// out. Writers are not held up: it is one long read. A file that exists already
// is fs.ErrExist. After an error, or a crash, there is no file of that name; a
// name of the form out.tmp-* may be left by a crash.
func Backup(ctx context.Context, path, out string, busy time.Duration) (err error) {
	if _, err := os.Stat(path); err != nil {
		return err // SQLite's own words would be "unable to open database file"
	}
	if _, err := os.Lstat(out); err == nil {
		return &fs.PathError{Op: "backup", Path: out, Err: fs.ErrExist}
	}
	db := connect(Config{Path: path, BusyTimeout: busy}, forBackup)
	defer func() { err = errors.Join(err, db.Close()) }()

	temp := out + ".tmp-" + rand.Text()[:8]
	f, err := os.OpenFile(temp, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		if errRemove := os.Remove(temp); errRemove != nil && !errors.Is(errRemove, fs.ErrNotExist) {
			err = errors.Join(err, errRemove)
		}
	}()
	if _, err = db.ExecContext(ctx, "VACUUM INTO ?", temp); err != nil {
		return errors.Join(fmt.Errorf("VACUUM INTO: %w", classify(err)), f.Close())
	}
	// VACUUM INTO does not sync what it has written.
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	// A link, unlike a rename, never replaces.
	if err := os.Link(temp, out); err != nil {
		return err
	}
	return syncDir(filepath.Dir(out))
}
