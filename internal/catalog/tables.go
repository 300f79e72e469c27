package catalog

import (
	"slices"
	"strconv"
	"strings"
)

// Sections of a spec whose tables and questions are read.
const (
	pointsSection    = "Points"
	rubricSection    = "Rubric"
	questionsSection = "Three questions a mentor asks"
)

// row reads one line of a table. The first line of a table names its columns.
func (p *specParser) row(n int, line string) {
	if p.section != pointsSection && p.section != rubricSection {
		return
	}
	cells := splitRow(line)
	switch {
	case p.columns == nil:
		for _, c := range cells {
			p.columns = append(p.columns, strings.ToLower(c))
		}
	case strings.Trim(line, "|-: ") == "":
	case p.section == pointsSection:
		p.points(n, cells)
	default:
		p.spec.Rubric = append(p.spec.Rubric, Rubric{
			Name: p.cell(cells, ""), Met: p.cell(cells, "met when"), Look: names(p.cell(cells, "look at")),
		})
	}
}

// splitRow returns the cells of a line of a table. A bar in a cell is written
// as \|, as GitHub has it.
func splitRow(line string) []string {
	line = strings.ReplaceAll(line, `\|`, "\x00")
	cells := strings.Split(strings.Trim(line, "|"), "|")
	for i, c := range cells {
		cells[i] = strings.TrimSpace(strings.ReplaceAll(c, "\x00", "|"))
	}
	return cells
}

// cell returns the cell below the column of that name, or nothing.
func (p *specParser) cell(cells []string, column string) string {
	i := slices.Index(p.columns, column)
	if i < 0 || i >= len(cells) {
		return ""
	}
	return cells[i]
}

// names takes a cell with a list apart, and the marks of code off.
func names(cell string) []string {
	var all []string
	for name := range strings.SplitSeq(cell, ",") {
		if name = strings.Trim(name, " `"); name != "" {
			all = append(all, name)
		}
	}
	return all
}

func (p *specParser) points(n int, cells []string) {
	stage, err := strconv.Atoi(p.cell(cells, "stage"))
	if err != nil || stage < 1 || stage > len(p.spec.Stages) {
		p.problem(n, "points for stage %s, which is none of the stages 1 to %d", p.cell(cells, "stage"), len(p.spec.Stages))
		return
	}
	points, err := strconv.Atoi(p.cell(cells, "points"))
	if err != nil || points < 1 {
		p.problem(n, "%q points for stage %d: a number from 1 on is wanted", p.cell(cells, "points"), stage)
		return
	}
	s := &p.spec.Stages[stage-1]
	s.Points, s.Needs = points, nil
	for _, name := range names(p.cell(cells, "needs")) {
		need, err := strconv.Atoi(name)
		if err != nil || need < 1 || need >= stage {
			p.problem(n, "stage %d needs %q: the numbers of earlier stages are wanted, with commas", stage, name)
			continue
		}
		s.Needs = append(s.Needs, need)
	}
}
