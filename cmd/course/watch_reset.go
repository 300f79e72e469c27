package main

import (
	"fmt"
	"strings"
	"time"

	"systems.course/internal/ui"
)

// A resetting is the question which files are to be put back.
type resetting struct {
	files   map[string][]byte // the starter's
	changed []string          // those that differ
	chosen  []string          // to be confirmed; nil: to be chosen yet
}

// choices is how many files have a digit to choose them by.
const choices = 9

// askReset asks which of the files that differ from the starter's are to be put
// back.
func (s *session) askReset() {
	if s.job.workspace == nil {
		s.notice = "this folder is no workspace, so there is nothing to put back"
		return
	}
	if !s.reopen() {
		return
	}
	files, err := s.app.starter(s.job.exercise, s.job.workspace.Dir)
	if err != nil {
		s.notice = err.Error()
		return
	}
	changed, err := s.job.workspace.Changed(files)
	switch {
	case err != nil:
		s.notice = err.Error()
	case len(changed) == 0:
		s.notice = "nothing differs from the starter"
	default:
		s.reset = resetting{files: files, changed: changed}
		if len(changed) == 1 {
			s.reset.chosen = changed
		}
		s.show(panelReset)
	}
}

// resetKey takes an answer. Any key that is none changes nothing.
func (s *session) resetKey(k ui.Key) {
	r := &s.reset
	switch i := int(k - '1'); {
	case r.chosen != nil && k == 'y':
		s.restore()
	case r.chosen == nil && k == 'a':
		r.chosen = r.changed
		return
	case r.chosen == nil && i >= 0 && i < min(choices, len(r.changed)):
		r.chosen = r.changed[i : i+1]
		return
	default:
		s.notice = "nothing was changed"
	}
	s.reset = resetting{}
	s.show(panelResult)
}

func (s *session) restore() {
	if !s.reopen() {
		return
	}
	backup, err := s.job.workspace.Restore(s.reset.files, s.reset.chosen, time.Now())
	if err != nil {
		s.notice = fmt.Sprintf("%v; what was replaced before lies in .course/backup", err)
		return
	}
	s.notice = "done; what was there is in " + short(backup)
}

func (s *session) resetPanel(sc *ui.Screen) {
	r := s.reset
	if r.chosen != nil {
		sc.Printf("  To be replaced by the starter's, in %s:\n", short(s.job.dir))
		sc.Printf("    %s\n", strings.Join(r.chosen, "\n    "))
		sc.Printf("  What is there is copied to .course/backup. %s replaces; any other key does not.", sc.Paint(ui.Cyan, "y"))
		return
	}
	sc.Printf("  These files are not the starter's. Which are to be put back?\n")
	for i, name := range r.changed[:min(choices, len(r.changed))] {
		sc.Printf("    %s  %s", sc.Paint(ui.Cyan, fmt.Sprint(i+1)), name)
	}
	if more := len(r.changed) - choices; more > 0 {
		sc.Printf("       and %d more", more)
	}
	sc.Printf("    %s  all of them\n\n  Any other key changes nothing.", sc.Paint(ui.Cyan, "a"))
}
