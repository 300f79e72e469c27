package starter

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
)

// problem is one thing that is wrong with a solution.
type problem struct {
	file    string // slash-separated, relative to the solution
	line    int
	message string
}

func (p problem) Error() string {
	return fmt.Sprintf("%s:%d: %s", p.file, p.line, p.message)
}

// problems collects what is wrong, so that an author sees all of it at once.
type problems struct {
	all []problem
}

func (ps *problems) at(file string, line int, format string, args ...any) {
	ps.all = append(ps.all, problem{file, line, fmt.Sprintf(format, args...)})
}

// err joins the problems in the order of their positions, each once. It is nil
// if there are none.
func (ps *problems) err() error {
	slices.SortFunc(ps.all, func(a, b problem) int {
		return cmp.Or(
			cmp.Compare(a.file, b.file),
			cmp.Compare(a.line, b.line),
			cmp.Compare(a.message, b.message),
		)
	})
	var errs []error
	for _, p := range slices.Compact(ps.all) {
		errs = append(errs, p)
	}
	return errors.Join(errs...)
}
