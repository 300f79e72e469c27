package prose

import (
	"path"
	"regexp"
	"strings"
)

// extract gives the lines of a file that a code directive selects. Its errors are findings.
func extract(d *directive, source string) ([]string, error) {
	isGo := path.Ext(d.path) == ".go"
	if isGo {
		source = dropMarks(source)
	}
	switch {
	case d.from != nil:
		return extractRange(d, splitLines(source))
	case len(d.names) == 0:
		return splitLines(source), nil
	case isGo:
		return extractDeclarations(d, source)
	}
	return nil, findingf("names select declarations of Go files only: write /from/ /to/")
}

func extractRange(d *directive, lines []string) ([]string, error) {
	first := indexMatch(lines, d.from)
	if first < 0 {
		return nil, findingf("no line of %s matches /%s/", d.path, d.from)
	}
	length := indexMatch(lines[first:], d.to)
	if length < 0 {
		return nil, findingf("no line of %s from line %d on matches /%s/", d.path, first+1, d.to)
	}
	return dedent(lines[first : first+length+1]), nil
}

func indexMatch(lines []string, pattern *regexp.Regexp) int {
	for i, line := range lines {
		if pattern.MatchString(line) {
			return i
		}
	}
	return -1
}

// dedent removes the blanks that all lines begin with. Lines of blanks only do not count, and become empty.
func dedent(lines []string) []string {
	common, found := "", false
	for _, line := range lines {
		body := strings.TrimLeft(line, " \t")
		if body == "" {
			continue
		}
		indent := line[:len(line)-len(body)]
		if !found {
			common, found = indent, true
		}
		for !strings.HasPrefix(indent, common) {
			common = common[:len(common)-1]
		}
	}
	out := make([]string, len(lines))
	for i, line := range lines {
		if strings.TrimLeft(line, " \t") != "" {
			out[i] = strings.TrimPrefix(line, common)
		}
	}
	return out
}

// splitLines splits text into lines without the empty ones at its front and end.
func splitLines(text string) []string {
	text = strings.Trim(text, "\n")
	if text == "" {
		return nil
	}
	return strings.Split(text, "\n")
}
