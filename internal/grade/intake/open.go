package intake

import (
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// An Attempt is a submission whose files lie in a folder.
type Attempt struct {
	Dir    string // where the attempt begins: handed in as a folder, or unpacked
	Commit string // of a git clone's HEAD; empty: it is none, or has none yet
}

// Open finds where the attempt begins, and unpacks it below temp, a folder that
// need not exist and that the caller removes, if it is an archive. The error is
// an *[UnfitError], or that of writing below temp.
func (s *Submission) Open(temp string) (a Attempt, err error) {
	t, err := s.place.open()
	if err != nil {
		return a, err
	}
	defer func() { err = errors.Join(err, t.close()) }()
	if err := t.withinLimits(); err != nil {
		return a, err
	}
	root, err := s.guide.root(t, s.exercise)
	if err != nil {
		return a, err
	}
	if t.dir != "" {
		a.Dir = filepath.Join(t.dir, filepath.FromSlash(root))
		for at := root; a.Commit == ""; at = path.Dir(at) {
			a.Commit = commit(filepath.Join(t.dir, filepath.FromSlash(at)))
			if at == "." {
				break
			}
		}
		return a, nil
	}
	t.sub(root)
	a.Dir = temp
	return a, t.unpack(temp)
}

// open lists the files of the place, those of an archive in it if they are all
// there is.
func (p place) open() (*tree, error) {
	look := os.Lstat
	if p.given {
		look = os.Stat
	}
	info, err := look(p.disk)
	if err != nil {
		return nil, unfit("it cannot be read: %s", plain(err))
	}
	var t *tree
	switch {
	case info.IsDir():
		t, err = openFolder(p.disk)
	case archiveEnding(p.disk) != "" && info.Mode().IsRegular():
		t, err = openArchive(p.disk)
	case info.Mode()&os.ModeSymlink != 0:
		return nil, unfit("it is a symbolic link, which is not followed; give the folder that it leads to")
	default:
		return nil, unfit("it is neither a folder nor an archive (.zip, .tar, .tar.gz)")
	}
	if err != nil {
		return nil, err
	}
	return p.narrow(t)
}

func (p place) narrow(t *tree) (*tree, error) {
	if t.has(p.inside) {
		inner, err := openNested(t, p.inside)
		if err != nil {
			return nil, err
		}
		return unwrapArchive(inner)
	}
	t.sub(p.inside)
	return unwrapArchive(t)
}

// unwrapArchive goes into the only archive of a tree without code.
func unwrapArchive(t *tree) (*tree, error) {
	archives := t.archives()
	switch {
	case t.code() || len(archives) == 0:
		return t, nil
	case len(archives) > 1:
		return nil, errors.Join(unfit("it has two archives, %q and %q: which one counts?", shown(archives[0]), shown(archives[1])), t.close())
	}
	inner, err := openNested(t, archives[0])
	if err != nil {
		return nil, err
	}
	return unwrapArchive(inner)
}

// withinLimits looks at all that would be unpacked, before any of it is. The
// files of a folder are left to the checker, which takes but some of them.
func (t *tree) withinLimits() error {
	if len(t.files) == 0 {
		return unfit("it has no files")
	}
	if t.dir != "" {
		return nil
	}
	total, packed := int64(0), int64(0)
	for _, f := range t.files {
		if f.fault != nil {
			return f.fault
		}
		if f.size > maxFile {
			return unfit("%q is larger than %d MiB", shown(f.name), maxFile>>20)
		}
		total, packed = total+f.size, packed+f.packed
	}
	switch {
	case len(t.files) > maxFiles:
		return unfit("it has %d files, more than %d", len(t.files), maxFiles)
	case total > maxTotal:
		return unfit("it has more than %d MiB unpacked", maxTotal>>20)
	case packed > 0 && total > ratioFrom && total/packed > maxRatio:
		return unfit("it unpacks to more than %d times its size, as a zip bomb does", maxRatio)
	}
	return nil
}

// unpack writes the files of an archive below dir.
func (t *tree) unpack(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	for _, f := range t.files {
		data, err := t.read(f.name)
		if err == nil {
			err = put(root, f.name, data)
		}
		if err != nil {
			return errors.Join(err, root.Close())
		}
	}
	return root.Close()
}

func put(root *os.Root, name string, data []byte) error {
	if folder := path.Dir(name); folder != "." {
		if err := root.MkdirAll(folder, 0o700); err != nil {
			return inTheWay(name, err)
		}
	}
	if err := root.WriteFile(name, data, 0o600); err != nil {
		return inTheWay(name, err)
	}
	return nil
}

// inTheWay tells an archive that has a file where it also has a folder, or a name
// that this system does not know, from a disk that cannot be written.
func inTheWay(name string, err error) error {
	text := err.Error()
	for _, own := range []string{"not a directory", "is a directory", "file exists", "name too long", "invalid argument", "syntax is incorrect"} {
		if strings.Contains(text, own) {
			return unfit("%q cannot be unpacked: %s", shown(name), plain(err))
		}
	}
	return fmt.Errorf("unpacking %q: %w", shown(name), err)
}
