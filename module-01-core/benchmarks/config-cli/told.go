package main

import (
	"os"
	"regexp"
	"strings"
)

// told is what a program says when it is asked, each as it was printed. Where it
// has no way to ask, the command is "" and so is what was printed.
type told struct {
	origin  call // where does this value come from?
	nearest call // get of a name with two letters exchanged
	broken  call // get with a broken file
}

// A call is a command and what it printed.
type call struct {
	command, printed string
}

// brokenLine is the line of the broken file in which a string has no end.
const brokenLine = "4"

func toldBy(c contender, dir string) (t told, err error) {
	w, err := newWorld(c, dir)
	if err != nil {
		return t, err
	}
	if err := w.layers(); err != nil {
		return t, err
	}
	if words := c.origin(asked); words != nil {
		if t.origin, err = w.call(words...); err != nil {
			return t, err
		}
	}
	if t.nearest, err = w.call(c.get("server.prot")...); err != nil {
		return t, err
	}
	text := "# the shop\n[server]\nport = 8080\nhost = \"counter\nlevel = \"x\"\n"
	if err := os.WriteFile(w.project(), []byte(text), 0o644); err != nil {
		return t, err
	}
	t.broken, err = w.call(c.get(asked)...)
	return t, err
}

// origin returns the words that ask for a value with its layer and place, nil if
// there are none.
func (c contender) origin(key string) []string {
	switch c.name {
	case confctlName:
		return []string{"explain", key}
	case gitName:
		return []string{"config", "--show-scope", "--show-origin", "--get", key}
	}
	return nil
}

func (w *world) call(words ...string) (call, error) {
	printed, _, err := w.run(words...)
	command := w.name + " " + strings.Join(words, " ")
	if w.git {
		command = "git " + strings.Join(words, " ")
	}
	return call{command, printed}, err
}

// layer reports whether the winning layer is named.
func (t told) layer() bool {
	for line := range strings.Lines(t.origin.printed) {
		if strings.HasPrefix(line, "project") && strings.Contains(line, "won") || strings.HasPrefix(line, "local") {
			return true
		}
	}
	return false
}

// near reports whether the key that was meant is named.
func (t told) near() bool { return strings.Contains(t.nearest.printed, asked) }

var (
	lineAndColumn = regexp.MustCompile(`:\d+:\d+|\(\d+, ?\d+\)|line \d+,? column \d+`)
	lineAlone     = regexp.MustCompile(`:\d+|line \d+`)
	fileAlone     = regexp.MustCompile(`file:\S|\S\.toml|/config\b`)
)

// position says how much of a place a text names.
func position(text string) string {
	switch {
	case lineAndColumn.MatchString(text):
		return "file, line, column"
	case lineAlone.MatchString(text):
		return "file and line"
	case fileAlone.MatchString(text):
		return "the file"
	}
	return "nothing"
}
