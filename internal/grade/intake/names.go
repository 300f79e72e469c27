package intake

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"systems.course/internal/ui"
)

const maxName = 80 // letters of an attempt's name

// giveNames names the submissions after their folders and archives, with as much
// of the path before it as tells them apart, and sorts them.
func giveNames(all []*Submission) {
	short := map[string]int{}
	for _, s := range all {
		s.Name = safe(base(s.Source))
		short[strings.ToLower(s.Name)]++
	}
	for _, s := range all {
		if short[strings.ToLower(s.Name)] > 1 {
			s.Name = safe(filepath.Base(filepath.Dir(absolute(s.Source))) + "/" + base(s.Source))
		}
	}
	slices.SortFunc(all, func(a, b *Submission) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.Source, b.Source))
	})
	names := make([]string, len(all))
	for i, s := range all {
		names[i] = s.Name
	}
	for i, name := range Unique(names) {
		all[i].Name = name
	}
}

// Unique returns the names with a number after those that were there before, in
// capitals or not: "ada", "ada (2)".
func Unique(names []string) []string {
	taken := map[string]bool{}
	for _, name := range names {
		taken[strings.ToLower(name)] = true
	}
	seen, unique := map[string]bool{}, make([]string, len(names))
	for i, name := range names {
		unique[i] = name
		for n := 2; seen[strings.ToLower(unique[i])]; n++ {
			if next := fmt.Sprintf("%s (%d)", name, n); !taken[strings.ToLower(next)] {
				unique[i] = next
			}
		}
		seen[strings.ToLower(unique[i])] = true
	}
	return unique
}

// base is the name of a folder, or of an archive without its ending.
func base(source string) string {
	name := filepath.Base(absolute(source))
	return name[:len(name)-len(archiveEnding(name))]
}

func absolute(source string) string {
	abs, err := filepath.Abs(source)
	if err != nil {
		return source
	}
	return abs
}

// safe makes a stranger's name fit to be shown anywhere: printable letters of
// one line, and not too many.
func safe(name string) string {
	name = strings.ReplaceAll(ui.Clean(strings.ToValidUTF8(name, "?")), "\n", `\n`)
	name = strings.ReplaceAll(name, "\t", `\t`)
	if utf8.RuneCountInString(name) > maxName {
		name = string([]rune(name)[:maxName-1]) + "…"
	}
	if name = strings.TrimSpace(name); name == "" {
		return "unnamed"
	}
	return name
}
