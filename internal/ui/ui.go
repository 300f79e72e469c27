// Package ui draws what the course command shows: colours and bars on a
// terminal, plain lines in a pipe.
package ui

import (
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/term"
)

// A Screen is where a command writes. For one goroutine at a time.
type Screen struct {
	out   io.Writer
	live  bool // a terminal: lines can be drawn over
	color bool
	width int
	open  int // columns of the open line that Status wrote
}

// maxWidth keeps text readable on a wide terminal.
const maxWidth = 100

// New returns the screen on f. Colours and redrawing are for terminals only, and
// colours only if NO_COLOR is unset or empty (https://no-color.org) and TERM is
// not "dumb".
func New(f *os.File) *Screen {
	s := Plain(f)
	if !term.IsTerminal(int(f.Fd())) || os.Getenv("TERM") == "dumb" {
		return s
	}
	s.live = true
	s.color = os.Getenv("NO_COLOR") == ""
	if w, _, err := term.GetSize(int(f.Fd())); err == nil && w > 20 {
		s.width = min(w, maxWidth)
	}
	return s
}

// Plain returns a screen of 80 columns without colours.
func Plain(w io.Writer) *Screen { return &Screen{out: w, width: 80} }

// To returns a screen of the same width and colours that writes to w, and shows no
// status.
func (s *Screen) To(w io.Writer) *Screen {
	return &Screen{out: w, color: s.color, width: s.width}
}

// A Color is a terminal's.
type Color string

// The colours in use.
const (
	Red    Color = "31"
	Green  Color = "32"
	Yellow Color = "33"
	Cyan   Color = "36"
	Bold   Color = "1"
	Faint  Color = "2"
)

// Paint returns text in a colour, or as it is where there are none.
func (s *Screen) Paint(c Color, text string) string {
	if !s.color || text == "" {
		return text
	}
	return "\x1b[" + string(c) + "m" + text + "\x1b[0m"
}

// Printf writes a line, or several, in place of an open status.
func (s *Screen) Printf(format string, args ...any) {
	s.clear()
	s.write(fmt.Sprintf(format+"\n", args...))
}

// write drops its error: where the user's screen is gone, nobody can be told.
func (s *Screen) write(text string) {
	if _, err := io.WriteString(s.out, text); err != nil {
		s.out = io.Discard
	}
}

// Status shows a passing state on a terminal, in place of the one before, and
// nothing elsewhere.
func (s *Screen) Status(format string, args ...any) {
	if !s.live {
		return
	}
	s.clear()
	text := []rune(fmt.Sprintf(format, args...))
	text = text[:min(len(text), s.width-1)]
	s.write(s.Paint(Faint, string(text)))
	s.open = len(text)
}

// clear removes an open status.
func (s *Screen) clear() {
	if s.open > 0 {
		s.write("\r" + strings.Repeat(" ", s.open) + "\r")
		s.open = 0
	}
}

// Redraws reports whether Status shows anything.
func (s *Screen) Redraws() bool { return s.live }

// Done removes an open status: for the end of a command.
func (s *Screen) Done() { s.clear() }

// Bar returns done of all as "[####......]", a cell for each up to twenty.
func (s *Screen) Bar(done, all int) string {
	cells := min(all, 20)
	if all < 1 {
		return "[]"
	}
	done = max(0, min(done, all))
	full := done * cells / all
	return "[" + s.Paint(Green, strings.Repeat("#", full)) + strings.Repeat(".", cells-full) + "]"
}

// Wrap fills the paragraphs and list items of a Markdown text so that their
// lines, each after indent, fit the screen. Fenced blocks, tables, headings and
// indented lines stay as they are; comments go.
func (s *Screen) Wrap(text, indent string) string {
	var b strings.Builder
	room := s.width - utf8.RuneCountInString(indent)
	paragraph, hang, fenced := "", "", false
	flush := func() {
		if paragraph != "" {
			wrapLine(&b, paragraph, indent, hang, room)
		}
		paragraph, hang = "", ""
	}
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, " \r\n")
		fence := strings.HasPrefix(strings.TrimSpace(line), "```")
		item := listItem.FindString(line)
		switch {
		case fence || fenced:
			flush()
			fenced = fenced != fence
			b.WriteString(strings.TrimRight(indent+line, " ") + "\n")
		case line == "" || strings.HasPrefix(line, "|") || strings.HasPrefix(line, "#"):
			flush()
			b.WriteString(strings.TrimRight(indent+line, " ") + "\n")
		case strings.HasPrefix(line, "<!--"):
			flush()
		case item != "":
			flush()
			paragraph, hang = line, strings.Repeat(" ", len(item))
		case paragraph != "":
			paragraph += " " + strings.TrimLeft(line, " ")
		default:
			paragraph = line
		}
	}
	flush()
	return strings.TrimRight(b.String(), "\n")
}

var listItem = regexp.MustCompile(`^\s*(?:[-*]|\d+\.) +`)

// Fit breaks only the lines of text that are too long for the screen, at spaces,
// and puts hang before what continues a line.
func (s *Screen) Fit(text, indent, hang string) string {
	var b strings.Builder
	room := s.width - utf8.RuneCountInString(indent)
	for _, line := range strings.Split(text, "\n") {
		if utf8.RuneCountInString(line) <= room {
			b.WriteString(strings.TrimRight(indent+line, " ") + "\n")
			continue
		}
		wrapLine(&b, line, indent, hang, room)
	}
	return strings.TrimRight(b.String(), "\n")
}

// wrapLine keeps the spaces, and the bar of a quotation, before the first word, and
// the spaces between words that stay on a line.
func wrapLine(b *strings.Builder, line, indent, hang string, room int) {
	words := strings.TrimLeft(line, " |")
	column, first := len(line)-len(words), true
	b.WriteString(indent + line[:column])
	for word := range strings.SplitSeq(words, " ") {
		n := utf8.RuneCountInString(word)
		switch {
		case first:
			first = false
		case column+1+n > room && word != "":
			b.WriteString("\n" + indent + hang)
			column = utf8.RuneCountInString(hang)
		default:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += n
	}
	b.WriteByte('\n')
}

// Clean makes text that a stranger's program wrote fit to be shown: control
// characters other than tab and newline, which could redraw the terminal, are
// shown as escapes, and lines are cut at 400 characters.
func Clean(text string) string {
	var b strings.Builder
	column := 0
	for _, r := range text {
		column++
		switch {
		case r == '\n':
			column = 0
			b.WriteRune(r)
		case column == longLine+1:
			b.WriteString("…")
		case column > longLine:
		case r == '\t' || unicode.IsPrint(r):
			b.WriteRune(r)
		default:
			b.WriteString(strings.Trim(strconv.QuoteRune(r), "'"))
		}
	}
	return b.String()
}

const longLine = 400

// Indent puts indent before every line of text that is not empty.
func Indent(text, indent string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if line != "" {
			lines[i] = indent + line
		}
	}
	return strings.Join(lines, "\n")
}
