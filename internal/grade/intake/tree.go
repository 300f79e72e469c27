package intake

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
)

// A tree is the files of a folder or an archive, junk left out. For one goroutine
// at a time.
type tree struct {
	files  []entry // by name
	dir    string  // where it lies as a folder; empty: in an archive
	nested int     // archives around the archive
	read   func(name string) ([]byte, error)
	close  func() error
}

// An entry is one file.
type entry struct {
	name         string // with slashes, below the tree's root
	size, packed int64  // packed: as it lies in a zip; 0: it does not
	fault        error  // why it cannot be taken
}

// openFolder lists a folder. Symbolic links and what cannot be read are left out
// here: the checker says so of those that matter.
func openFolder(dir string) (*tree, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, unfit("the folder cannot be read: %s", plain(err))
	}
	t := &tree{dir: dir, close: root.Close}
	t.read = func(name string) ([]byte, error) { return readFile(root, name) }
	seen := 0
	err = fs.WalkDir(root.FS(), ".", func(name string, e fs.DirEntry, err error) error {
		switch {
		case err != nil && name == ".":
			return unfit("the folder cannot be read: %s", plain(err))
		case err != nil:
			return fs.SkipDir
		case name == ".":
			return nil
		}
		if seen++; seen > maxEntries {
			return unfit("it has more than %d files and folders", maxEntries)
		}
		skip := junk(path.Base(name)) || strings.Count(name, "/") >= maxDepth
		if e.IsDir() && skip {
			return fs.SkipDir
		}
		if skip || !e.Type().IsRegular() {
			return nil
		}
		info, err := e.Info()
		if err != nil {
			return nil // gone since
		}
		t.files = append(t.files, entry{name: name, size: info.Size()})
		return nil
	})
	if err != nil {
		return nil, errors.Join(err, root.Close())
	}
	t.sort()
	return t, nil
}

func readFile(root *os.Root, name string) (data []byte, err error) {
	f, err := root.Open(name)
	if err != nil {
		return nil, unfit("%q cannot be read: %s", name, plain(err))
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return readAll(f, name, maxTotal)
}

// readAll reads at most limit bytes of a file's text, and fails if there are more.
func readAll(r io.Reader, name string, limit int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, unfit("%q cannot be read: %s", name, plain(err))
	}
	if int64(len(data)) > limit {
		return nil, unfit("%q is larger than %d MiB", name, limit>>20)
	}
	return data, nil
}

func (t *tree) sort() {
	slices.SortFunc(t.files, func(a, b entry) int { return strings.Compare(a.name, b.name) })
}

// sub narrows the tree to what lies in a folder.
func (t *tree) sub(folder string) {
	if folder == "" || folder == "." {
		return
	}
	read, prefix := t.read, folder+"/"
	t.read = func(name string) ([]byte, error) { return read(prefix + name) }
	var files []entry
	for _, f := range t.files {
		if rest, ok := strings.CutPrefix(f.name, prefix); ok {
			f.name = rest
			files = append(files, f)
		}
	}
	t.files = files
}

// has reports whether the tree has a file of that name.
func (t *tree) has(name string) bool {
	return slices.ContainsFunc(t.files, func(e entry) bool { return e.name == name })
}

// code reports whether there is a Go file or a go.mod anywhere.
func (t *tree) code() bool {
	return slices.ContainsFunc(t.files, func(e entry) bool { return isCode(path.Base(e.name)) })
}

func isCode(base string) bool { return base == "go.mod" || strings.HasSuffix(base, ".go") }

// archives returns the names of the archives in the tree.
func (t *tree) archives() []string {
	var names []string
	for _, f := range t.files {
		if archiveEnding(f.name) != "" {
			names = append(names, f.name)
		}
	}
	return names
}

// plain returns an error without the path that it repeats.
func plain(err error) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	return err.Error()
}
