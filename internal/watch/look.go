package watch

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"systems.course/internal/safefile"
)

// Limits, those of the checker: what lies beyond them it doesn't take either.
const (
	maxFiles    = 2000
	maxFileSize = 8 << 20
	maxDepth    = 32
)

// fresh is for how long a file is read at every look after it has changed. It is
// more than the coarsest step of a file system's clock.
const fresh = 3 * time.Second

// A folder remembers what the last look has shown. For one goroutine at a time.
type folder struct {
	dir   string
	known map[string]file // by slash-separated path
	took  time.Duration   // of the last look
}

// A file is what is known of one.
type file struct {
	info  fs.FileInfo
	since time.Time // when info was seen first
	sum   Sum       // of the content
}

func newFolder(dir string) *folder { return &folder{dir: dir} }

// look returns the state of the folder now.
func (f *folder) look() State {
	start := time.Now()
	seen := make(map[string]file, len(f.known))
	all := sha256.New()
	root := os.DirFS(f.dir)
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil && name == ".":
			return err
		case err != nil: // of a folder below: the checker will say so
			add(all, name, sha256.Sum256([]byte(err.Error())))
			return nil
		case entry.IsDir():
			return enters(root, name)
		case !takes(name, entry):
			return nil
		case len(seen) == maxFiles:
			return fs.SkipAll
		}
		if now, ok := f.file(name, entry); ok {
			seen[name] = now
			add(all, name, now.sum)
		}
		return nil
	})
	f.known, f.took = seen, time.Since(start)
	if err != nil {
		var p *fs.PathError
		if errors.As(err, &p) {
			err = p.Err // it speaks of "."
		}
		return State{Err: fmt.Errorf("%s: %w", f.dir, err)}
	}
	return State{Sum: Sum(all.Sum(nil))}
}

func add(all hash.Hash, name string, sum Sum) {
	// A hash takes every write.
	_, _ = fmt.Fprintf(all, "%q %x\n", name, sum)
}

// enters returns fs.SkipDir for a folder that the checker passes over.
func enters(root fs.FS, name string) error {
	if name == "." {
		return nil
	}
	if strings.HasPrefix(path.Base(name), ".") || name == "vendor" || name == "mutants" || strings.Count(name, "/") >= maxDepth {
		return fs.SkipDir
	}
	if _, err := fs.Stat(root, path.Join(name, "go.mod")); err == nil {
		return fs.SkipDir // a module of its own
	}
	return nil
}

// takes reports whether the checker takes the file.
func takes(name string, entry fs.DirEntry) bool {
	base := strings.ToLower(path.Base(name))
	return entry.Type().IsRegular() && !strings.HasPrefix(base, ".") && !strings.HasSuffix(base, "_test.go") &&
		!slices.Contains([]string{"go.mod", "go.sum", "go.work", "go.work.sum"}, base)
}

// file returns what is known of a file now; false if it has just gone.
func (f *folder) file(name string, entry fs.DirEntry) (file, bool) {
	info, err := entry.Info()
	if errors.Is(err, fs.ErrNotExist) {
		return file{}, false
	}
	now := time.Now()
	before, known := f.known[name]
	switch {
	case err != nil:
		return file{since: now, sum: sha256.Sum256([]byte(err.Error()))}, true
	case !known || !unchanged(before.info, info):
		before = file{info: info, since: now}
	case now.Sub(before.since) > fresh:
		return before, true
	}
	before.sum = content(filepath.Join(f.dir, filepath.FromSlash(name)), info)
	return before, true
}

// unchanged reports whether nothing speaks for another content. Whether two files
// are the same one is dear to ask on Windows, and needless: its times are exact.
func unchanged(a, b fs.FileInfo) bool {
	return a != nil && a.Size() == b.Size() && a.ModTime().Equal(b.ModTime()) && a.Mode() == b.Mode() &&
		(runtime.GOOS == "windows" || os.SameFile(a, b))
}

// content returns the sum of a file's content, or of why it cannot be read. Of a
// file that is too large for the checker, size and time have to do.
func content(name string, info fs.FileInfo) Sum {
	if info.Size() > maxFileSize {
		return sha256.Sum256(fmt.Appendf(nil, "%d bytes of %v", info.Size(), info.ModTime()))
	}
	data, err := safefile.Read(name, maxFileSize)
	if err != nil {
		data = []byte(err.Error())
	}
	return sha256.Sum256(data)
}
