package gradeout

import (
	"fmt"
	"slices"

	"systems.course/internal/grade"
)

// A class is the first part of the page.
type class struct {
	Tiles     []tile
	Urgent    []urgent
	Histogram histogram
	Legend    []verdict
	Stages    []stageColumn
	Of        int  // points
	Rubric    bool // whether there is one
	NoSandbox bool
}

// A tile is a number and what it counts.
type tile struct {
	Number, Label, Kind string
}

// An urgent line names attempts that somebody should look at first.
type urgent struct {
	Kind, Text string
	Who        []link
}

// A link is a place in the page.
type link struct {
	Text, To string
}

// A stageColumn is what the class made of a stage.
type stageColumn struct {
	N      int
	Title  string
	Points int
	Passed int // graded attempts
	Stuck  int // graded attempts that have it as first failing stage
	Failed int // of those, by a check
	Build  int // of those, because the code does not compile
	Who    []link
	Most   bool // no stage has more that are stuck at it
	Widest int  // Stuck of the stage with the most; for the scale
}

func newClass(r *grade.Report, attempts []attempt) class {
	c := class{
		Of: worth(r.Exercise), Rubric: len(r.Exercise.Rubric) > 0, NoSandbox: r.Sandbox == "none",
		Legend: []verdict{passed, failed, noBuild, notRun, unfit, broken, pending},
	}
	c.Tiles = tiles(c.Of, attempts)
	c.Urgent = urgentLines(attempts)
	c.Histogram = newHistogram(c.Of, attempts)
	c.Stages = stageColumns(r.Exercise.Stages, attempts)
	return c
}

func tiles(of int, attempts []attempt) []tile {
	by := map[grade.Status]int{}
	var points []int
	full := 0
	for _, a := range attempts {
		by[a.Status]++
		if a.Status != grade.Graded {
			continue
		}
		points = append(points, a.Points)
		if a.First == 0 {
			full++
		}
	}
	all := []tile{{Number: fmt.Sprint(len(attempts)), Label: "attempts"}, {Number: fmt.Sprint(by[grade.Graded]), Label: "graded"}}
	if len(points) > 0 {
		all = append(all,
			tile{Number: median(points), Label: fmt.Sprintf("median of %d points", of)},
			tile{Number: fmt.Sprint(full), Label: "passed every stage", Kind: "passed"})
	}
	for _, t := range []struct {
		status      grade.Status
		label, kind string
	}{
		{grade.Unfit, "unfit: 0 points", "unfit"},
		{grade.Broken, "broken: no verdict", "broken"},
		{grade.Pending, "pending: no verdict yet", "pending"},
	} {
		if n := by[t.status]; n > 0 {
			all = append(all, tile{Number: fmt.Sprint(n), Label: t.label, Kind: t.kind})
		}
	}
	return all
}

// median returns the middle of values, or the mean of the two middle ones.
func median(values []int) string {
	slices.Sort(values)
	n := len(values)
	if n%2 == 0 && (values[n/2-1]+values[n/2])%2 == 1 {
		return fmt.Sprintf("%d.5", (values[n/2-1]+values[n/2])/2)
	}
	return fmt.Sprint((values[(n-1)/2] + values[n/2]) / 2)
}

func urgentLines(attempts []attempt) []urgent {
	lines := []urgent{
		{Kind: "broken", Text: "The checker broke: run these again"},
		{Kind: "pending", Text: "Interrupted before the verdict: go on with --resume"},
		{Kind: "unfit", Text: "Their files could not be taken"},
		{Kind: "suspect", Text: "They use what could deceive the checks: read the lines"},
	}
	for _, a := range attempts {
		for i, belongs := range []bool{
			a.Status == grade.Broken, a.Status == grade.Pending, a.Status == grade.Unfit, len(a.Suspects) > 0,
		} {
			if belongs {
				lines[i].Who = append(lines[i].Who, link{a.Name, a.ID})
			}
		}
	}
	return slices.DeleteFunc(lines, func(u urgent) bool { return len(u.Who) == 0 })
}

func stageColumns(stages []grade.Stage, attempts []attempt) []stageColumn {
	columns := make([]stageColumn, len(stages))
	for i, s := range stages {
		c := &columns[i]
		c.N, c.Title, c.Points = s.N, line(s.Title, nameRunes), s.Points
		for _, a := range attempts {
			c.add(a, a.Stages[i])
		}
	}
	widest := 0
	for _, c := range columns {
		widest = max(widest, c.Stuck)
	}
	for i := range columns {
		columns[i].Widest = widest
		columns[i].Most = widest > 0 && columns[i].Stuck == widest
	}
	return columns
}

func (c *stageColumn) add(a attempt, s stageView) {
	if s.Verdict == passed && a.Status == grade.Graded {
		c.Passed++
	}
	if a.First != c.N {
		return
	}
	c.Stuck++
	if s.Verdict == noBuild {
		c.Build++
	} else {
		c.Failed++
	}
	c.Who = append(c.Who, link{a.Name, s.ID})
}

// stuckWidth is the length of the longest bar, in the units of its drawing.
const stuckWidth = 100

// FailedWidth and BuildWidth are the lengths of the two parts of the bar.
func (c stageColumn) FailedWidth() int { return c.Failed * stuckWidth / max(1, c.Widest) }

func (c stageColumn) BuildWidth() int { return c.Build * stuckWidth / max(1, c.Widest) }

// Bins of the histogram: ten of equal width, and one for all points.
const bins = 10

// A histogram is the distribution of the points of graded attempts.
type histogram struct {
	Graded int
	Bars   []bar
	Text   string // in words, for those who do not see it
}

// A bar is one bin, with its place in a drawing in which a bin is 40 wide and the
// highest bar 120 high.
type bar struct {
	From          int // points
	Count         int
	X, Y, Height  int
	Middle, Label int // where the texts go
	Range         string
}

func newHistogram(of int, attempts []attempt) histogram {
	var h histogram
	counts := make([]int, bins+1)
	for _, a := range attempts {
		if a.Status == grade.Graded && of > 0 {
			h.Graded++
			counts[min(bins, max(0, a.Points*bins/of))]++
		}
	}
	const width, height, top = 40, 120, 20
	highest := max(1, slices.Max(counts))
	for i, n := range counts {
		b := bar{From: (i*of + bins - 1) / bins, Count: n, X: i*width + 3, Middle: i*width + width/2, Height: n * height / highest}
		b.Y = top + height - b.Height
		b.Label = b.Y - 5
		if b.Range = fmt.Sprintf("%d to %d points", b.From, ((i+1)*of+bins-1)/bins-1); i == bins {
			b.Range = fmt.Sprintf("all %d points", of)
		}
		h.Bars = append(h.Bars, b)
		if n > 0 {
			h.Text += fmt.Sprintf("%s: %s. ", b.Range, count(n, "attempt"))
		}
	}
	return h
}
