package ui

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"
)

// A Live is a terminal that is taken over: it is in raw mode, its keys come one by
// one, and what it shows is drawn in place. What was on it before is scrolled away
// and not lost. For one goroutine at a time, except for Keys.
//
// Between Take and Release, nothing else may write to the terminal: in raw mode a
// newline does not go back to the first column.
type Live struct {
	in, out *os.File
	output  func() error // undoes what makeOutputLive did
	before  *term.State  // of the input; nil: released
	color   bool
}

// ErrNoTerminal is returned by Take where there is none, or one that cannot be
// drawn on.
var ErrNoTerminal = errors.New("no terminal")

// Escape sequences of all terminals of today, Windows' included (ECMA-48, and
// DEC's private modes for the cursor and for wrapping).
const (
	hideCursor = "\x1b[?25l"
	showCursor = "\x1b[?25h"
	wrapOff    = "\x1b[?7l"
	wrapOn     = "\x1b[?7h"
	home       = "\x1b[H"
	clearLine  = "\x1b[K"
	clearBelow = "\x1b[J"
)

// Take takes over a terminal. The caller must Release it, however it ends.
func Take(in, out *os.File) (*Live, error) {
	if !term.IsTerminal(int(in.Fd())) || !term.IsTerminal(int(out.Fd())) || os.Getenv("TERM") == "dumb" {
		return nil, ErrNoTerminal
	}
	l := &Live{in: in, out: out, color: os.Getenv("NO_COLOR") == ""}
	return l, l.Resume()
}

// Resume takes the terminal over again after a Release, or after somebody else
// has changed its mode.
func (l *Live) Resume() error {
	if l.before == nil {
		undo, err := makeOutputLive(l.out)
		if err != nil {
			return fmt.Errorf("%w that can be drawn on: %w", ErrNoTerminal, err)
		}
		l.output = undo
	}
	before, err := term.MakeRaw(int(l.in.Fd()))
	if err != nil {
		if l.before == nil {
			err = errors.Join(err, l.output())
		}
		return fmt.Errorf("the terminal's keys cannot be had: %w", err)
	}
	if l.before == nil {
		l.before = before
		_, height := l.size()
		l.write(strings.Repeat("\r\n", height))
	}
	l.write(hideCursor + wrapOff)
	return nil
}

// Release gives the terminal back as it was, with the last frame above the cursor.
// To release twice is to release once.
func (l *Live) Release() error {
	if l.before == nil {
		return nil
	}
	l.write(wrapOn + showCursor + "\r\n")
	err := errors.Join(term.Restore(int(l.in.Fd()), l.before), l.output())
	l.before = nil
	if err != nil {
		return fmt.Errorf("the terminal cannot be put back (`reset` does it): %w", err)
	}
	return nil
}

// Draw shows a frame in place of what is shown and returns its Scroll, as Lines
// does.
func (l *Live) Draw(f Frame) int {
	width, height := l.size()
	// The last column stays empty: a cursor that is in it would be asked to clear
	// what it has just written.
	lines, scroll := f.Lines(width-1, height)
	l.write(home + strings.Join(lines, clearLine+"\r\n") + clearLine + clearBelow)
	return scroll
}

// Screen returns a screen of this terminal's width and colours, for the parts of a
// frame: see [Screen.To]. What is written to itself is dropped.
func (l *Live) Screen() *Screen {
	s := Plain(io.Discard)
	width, _ := l.size()
	s.color, s.width = l.color, min(max(width-1, minWidth), maxWidth)
	return s
}

// minWidth is the least width that text is filled for.
const minWidth = 20

// size is asked for at each draw, so that a resized terminal is drawn right even
// where no signal tells of it.
func (l *Live) size() (width, height int) {
	width, height, err := term.GetSize(int(l.out.Fd()))
	if err != nil || width < 1 || height < 1 {
		return 80, 24
	}
	return width, height
}

// write writes all at once. It drops its error, as Screen does.
func (l *Live) write(text string) {
	_, _ = io.WriteString(l.out, text)
}
