package prose

import (
	"go/build/constraint"
	"go/scanner"
	"go/token"
	"strings"
)

// dropMarks removes the comment lines that speak to the course's tools: //course:… and //go:build ignore. It goes by
// tokens, so it works on files that do not parse and leaves strings alone.
func dropMarks(source string) string {
	lines := strings.Split(source, "\n")
	marks := findMarks(source, lines)
	if len(marks) == 0 {
		return source
	}
	var kept []string
	for i, line := range lines {
		switch {
		case marks[i]:
			if next := followingLine(lines, marks, i); !strings.HasPrefix(strings.TrimSpace(next), "//") {
				kept = trimBareComment(kept)
			}
		case line == "" && i > 0 && marks[i-1] && (len(kept) == 0 || kept[len(kept)-1] == ""):
			// the blank line that set the mark apart
		default:
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "\n")
}

// findMarks gives the indexes of the lines that are marks and nothing else.
func findMarks(source string, lines []string) map[int]bool {
	files := token.NewFileSet()
	file := files.AddFile("", files.Base(), len(source))
	var s scanner.Scanner
	s.Init(file, []byte(source), func(token.Position, string) {}, scanner.ScanComments)
	marks := make(map[int]bool)
	for {
		pos, tok, literal := s.Scan()
		if tok == token.EOF {
			return marks
		}
		line := file.Line(pos) - 1
		if tok == token.COMMENT && isMark(literal) && strings.TrimSpace(lines[line]) == strings.TrimSpace(literal) {
			marks[line] = true
		}
	}
}

func isMark(comment string) bool {
	return strings.HasPrefix(comment, "//course:") || ignored(comment)
}

// ignored says whether a line is a build constraint that only a tag called ignore can meet.
func ignored(line string) bool {
	if !constraint.IsGoBuild(line) {
		return false
	}
	expr, err := constraint.Parse(line)
	if err != nil {
		return false
	}
	tag, ok := expr.(*constraint.TagExpr)
	return ok && tag.Tag == "ignore"
}

func followingLine(lines []string, marks map[int]bool, i int) string {
	for i++; i < len(lines); i++ {
		if !marks[i] {
			return lines[i]
		}
	}
	return ""
}

// trimBareComment removes the // line by which gofmt sets a directive apart from the text above it.
func trimBareComment(lines []string) []string {
	if n := len(lines); n > 0 && strings.TrimSpace(lines[n-1]) == "//" {
		return lines[:n-1]
	}
	return lines
}
