package checker

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// Limits on an attempt. They are far above what an exercise needs and far below
// what would hurt.
const (
	maxFiles    = 2000
	maxFileSize = 8 << 20
	maxSize     = 64 << 20
	maxDepth    = 32
	maxTests    = 2 << 20 // bytes of its own tests, which only people read
)

// An AttemptError says that an attempt cannot be checked as it is, by its own
// fault.
type AttemptError struct {
	Path   string // below the attempt's folder
	Reason string
}

func (e *AttemptError) Error() string { return fmt.Sprintf("%q: %s", e.Path, e.Reason) }

// An attempt is what is taken of somebody's folder.
type attempt struct {
	files     map[string][]byte // by slash-separated path
	tests     map[string][]byte // its own, which are not taken
	unread    int               // bytes of tests that may still be read
	notes     []string
	suspects  []string
	permitted []string
	foreign   []string // the suspects that have the build read files by any path: cgo and assembly
}

// readAttempt reads the files of the folder that belong to the attempt.
func readAttempt(dir string) (a attempt, err error) {
	a = attempt{files: map[string][]byte{}, tests: map[string][]byte{}, unread: maxTests}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return a, &AttemptError{".", "cannot be read: " + plain(err)}
	}
	defer func() { err = errors.Join(err, root.Close()) }()
	size := 0
	err = fs.WalkDir(root.FS(), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return &AttemptError{name, "cannot be read: " + plain(err)}
		}
		take, err := a.takes(root, name, entry)
		if err != nil || !take {
			return err
		}
		data, err := readFile(root, name)
		if err != nil {
			return err
		}
		a.files[name] = data
		if size += len(data); size > maxSize || len(a.files) > maxFiles {
			return &AttemptError{name, fmt.Sprintf("with this file the attempt has more than %d files or %d MiB", maxFiles, maxSize>>20)}
		}
		return nil
	})
	return a, err
}

// takes decides about one entry of the folder: a file is taken or not, a folder
// is entered or skipped (fs.SkipDir).
func (a *attempt) takes(root *os.Root, name string, entry fs.DirEntry) (bool, error) {
	base := path.Base(name)
	if entry.IsDir() {
		return false, a.enters(root, name, base)
	}
	if entry.Type()&fs.ModeSymlink != 0 {
		a.notes = append(a.notes, fmt.Sprintf("%q is a symbolic link and was not followed", name))
		return false, nil
	}
	if !entry.Type().IsRegular() {
		a.notes = append(a.notes, fmt.Sprintf("%q is no regular file and was left out", name))
		return false, nil
	}
	if strings.HasPrefix(base, ".") {
		return false, nil
	}
	switch lower := strings.ToLower(base); {
	case isCheckFile(lower):
		return false, nil
	case strings.HasSuffix(lower, "_test.go"):
		return false, a.keepTest(root, name, entry)
	case slices.Contains([]string{"go.mod", "go.sum", "go.work", "go.work.sum"}, lower):
		return false, nil
	case path.Ext(lower) == ".go":
		return true, nil
	}
	info, err := entry.Info()
	if err != nil {
		return false, &AttemptError{name, "cannot be read: " + plain(err)}
	}
	if info.Size() > maxFileSize {
		a.notes = append(a.notes, fmt.Sprintf("%q is larger than %d MiB and was left out", name, maxFileSize>>20))
		return false, nil
	}
	return true, nil
}

// keepTest reads a test of the attempt's own, if there is room for it.
func (a *attempt) keepTest(root *os.Root, name string, entry fs.DirEntry) error {
	info, err := entry.Info()
	if err != nil {
		return &AttemptError{name, "cannot be read: " + plain(err)}
	}
	if info.Size() > int64(a.unread) {
		a.notes = append(a.notes, fmt.Sprintf("%q is not shown: the attempt's own tests have more than %d MiB", name, maxTests>>20))
		return nil
	}
	data, err := readFile(root, name)
	if err != nil {
		return err
	}
	a.tests[name] = data
	a.unread -= len(data)
	return nil
}

func isCheckFile(name string) bool {
	return !strings.Contains(name, "/") && strings.HasPrefix(name, "stage") && strings.HasSuffix(name, "_test.go")
}

// giveWay leaves out the files that would stand where one of the course's does,
// on disks that do not tell upper from lower case too.
func (a *attempt) giveWay(course []string) {
	ours := map[string]bool{}
	for _, name := range course {
		first, _, _ := strings.Cut(strings.ToLower(name), "/")
		ours[first] = true
	}
	for _, name := range a.names() {
		first, _, _ := strings.Cut(name, "/")
		if !ours[strings.ToLower(first)] {
			continue
		}
		delete(a.files, name)
		if first != "checkkit" {
			a.notes = append(a.notes, fmt.Sprintf("%q was left out: the course has something of that name", name))
		}
	}
}

// has reports whether there is a file whose name begins with prefix.
func (a *attempt) has(prefix string) bool {
	return slices.ContainsFunc(a.names(), func(name string) bool { return strings.HasPrefix(name, prefix) })
}

func (a *attempt) enters(root *os.Root, name, base string) error {
	if name == "." {
		return nil
	}
	if strings.HasPrefix(base, ".") || name == "vendor" || name == "mutants" || strings.Count(name, "/") >= maxDepth {
		return fs.SkipDir
	}
	if _, err := root.Stat(path.Join(name, "go.mod")); err == nil {
		if name == "checkkit" {
			return fs.SkipDir
		}
		a.notes = append(a.notes, fmt.Sprintf("%q is a module of its own and was left out", name))
		return fs.SkipDir
	}
	return nil
}

func readFile(root *os.Root, name string) ([]byte, error) {
	f, err := root.Open(filepath.FromSlash(name))
	if err != nil {
		return nil, &AttemptError{name, "cannot be read: " + plain(err)}
	}
	data, err := io.ReadAll(io.LimitReader(f, maxFileSize+1))
	if err = errors.Join(err, f.Close()); err != nil {
		return nil, &AttemptError{name, "cannot be read: " + plain(err)}
	}
	if len(data) > maxFileSize {
		return nil, &AttemptError{name, fmt.Sprintf("is larger than %d MiB", maxFileSize>>20)}
	}
	return data, nil
}

// plain returns an error without the path that it repeats.
func plain(err error) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	return err.Error()
}

// names returns the files' names, sorted.
func (a *attempt) names() []string { return slices.Sorted(maps.Keys(a.files)) }
