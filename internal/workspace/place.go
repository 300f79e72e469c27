package workspace

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"systems.course/internal/safefile"
)

// Workspaces lie in the folder work of the course's checkout, ignored by git. A
// workspace that the student wanted elsewhere has a file NAME.path there that
// says where it is.
const (
	placeFolder = "work"
	pointerEnd  = ".path"
)

// Default returns where the workspace of an exercise is made unless the student
// says otherwise.
func Default(root, exercise string) string {
	return filepath.Join(root, placeFolder, exercise)
}

// Remember notes where the exercise's workspace is that is worked on now.
func Remember(root, exercise, dir string) error {
	file := filepath.Join(root, placeFolder, exercise+pointerEnd)
	if dir == Default(root, exercise) {
		if err := os.Remove(file); !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return safefile.Replace(file, []byte(dir+"\n"), 0o644)
}

// OfExercise returns the workspace of an exercise: where Remember was told, if it
// is still there, or in the default place. The error may be ErrNone.
func OfExercise(root, exercise string) (*Workspace, error) {
	text, err := safefile.Read(filepath.Join(root, placeFolder, exercise+pointerEnd), maxFile)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if err == nil {
		w, err := Open(strings.TrimSpace(string(text)))
		if !errors.Is(err, ErrNone) {
			return w, err
		}
	}
	return Open(Default(root, exercise))
}

// Latest returns, of the workspaces of the named exercises, the one that was
// checked or started last. The error is ErrNone if there is none. A workspace that cannot be opened is passed over if there is another.
func Latest(root string, exercises []string) (*Workspace, error) {
	var latest *Workspace
	failure := fmt.Errorf("there is %w yet", ErrNone)
	for _, name := range exercises {
		w, err := OfExercise(root, name)
		if errors.Is(err, ErrNone) {
			continue
		}
		if err != nil {
			failure = err
			continue
		}
		if latest == nil || w.touched().After(latest.touched()) {
			latest = w
		}
	}
	if latest == nil {
		return nil, failure
	}
	return latest, nil
}

func (w *Workspace) touched() time.Time {
	if w.Checked.After(w.Started) {
		return w.Checked
	}
	return w.Started
}
