package prose

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"golang.org/x/mod/modfile"
)

// A tree reads the files below a root, by slash-separated paths relative to it, in their exact case on every system.
// It keeps what it has listed: it lives as long as one check. It is safe for concurrent use.
type tree struct {
	root    *os.Root
	abs     string          // absolute path of the root
	real    string          // the same without symbolic links
	modules map[string]bool // folders of the modules that go.work lists
	hasWork bool

	mu       sync.Mutex
	listings map[string]map[string]bool // folder → name → is a folder
}

func openTree(dir string) (*tree, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	resolved, err := filepath.EvalSymlinks(abs)
	if err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(abs)
	if err != nil {
		return nil, err
	}
	t := &tree{root: root, abs: abs, real: resolved, listings: make(map[string]map[string]bool)}
	if err := t.readWork(); err != nil {
		return nil, errors.Join(err, root.Close())
	}
	return t, nil
}

// readWork finds the modules of go.work. Without one, a go.mod at the root makes the only module.
func (t *tree) readWork() error {
	t.modules = make(map[string]bool)
	data, err := t.root.ReadFile("go.work")
	if errors.Is(err, fs.ErrNotExist) {
		t.modules["."] = true
		return nil
	}
	if err != nil {
		return err
	}
	work, err := modfile.ParseWork("go.work", data, nil)
	if err != nil {
		return err
	}
	t.hasWork = true
	for _, use := range work.Use {
		t.modules[path.Clean(filepath.ToSlash(use.Path))] = true
	}
	return nil
}

// file gives the path of name as the operating system wants it.
func (t *tree) file(name string) string {
	return filepath.Join(t.abs, filepath.FromSlash(name))
}

// resolve gives the path below the root that a path in a document means. Its errors are findings.
func resolve(document, target string) (string, error) {
	if path.IsAbs(target) || strings.Contains(target, `\`) || filepath.VolumeName(target) != "" {
		return "", findingf("%s: paths are relative, with forward slashes", target)
	}
	name := path.Join(path.Dir(document), target)
	if name == ".." || strings.HasPrefix(name, "../") {
		return "", findingf("%s leads out of the repository", target)
	}
	return name, nil
}

// stat says whether name is a folder. That it does not exist, or only in another case, is a finding.
func (t *tree) stat(name string) (isDir bool, err error) {
	if name == "." {
		return true, nil
	}
	dir, base := path.Split(name)
	dir = path.Clean(dir)
	if isDir, err := t.stat(dir); err != nil {
		return false, err
	} else if !isDir {
		return false, findingf("%s does not exist: %s is a file", name, dir)
	}
	listing, err := t.list(dir)
	if err != nil {
		return false, err
	}
	if isDir, ok := listing[base]; ok {
		return isDir, nil
	}
	for _, other := range slices.Sorted(maps.Keys(listing)) {
		if strings.EqualFold(other, base) {
			return false, findingf("%s does not exist: it is spelled %s", name, path.Join(dir, other))
		}
	}
	return false, findingf("%s does not exist", name)
}

func (t *tree) list(dir string) (map[string]bool, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if listing, ok := t.listings[dir]; ok {
		return listing, nil
	}
	entries, err := fs.ReadDir(t.root.FS(), dir)
	if err != nil {
		return nil, err
	}
	listing := make(map[string]bool, len(entries))
	for _, entry := range entries {
		isDir := entry.IsDir()
		if entry.Type()&fs.ModeSymlink != 0 {
			info, err := t.root.Stat(path.Join(dir, entry.Name()))
			if err != nil {
				continue // a link that dangles or leads out of the repository is as good as missing
			}
			isDir = info.IsDir()
		}
		listing[entry.Name()] = isDir
	}
	t.listings[dir] = listing
	return listing, nil
}

// read gives the content of a file, with \n line ends. That there is none is a finding.
func (t *tree) read(name string) (string, error) {
	isDir, err := t.stat(name)
	if err != nil {
		return "", err
	}
	if isDir {
		return "", findingf("%s is a folder", name)
	}
	data, err := t.root.ReadFile(name)
	if err != nil {
		return "", fmt.Errorf("read %s: %w", name, err)
	}
	return strings.ReplaceAll(string(data), "\r\n", "\n"), nil
}

// module gives the folder of the nearest go.mod at or above a folder.
func (t *tree) module(dir string) (string, bool) {
	for {
		listing, err := t.list(dir)
		if isDir, ok := listing["go.mod"]; err == nil && ok && !isDir {
			return dir, true
		}
		if dir == "." {
			return "", false
		}
		dir = path.Dir(dir)
	}
}
