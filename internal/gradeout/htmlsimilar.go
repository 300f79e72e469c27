package gradeout

import (
	"fmt"
	"strings"

	"systems.course/internal/grade"
	"systems.course/internal/similar"
)

// Bounds of what is shown of similarity: of the pairs of attempts and of those with
// the reference maxPairs each.
const (
	maxPairs     = 50
	maxRegions   = 4
	passageLines = 40
)

// alike is the part of the page about similarity.
type alike struct {
	Groups        []group
	Reference     []pair
	MoreReference int      // pairs with the reference that are not shown
	Left          []string // files that were not compared, and why
}

// A group is a cluster as it is shown.
type group struct {
	ID      string
	Title   string
	Size    string // how much is in common, in words
	Members []link
	Pairs   []pair
	Cut     int // pairs that connect it and are not shown
	More    int // pairs that do not
}

// A pair is two attempts, or an attempt and the reference, and what they share.
type pair struct {
	ID       string
	A, B     link   // the reference has no place
	Size     string // how much is in common, in words
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
	Cut    int    // lines that are not shown
	None   bool   // the file is not in the report
	Like   string // lines of the reference, which the report does not have
}

// alike says which attempts are alike; each of them gets links to it.
func (b *builder) alike(attempts []attempt) alike {
	clusters, reference := clustersOf(b.report)
	v, shown := alike{Left: leftOut(attempts)}, 0
	for i, c := range clusters {
		g := b.group(fmt.Sprintf("g%d", i), fmt.Sprintf("Group %d: ", i+1), c, attempts, maxPairs-shown)
		shown += len(g.Pairs)
		v.Groups = append(v.Groups, g)
		for _, m := range c.Members {
			attempts[m].Similar = append(attempts[m].Similar, link{fmt.Sprintf("group %d (%s)", i+1, count(len(c.Members), "attempt")), g.ID})
		}
	}
	for i, p := range reference {
		if i == maxPairs {
			v.MoreReference = len(reference) - i
			break
		}
		shown := b.pair(fmt.Sprintf("r%d", i), p, attempts)
		v.Reference = append(v.Reference, shown)
		attempts[p.A].Similar = append(attempts[p.A].Similar, link{shown.B.Text + ", " + shown.Size, shown.ID})
	}
	return v
}

// group shows a cluster, with at most room of its links.
func (b *builder) group(id, title string, c cluster, attempts []attempt, room int) group {
	g := group{ID: id, Title: title + count(len(c.Members), "attempt"), More: c.More}
	for _, m := range c.Members {
		g.Members = append(g.Members, link{attempts[m].Name, attempts[m].ID})
	}
	most, least := tokens(c.Links[0]), tokens(c.Links[len(c.Links)-1])
	if g.Size = fmt.Sprintf("%d to %d tokens in common", least, most); len(c.Links) == 1 {
		g.Size = inCommon(c.Links[0])
	}
	for i, p := range c.Links {
		if i >= room {
			g.Cut = len(c.Links) - i
			break
		}
		g.Pairs = append(g.Pairs, b.pair(fmt.Sprintf("%s-p%d", id, i), p, attempts))
	}
	return g
}

// inCommon says how much a pair has in common.
func inCommon(p grade.Pair) string {
	return fmt.Sprintf("%d tokens in common, %d %%", tokens(p), int(p.Share*100+0.5))
}

// urgent says where to look for what is alike; nothing if nothing is.
func (v alike) urgent() []urgent {
	u := urgent{Kind: "alike", Text: "Long passages alike"}
	for i, g := range v.Groups {
		if i == 10 {
			u.Who = append(u.Who, link{fmt.Sprintf("%d more groups", len(v.Groups)-i), "similar"})
			break
		}
		u.Who = append(u.Who, link{fmt.Sprintf("group %d (%s)", i+1, count(len(g.Members), "attempt")), g.ID})
	}
	if n := len(v.Reference) + v.MoreReference; n > 0 {
		u.Who = append(u.Who, link{fmt.Sprintf("with the reference (%s)", count(n, "attempt")), "reference"})
	}
	if u.Who == nil {
		return nil
	}
	return []urgent{u}
}

// leftOut lists the files that nothing was compared with, of which the notes speak
// in these words.
func leftOut(attempts []attempt) (all []string) {
	for _, a := range attempts {
		for _, note := range a.Notes {
			if strings.Contains(note, " says that it is generated") || strings.Contains(note, " was not compared ") {
				all = append(all, a.Name+": "+note)
			}
		}
	}
	return all
}

func (b *builder) pair(id string, m grade.Pair, attempts []attempt) pair {
	p := pair{ID: id, Size: inCommon(m), A: link{attempts[m.A].Name, attempts[m.A].ID}, B: link{Text: "the course's reference"}}
	if m.B >= 0 {
		p.B = link{attempts[m.B].Name, attempts[m.B].ID}
	}
	for i, r := range m.Regions {
		if i == maxRegions {
			p.More = len(m.Regions) - i
			break
		}
		shown := passage{b.side(p.A, m.A, r.A, attempts), b.side(p.B, m.B, r.B, attempts)}
		if m.B < 0 {
			shown.A.Like = shown.B.Place.Text
		}
		p.Passages = append(p.Passages, shown)
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
