package main

import (
	"fmt"
	"strings"

	"systems.course/benchmarks/internal/results"
)

const (
	rowHeight  = 22
	labelWidth = 170
	barWidth   = 400 // of the longest bar
	mostRatio  = 6   // bars end here, with their figure beside them
)

// chart draws how many times as long as git config each program takes for a get:
// a bar to the median, a line from one quartile to the other, and the bound.
func (r *report) chart() string {
	var b strings.Builder
	bottom := 48 + rowHeight*(len(r.list)-1)
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="720" height="%d" font-family="sans-serif" font-size="12">`+"\n", bottom+24)
	b.WriteString(`<rect width="100%" height="100%" fill="white"/>` + "\n")
	b.WriteString(`<text x="8" y="20" font-size="14">get of one key: how many times as long as git config (shorter is faster)</text>` + "\n")
	y := 36
	for _, c := range r.list {
		if c.name != gitName {
			b.WriteString(bar(c.name, r.ratio(c.name), y))
			y += rowHeight
		}
	}
	for _, line := range []struct {
		at   float64
		text string
	}{{1, "git config"}, {bound, "asked of confctl"}} {
		fmt.Fprintf(&b, `<line x1="%.1f" y1="32" x2="%.1f" y2="%d" stroke="black" stroke-dasharray="3 2"/>`+"\n", xOf(line.at), xOf(line.at), y+4)
		anchor := "end"
		if line.at > 1 {
			anchor = "start"
		}
		fmt.Fprintf(&b, `<text x="%.1f" y="%d" text-anchor="%s">%s</text>`+"\n", xOf(line.at), y+18, anchor, line.text)
	}
	b.WriteString("</svg>\n")
	return b.String()
}

func xOf(ratio float64) float64 { return labelWidth + barWidth*min(ratio, mostRatio)/mostRatio }

func bar(name string, s results.Spread, y int) string {
	colour := "#3b7dd8"
	switch {
	case s.Noisy():
		colour = "#b0b0b0"
	case name == confctlName && s.Median > bound:
		colour = "#d8743b"
	}
	figure := fmt.Sprintf("%.2f", s.Median)
	if s.Noisy() {
		figure += " noisy"
	}
	return fmt.Sprintf(`<text x="%d" y="%d" text-anchor="end">%s</text>`, labelWidth-6, y+13, name) +
		fmt.Sprintf(`<rect x="%d" y="%d" width="%.1f" height="%d" fill="%s"/>`, labelWidth, y+2, xOf(s.Median)-labelWidth, rowHeight-7, colour) +
		fmt.Sprintf(`<line x1="%.1f" y1="%d" x2="%.1f" y2="%d" stroke="black"/>`, xOf(s.Lower), y+9, xOf(s.Upper), y+9) +
		fmt.Sprintf(`<text x="%.1f" y="%d">%s</text>`+"\n", max(xOf(s.Median), xOf(s.Upper))+6, y+13, figure)
}
