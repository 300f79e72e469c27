package gradeout

import (
	"fmt"
	"strings"

	"systems.course/internal/grade"
	"systems.course/internal/similar"
)

// Bounds of what is shown of similarity.
const (
	maxPairs     = 50
	maxRegions   = 4
	passageLines = 40
)

// A pair is two attempts, or an attempt and the reference, and what they share.
type pair struct {
	ID       string
	A, B     link // the reference has no place
	Percent  int
	Passages []passage
	More     int // passages that are not shown
}

// A passage is the same in both.
type passage struct {
	A, B side
}

// A side is some lines of a file.
type side struct {
	Who    link
	Place  link
	Gutter string
	Text   string
	Cut    int  // lines that are not shown
	None   bool // the file is not in the report
}

// pairs returns the first pairs, and how many there are besides; each attempt
// gets links to its own.
func (b *builder) pairs(attempts []attempt) (all []pair, more int) {
	for _, m := range b.report.Similar {
		if m.A < 0 || m.A >= len(attempts) || m.B < -1 || m.B >= len(attempts) {
			continue // of no attempt that the report has
		}
		if len(all) == maxPairs {
			more++
			continue
		}
		p := b.pair(fmt.Sprintf("p%d", len(all)), m, attempts)
		all = append(all, p)
		attempts[m.A].Similar = append(attempts[m.A].Similar, link{fmt.Sprintf("%s, %d %%", p.B.Text, p.Percent), p.ID})
		if m.B >= 0 {
			attempts[m.B].Similar = append(attempts[m.B].Similar, link{fmt.Sprintf("%s, %d %%", p.A.Text, p.Percent), p.ID})
		}
	}
	return all, more
}

func (b *builder) pair(id string, m grade.Pair, attempts []attempt) pair {
	p := pair{ID: id, Percent: int(m.Share*100 + 0.5), A: link{attempts[m.A].Name, attempts[m.A].ID}, B: link{Text: "the course's reference"}}
	if m.B >= 0 {
		p.B = link{attempts[m.B].Name, attempts[m.B].ID}
	}
	for i, r := range m.Regions {
		if i == maxRegions {
			p.More = len(m.Regions) - i
			break
		}
		p.Passages = append(p.Passages, passage{b.side(p.A, m.A, r.A, attempts), b.side(p.B, m.B, r.B, attempts)})
	}
	return p
}

func (b *builder) side(who link, i int, span similar.Span, attempts []attempt) side {
	s := side{Who: who, Place: link{Text: fmt.Sprintf("%s:%d–%d", line(span.File, nameRunes), span.First, span.Last)}, None: true}
	if i < 0 {
		return s
	}
	for k, f := range b.report.Attempts[i].Files {
		if f.Name != span.File {
			continue
		}
		s.Place.To = attempts[i].Files[k].ID
		all := strings.Split(f.Text, "\n")
		first, last := max(1, span.First), min(span.Last, len(all))
		if first > last {
			return s
		}
		s.None = false
		s.Cut = max(0, last-first+1-passageLines)
		last -= s.Cut
		shown := make([]string, 0, passageLines)
		for _, text := range all[first-1 : last] {
			shown = append(shown, codeLine(text))
		}
		s.Text, s.Gutter = strings.Join(shown, "\n"), gutter(first, last)
		return s
	}
	return s
}
