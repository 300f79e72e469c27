package intake

import (
	"path/filepath"
	"regexp"
	"strings"

	"systems.course/internal/safefile"
)

const (
	maxHead = 64 << 10 // bytes of a file of git's with one line
	maxRefs = 16 << 20 // bytes of packed-refs
)

var (
	commitPattern = regexp.MustCompile(`^(?:[0-9a-f]{40}|[0-9a-f]{64})$`)
	refPattern    = regexp.MustCompile(`^refs/[A-Za-z0-9][A-Za-z0-9._/+@-]*$`)
)

// commit returns the commit that is checked out in the clone or worktree at dir,
// or nothing. It reads a few of git's files by itself: git would follow the
// configuration that comes with a clone, and that can name commands.
func commit(dir string) string {
	gitDir := filepath.Join(dir, ".git")
	if text, err := safefile.Read(gitDir, maxHead); err == nil {
		if gitDir = worktree(dir, string(text)); gitDir == "" {
			return ""
		}
	}
	head := line(filepath.Join(gitDir, "HEAD"))
	ref, symbolic := strings.CutPrefix(head, "ref: ")
	if !symbolic {
		return onlyCommit(head)
	}
	if !refPattern.MatchString(ref) || strings.Contains(ref, "..") {
		return ""
	}
	places := []string{gitDir}
	if common := line(filepath.Join(gitDir, "commondir")); common != "" {
		if !filepath.IsAbs(common) {
			common = filepath.Join(gitDir, common)
		}
		places = append(places, common)
	}
	for _, place := range places {
		if c := onlyCommit(line(filepath.Join(place, filepath.FromSlash(ref)))); c != "" {
			return c
		}
		if c := packed(place, ref); c != "" {
			return c
		}
	}
	return ""
}

// worktree returns the folder that the .git file of a worktree names, if that
// folder names the worktree in turn.
func worktree(dir, text string) string {
	named, ok := strings.CutPrefix(strings.TrimSpace(text), "gitdir: ")
	if !ok {
		return ""
	}
	if !filepath.IsAbs(named) {
		named = filepath.Join(dir, named)
	}
	back := line(filepath.Join(named, "gitdir"))
	if back == "" {
		return ""
	}
	if !filepath.IsAbs(back) {
		back = filepath.Join(named, back)
	}
	if !same(filepath.Dir(back), dir) {
		return ""
	}
	return named
}

func same(a, b string) bool {
	a, errA := filepath.EvalSymlinks(a)
	b, errB := filepath.EvalSymlinks(b)
	if errA != nil || errB != nil {
		return false
	}
	absA, errA := filepath.Abs(a)
	absB, errB := filepath.Abs(b)
	return errA == nil && errB == nil && absA == absB
}

// packed looks a reference up in packed-refs.
func packed(gitDir, ref string) string {
	text, err := safefile.Read(filepath.Join(gitDir, "packed-refs"), maxRefs)
	if err != nil {
		return ""
	}
	for l := range strings.Lines(string(text)) {
		if hash, name, ok := strings.Cut(strings.TrimSpace(l), " "); ok && name == ref {
			return onlyCommit(hash)
		}
	}
	return ""
}

// line returns the text of a file of one line, or nothing.
func line(file string) string {
	text, err := safefile.Read(file, maxHead)
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(text))
}

func onlyCommit(text string) string {
	if commitPattern.MatchString(text) {
		return text
	}
	return ""
}
