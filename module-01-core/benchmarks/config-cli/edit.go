package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// An edit is what was left of a file after one value in it was set.
type edit struct {
	comments, allComments int  // of those that are there still
	order                 bool // the keys stand in their order
	quotes                bool // a string in quotes has the same quotes
	bytes                 bool // everything but the value is as it was
}

// original is the project's file before it is edited, with the port 8080. A
// TOML string is in single quotes, which git doesn't have.
func (w *world) original() string {
	quote := "'"
	if w.git {
		quote = `"`
	}
	return strings.ReplaceAll(`# The shop, as it runs on the counter.

[server]
	# behind the proxy
	port = 8080    # not 80: that is the proxy's
	host = "counter"

; [mail] is the old one
[mail]
	size = 20
	host = "post" # till May
	level = "all"

# back again
[log]
	level = "info"
`, `"`, quote)
}

// editOf sets a number and a string.
func editOf(c contender, dir string) (e edit, err error) {
	w, err := newWorld(c, dir)
	if err != nil {
		return e, err
	}
	before := w.original()
	if !c.git {
		before = strings.ReplaceAll(before, "; ", "# ") // a comment in git's files only
	}
	after, err := w.edited(before, "server.port", "8443")
	if err != nil {
		return e, err
	}
	e.allComments, e.comments = len(comments(before)), kept(comments(before), comments(after))
	e.order = slices.Equal(order(before), order(after))
	e.bytes = after == strings.Replace(before, "8080", "8443", 1)
	if after, err = w.edited(before, "log.level", "debug"); err != nil {
		return e, err
	}
	e.quotes = strings.Contains(after, quotedLike(before, "info", "debug"))
	return e, nil
}

// edited returns what is left of a file whose value was set.
func (w *world) edited(before, key, value string) (string, error) {
	if err := os.WriteFile(w.project(), []byte(before), 0o644); err != nil {
		return "", err
	}
	if _, err := w.must(w.set(key, value)...); err != nil {
		return "", err
	}
	after, err := w.read()
	if err != nil {
		return "", err
	}
	got, err := regexp.MatchString(`(?m)`+key[strings.LastIndexByte(key, '.')+1:]+`\s*=\s*['"]?`+value, after)
	if err == nil && !got {
		err = fmt.Errorf("set %s %s left\n%s", key, value, after)
	}
	return after, err
}

var comment = regexp.MustCompile(`(?m)[#;] ?(.*)$`)

// comments returns the texts of the comments of a file.
func comments(text string) []string {
	var all []string
	for _, found := range comment.FindAllStringSubmatch(text, -1) {
		all = append(all, found[1])
	}
	return all
}

// kept counts those of the old that are in the new.
func kept(old, now []string) int {
	count := 0
	for _, one := range old {
		if slices.Contains(now, one) {
			count++
		}
	}
	return count
}

var header = regexp.MustCompile(`^\s*(\[.*\]|[a-z]+\s*=)`)

// order returns the headers and keys of a file in their order.
func order(text string) []string {
	var all []string
	for line := range strings.Lines(text) {
		if found := header.FindStringSubmatch(line); found != nil {
			all = append(all, strings.TrimRight(found[1], " ="))
		}
	}
	return all
}

// quotedLike returns the new word between what the old one stands between.
func quotedLike(text, old, now string) string {
	i := strings.Index(text, old)
	return text[i-1:i] + now + text[i+len(old):i+len(old)+1]
}

// modeAndLink sets a value in a file of the mode 0640, and in one that a link
// leads to.
func modeAndLink(c contender, dir string) (mode, link bool, err error) {
	w, err := newWorld(c, dir)
	if err != nil {
		return false, false, err
	}
	if err := w.write(w.project(), w.layer(1, 1)); err != nil {
		return false, false, err
	}
	if err := os.Chmod(w.project(), 0o640); err != nil {
		return false, false, err
	}
	if _, err := w.must(w.set(asked, "1")...); err != nil {
		return false, false, err
	}
	info, err := os.Stat(w.project())
	if err != nil {
		return false, false, err
	}
	mode = info.Mode().Perm() == 0o640
	link, err = w.keepsLink()
	return mode, link, err
}

func (w *world) keepsLink() (bool, error) {
	real := filepath.Join(w.dir, "real")
	if err := os.Rename(w.project(), real); err != nil {
		return false, err
	}
	if err := os.Symlink(real, w.project()); err != nil {
		return false, err
	}
	if _, err := w.must(w.set(asked, "2222")...); err != nil {
		return false, err
	}
	info, err := os.Lstat(w.project())
	if err != nil {
		return false, err
	}
	text, err := os.ReadFile(real)
	return info.Mode().Type() == os.ModeSymlink && strings.Contains(string(text), "2222"), err
}
