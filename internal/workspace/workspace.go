// Package workspace keeps a student's folder: the files of a starter and, below
// .course, how far the student has come. The progress lies with the files, so
// that it survives a move, a zip or a copy.
package workspace

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"systems.course/internal/safefile"
)

// Format is the version of the progress file that this package writes, and the
// only one that it reads.
const Format = 1

// maxFile is the size, in bytes, above which a file is none of a starter's.
const maxFile = 64 << 20

const (
	folder       = ".course"
	progressFile = "progress.json"
	backupFolder = "backup"
)

// Progress is what is known of a student's way through an exercise.
type Progress struct {
	Format   int         `json:"format"`
	Exercise string      `json:"exercise"`
	Started  time.Time   `json:"started"`
	Checked  time.Time   `json:"checked"`
	Passed   int         `json:"passed"` // stages 1 to Passed held at the last check
	Best     int         `json:"best"`   // the greatest Passed so far
	Hints    map[int]int `json:"hints"`  // rungs seen, by stage
}

// A Workspace is one student's folder. For one goroutine at a time.
type Workspace struct {
	Dir string
	Progress
}

var (
	// ErrNone is returned when a folder is no workspace.
	ErrNone = errors.New("no workspace")

	// ErrExists is returned when a workspace is to be made where something is.
	ErrExists = errors.New("exists already")
)

// A FormatError is returned for a workspace of another version of the course.
type FormatError struct {
	Dir  string
	Have int
}

func (e *FormatError) Error() string {
	if e.Have > Format {
		return fmt.Sprintf("the workspace %s was made by a newer course (format %d, this one reads %d): update your clone of the course", e.Dir, e.Have, Format)
	}
	return fmt.Sprintf("the workspace %s was made by an older course (format %d, this one reads %d): start the exercise anew with --dir and copy your files over", e.Dir, e.Have, Format)
}

// Create makes a workspace at dir, which must not exist or be empty. It appears
// whole or not at all: when ctx ends or a write fails, nothing is left at dir.
func Create(ctx context.Context, dir, exercise string, files map[string][]byte) (*Workspace, error) {
	if err := mustBeFree(dir); err != nil {
		return nil, err
	}
	parent := filepath.Dir(dir)
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return nil, err
	}
	temp, err := os.MkdirTemp(parent, ".course-new-")
	if err != nil {
		return nil, err
	}
	w := &Workspace{Dir: temp, Progress: Progress{
		Format: Format, Exercise: exercise, Started: time.Now().UTC(), Hints: map[int]int{},
	}}
	if err := w.fill(ctx, files); err != nil {
		return nil, errors.Join(err, os.RemoveAll(temp))
	}
	if err := moveTo(temp, dir); err != nil {
		return nil, errors.Join(err, os.RemoveAll(temp))
	}
	w.Dir = dir
	return w, nil
}

func mustBeFree(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		if _, statErr := os.Lstat(dir); statErr == nil {
			return fmt.Errorf("%s %w", dir, ErrExists)
		}
		return err
	}
	if len(entries) > 0 {
		return fmt.Errorf("%s %w", dir, ErrExists)
	}
	return nil
}

func (w *Workspace) fill(ctx context.Context, files map[string][]byte) error {
	if err := os.Chmod(w.Dir, 0o755); err != nil {
		return err
	}
	for name, data := range files {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := w.write(name, data); err != nil {
			return err
		}
	}
	if err := w.Save(); err != nil {
		return err
	}
	return ctx.Err()
}

func (w *Workspace) write(name string, data []byte) error {
	file := filepath.Join(w.Dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return safefile.Replace(file, data, 0o644)
}

func moveTo(temp, dir string) error {
	if err := os.Remove(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return os.Rename(temp, dir)
}

// Open reads the workspace at dir. The error is ErrNone, a *FormatError, or says
// what is wrong with the progress file.
func Open(dir string) (*Workspace, error) {
	file := filepath.Join(dir, folder, progressFile)
	text, err := safefile.Read(file, maxFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s is %w", dir, ErrNone)
	}
	if err != nil {
		return nil, err
	}
	w := &Workspace{Dir: dir}
	if err := json.Unmarshal(text, &w.Progress); err != nil {
		return nil, fmt.Errorf("%s is damaged (%w): your code is untouched; start the exercise anew with --dir and copy your files over", file, err)
	}
	if w.Format != Format {
		return nil, &FormatError{dir, w.Format}
	}
	w.Passed, w.Best = max(0, w.Passed), max(0, w.Best)
	if w.Hints == nil {
		w.Hints = map[int]int{}
	}
	return w, nil
}

// Find returns the workspace that dir is in, or ErrNone.
func Find(dir string) (*Workspace, error) {
	for at := dir; ; at = filepath.Dir(at) {
		w, err := Open(at)
		if err == nil || !errors.Is(err, ErrNone) {
			return w, err
		}
		if at == filepath.Dir(at) {
			return nil, fmt.Errorf("%s is in %w", dir, ErrNone)
		}
	}
}

// Save writes the progress. A crash leaves the old progress or the new.
func (w *Workspace) Save() error {
	text, err := json.MarshalIndent(w.Progress, "", "  ")
	if err != nil {
		return err
	}
	dir := filepath.Join(w.Dir, folder)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	return safefile.Replace(filepath.Join(dir, progressFile), append(text, '\n'), 0o644)
}

// Reached records that the stages 1 to n hold at now.
func (w *Workspace) Reached(n int, now time.Time) {
	w.Passed, w.Best, w.Checked = n, max(n, w.Best), now.UTC()
}

// Changed returns the names of those files of a starter that are different in
// the workspace, or missing, sorted.
func (w *Workspace) Changed(files map[string][]byte) ([]string, error) {
	var changed []string
	for name, data := range files {
		have, err := safefile.Read(filepath.Join(w.Dir, filepath.FromSlash(name)), maxFile)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		if err != nil || !bytes.Equal(have, data) {
			changed = append(changed, name)
		}
	}
	slices.Sort(changed)
	return changed, nil
}

// Restore puts the named files back to what the starter has, after copying what
// is there to a folder of its own below .course/backup, which it returns.
func (w *Workspace) Restore(files map[string][]byte, names []string, now time.Time) (backup string, err error) {
	backup = filepath.Join(w.Dir, folder, backupFolder, now.UTC().Format("20060102-150405.000"))
	for _, name := range names {
		if err := w.keep(backup, name); err != nil {
			return "", err
		}
	}
	for _, name := range names {
		if err := w.write(name, files[name]); err != nil {
			return "", err
		}
	}
	return backup, w.Save()
}

func (w *Workspace) keep(backup, name string) error {
	data, err := safefile.Read(filepath.Join(w.Dir, filepath.FromSlash(name)), maxFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	copied := filepath.Join(backup, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(copied), 0o755); err != nil {
		return err
	}
	return safefile.Replace(copied, data, 0o644)
}
