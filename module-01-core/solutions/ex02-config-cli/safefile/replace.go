package safefile

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"path/filepath"
)

// maxLinks is how many symbolic links are followed, as Linux does.
const maxLinks = 40

// ErrNotRegular is returned for what is there and is no regular file: a
// directory, a pipe, a device.
var ErrNotRegular = errors.New("safefile: no regular file")

// ErrLinks is returned for symbolic links that lead round in a circle, or are
// more than 40.
var ErrLinks = errors.New("safefile: too many symbolic links")

// ErrNotDurable is returned, with what went wrong, when the new content is in
// place and yet not certain to survive a crash of the machine: the directory
// could not be synced.
var ErrNotDurable = errors.New("safefile: replaced, but perhaps not for good")

// Target returns the file that a name leads to: itself, or what the symbolic
// links end at. That need not exist.
//
//course:stage 8
func Target(fsys FS, name string) (string, error) {
	for range maxLinks {
		info, err := fsys.Lstat(name)
		if errors.Is(err, fs.ErrNotExist) {
			return name, nil
		}
		if err != nil {
			return "", err
		}
		if info.Mode()&fs.ModeSymlink == 0 {
			return name, nil
		}
		next, err := fsys.Readlink(name)
		if err != nil {
			return "", err
		}
		if !filepath.IsAbs(next) {
			next = filepath.Join(filepath.Dir(name), next)
		}
		name = next
	}
	return "", fmt.Errorf("%w: at %s", ErrLinks, name)
}

// TempPrefix returns what the names of a file's temporary files begin with.
//
//course:stage 8
func TempPrefix(target string) string { return "." + filepath.Base(target) + ".tmp-" }

// Replace makes data the content of the file that a name leads to, which need
// not exist; its directory must. For what a crash leaves see the package
// comment. The file keeps its mode and owner; a new one is for its owner alone,
// because it may come to hold secrets. Where the owner can't be kept, nothing is
// changed and the error says so.
//
// After an error, the file is as it was, unless it is ErrNotDurable.
//
// Replace asks for no lock. To an Update of the same file at the same time, its
// temporary file is one that a killed writer left: Update may remove it, and then
// Replace fails with fs.ErrNotExist at the rename. Where others use Update, use
// Update.
//
//course:stage 8
func Replace(fsys FS, name string, data []byte) error {
	target, err := Target(fsys, name)
	if err != nil {
		return err
	}
	old, err := regular(fsys, target)
	if err != nil {
		return err
	}
	return replace(fsys, target, old, data, func() error { return nil })
}

// regular describes a target; nil if it isn't there.
func regular(fsys FS, target string) (fs.FileInfo, error) {
	info, err := fsys.Lstat(target)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%w: %s is %v", ErrNotRegular, target, info.Mode().Type())
	}
	return info, nil
}

// replace writes data beside the target and renames it, if check agrees right
// before that.
func replace(fsys FS, target string, old fs.FileInfo, data []byte, check func() error) error {
	dir := filepath.Dir(target)
	temp := filepath.Join(dir, fmt.Sprintf("%s%016x", TempPrefix(target), rand.Uint64()))
	f, err := fsys.Create(temp)
	if err != nil {
		return err // if something has the name, it is another's
	}
	if err = write(fsys, f, old, data); err == nil {
		err = check()
	}
	if err == nil {
		err = fsys.Rename(temp, target)
	}
	if err != nil {
		return errors.Join(err, removeIfThere(fsys, temp))
	}
	if err := syncDir(fsys, dir); err != nil {
		return fmt.Errorf("%w: %w", ErrNotDurable, err)
	}
	return nil
}

// write fills the temporary file, and returns when it is on the disk and closed.
func write(fsys FS, f File, old fs.FileInfo, data []byte) error {
	_, err := f.Write(data)
	if err == nil && old != nil {
		err = likeOld(fsys, f, old)
	}
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// likeOld gives a file the owner and the mode of another.
func likeOld(fsys FS, f File, old fs.FileInfo) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	uid, gid, ok := fsys.Owner(old)
	if nowUID, nowGID, _ := fsys.Owner(info); ok && (uid != nowUID || gid != nowGID) {
		if err := f.Chown(uid, gid); err != nil {
			return fmt.Errorf("the owner can't be kept: %w", err)
		}
	}
	return f.Chmod(old.Mode().Perm() | old.Mode()&(fs.ModeSetuid|fs.ModeSetgid|fs.ModeSticky))
}

func removeIfThere(fsys FS, name string) error {
	if err := fsys.Remove(name); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func syncDir(fsys FS, dir string) error {
	d, err := fsys.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
