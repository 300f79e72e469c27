package main

import (
	"fmt"

	"systems.course/internal/ui"
)

// keyHelp is what ? shows.
const keyHelp = `  h            a hint; again for the next one
  a            check all stages and show them
  r            put files back to how the starter had them
  c, Enter     check now
  m            check at every save, or only when told to
  up, down     scroll what does not fit; also k, j
  Esc          back to what the last check said
  q, Ctrl-C    quit`

// key does what a key is for. The error is errQuit, or of the terminal.
func (s *session) key(k ui.Key) error {
	s.notice = ""
	switch k {
	case 'q', ui.CtrlC:
		return errQuit
	case ui.CtrlZ:
		return s.suspend()
	case ui.Up, 'k':
		s.scroll--
		return nil
	case ui.Down, 'j':
		s.scroll++
		return nil
	}
	if s.panel == panelReset {
		s.resetKey(k)
		return nil
	}
	switch k {
	case 'h':
		s.hint()
	case 'a':
		s.begin(true)
	case 'r':
		s.askReset()
	case 'c', ui.Enter:
		s.checkNow()
	case 'm':
		s.switchMode()
	case '?':
		s.show(panelHelp)
	case ui.Escape:
		s.show(panelResult)
	}
	return nil
}

func (s *session) show(p panel) { s.panel, s.scroll = p, 0 }

// checkNow begins a check, unless one of these files is running.
func (s *session) checkNow() {
	if s.cancel == nil || s.stale() {
		s.begin(false)
	}
}

func (s *session) switchMode() {
	s.manual = !s.manual
	if !s.manual && s.stale() {
		s.begin(false)
	}
}

// stale reports whether the files are not those that the last check began with.
func (s *session) stale() bool { return s.folder.Err == nil && s.folder.Sum != s.sum }

// hint goes one rung further at the current stage.
func (s *session) hint() {
	current := s.current()
	if s.job.workspace == nil {
		s.rungs[current.N] = min(s.rungs[current.N]+1, len(current.Hints))
	} else {
		if !s.reopen() {
			return
		}
		if _, err := another(s.job.workspace, current); err != nil {
			s.notice = err.Error()
			return
		}
	}
	s.show(panelHint)
	s.scroll = scrollToNewest
}

// suspend gives the terminal to the shell until it is taken up again.
func (s *session) suspend() error {
	if err := s.live.Release(); err != nil {
		return err
	}
	if err := stopSelf(s.ctx, s.signals); err != nil {
		s.notice = fmt.Sprintf("this cannot be put into the background: %v", err)
	}
	return s.live.Resume()
}
