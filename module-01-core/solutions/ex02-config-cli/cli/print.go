package cli

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"text/tabwriter"
	"unicode"

	"systems.course/confctl"
	"systems.course/confctl/doc"
)

// A row is what a command prints of one thing: the same columns in each.
type row []any

// print writes rows under their columns' names, as --output says.
func (a *app) print(columns []string, rows []row) error {
	switch a.output {
	case "json":
		return a.printJSON(columns, rows)
	case "yaml":
		return a.printYAML(columns, rows)
	}
	w := tabwriter.NewWriter(printer{a}, 0, 8, 2, ' ', 0)
	lines := []string{strings.ToUpper(strings.Join(columns, "\t"))}
	for _, r := range rows {
		cells := make([]string, len(r))
		for i, cell := range r {
			cells[i] = oneLine(confctl.Format(cell))
		}
		lines = append(lines, strings.Join(cells, "\t"))
	}
	for _, line := range lines {
		if _, err := fmt.Fprintln(w, strings.TrimRight(line, "\t ")); err != nil {
			return exit(exitWrite, err)
		}
	}
	return w.Flush()
}

// printer is printf as an io.Writer.
type printer struct{ a *app }

func (p printer) Write(b []byte) (int, error) {
	p.a.printf("%s", b)
	return len(b), nil
}

// oneLine returns a text with what a terminal would obey, or not show, written as
// Go writes it: a newline as \n, an escape as \x1b.
func oneLine(s string) string {
	var b strings.Builder
	for _, r := range s {
		if unicode.IsPrint(r) {
			b.WriteRune(r)
		} else {
			b.WriteString(strings.Trim(strconv.QuoteRune(r), "'"))
		}
	}
	return b.String()
}

func (a *app) printJSON(columns []string, rows []row) error {
	a.printf("[")
	for i, r := range rows {
		if i > 0 {
			a.printf(",")
		}
		a.printf("\n  {")
		for j, cell := range r {
			text, err := doc.Encode(doc.JSON, confctl.Plain(cell), "")
			if err != nil {
				return exit(exitWrite, err)
			}
			a.printf("%s%s: %s", strings.Repeat(", ", min(j, 1)), doc.EncodeKey(doc.JSON, columns[j]), text)
		}
		a.printf("}")
	}
	if len(rows) > 0 {
		a.printf("\n")
	}
	a.printf("]\n")
	return nil
}

func (a *app) printYAML(columns []string, rows []row) error {
	if len(rows) == 0 {
		a.printf("[]\n")
	}
	for _, r := range rows {
		for j, cell := range r {
			text, err := doc.Encode(doc.YAML, confctl.Plain(cell), "")
			if err != nil {
				return exit(exitWrite, err)
			}
			lead := "  "
			if j == 0 {
				lead = "- "
			}
			a.printf("%s%s: %s\n", lead, columns[j], text)
		}
	}
	return nil
}

// shown is a value as the user may see it.
func (a *app) shown(value any) any {
	if a.reveal {
		return confctl.Reveal(value)
	}
	return value
}

// printError writes an error to the standard error, problems one by one.
func (a *app) printError(err error) {
	var problems confctl.Problems
	if errors.As(err, &problems) {
		a.printProblems(problems)
		return
	}
	for line := range strings.SplitSeq(err.Error(), "\n") {
		// What package confctl says begins with its name, which is ours too.
		a.complain("confctl: %s\n", oneLine(strings.TrimPrefix(line, "confctl: ")))
	}
}

// complain writes to the standard error. Nobody can be told that this failed.
func (a *app) complain(format string, args ...any) {
	_, _ = fmt.Fprintf(a.Stderr, format, args...)
}

var problemColumns = []string{"place", "file", "line", "column", "key", "rule", "found", "allowed", "nearest", "warning"}

func problemRows(problems confctl.Problems) []row {
	rows := make([]row, len(problems))
	for i, p := range problems {
		rows[i] = row{
			p.Place.String(), p.Place.File, int64(p.Place.Pos.Line), int64(p.Place.Pos.Column), p.Key, string(p.Rule),
			p.Found, p.Allowed, p.Nearest, p.Warning,
		}
	}
	return rows
}

// printProblems writes problems to the standard error: as JSON or YAML if that
// is asked for, else a line each, with the source below on a terminal.
func (a *app) printProblems(problems confctl.Problems) {
	if len(problems) == 0 {
		return
	}
	if a.output == "json" || a.output == "yaml" {
		out := a.Stdout
		a.Stdout = a.Stderr
		if err := a.print(problemColumns, problemRows(problems)); err != nil {
			a.complain("confctl: %v\n", err)
		}
		a.Stdout = out
		return
	}
	for _, p := range problems {
		a.complain("%s\n%s", oneLine(p.String()), a.excerpt(a.Stderr, p))
	}
}
