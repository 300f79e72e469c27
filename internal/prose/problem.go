package prose

import (
	"cmp"
	"fmt"
	"slices"
)

// A Problem is a place where a text is not true, or cannot be shown to be.
type Problem struct {
	File    string // slash-separated, relative to the root
	Line    int    // from 1
	Message string // further lines are indented by a tab
}

// Error gives the problem in the form FILE:LINE: MESSAGE.
func (p Problem) Error() string {
	return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Message)
}

func sortProblems(problems []Problem) []Problem {
	slices.SortFunc(problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Message, b.Message))
	})
	return slices.Compact(problems)
}

// A finding is an error in the text, as opposed to one of the checker. It becomes a Problem at the line it concerns.
type finding struct{ message string }

func (f finding) Error() string { return f.message }

func findingf(format string, args ...any) error {
	return finding{fmt.Sprintf(format, args...)}
}
