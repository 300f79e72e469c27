package main

import (
	"fmt"
	"strings"

	"systems.course/benchmarks/internal/results"
)

const (
	rowHeight  = 18
	labelWidth = 150
	barWidth   = 420 // of the longest bar
	mostRatio  = 8   // bars end here, with their figure beside them
)

// chart draws how many times as fast the sharded cache is as each other one, with
// two goroutines: a bar to the median, and a line from one quartile to the other.
func (r *report) chart() string {
	var b strings.Builder
	height := 40
	for range workloads() {
		height += 30 + rowHeight*(len(contenders())-1)
	}
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="720" height="%d" font-family="sans-serif" font-size="12">`+"\n", height)
	b.WriteString(`<rect width="100%" height="100%" fill="white"/>` + "\n")
	b.WriteString(`<text x="8" y="20" font-size="14">fast, sharded: how many times as fast as …, two goroutines (over 1: faster)</text>` + "\n")
	y := 40
	for _, w := range workloads() {
		fmt.Fprintf(&b, `<text x="8" y="%d" font-weight="bold">%s</text>`+"\n", y+14, w.title)
		y += 22
		top := y
		for _, con := range contenders() {
			if con.name != fastSharded {
				b.WriteString(bar(con.name, r.ratio(fastSharded, con.name, w.name, 2), y))
				y += rowHeight
			}
		}
		one := labelWidth + barWidth/mostRatio
		fmt.Fprintf(&b, `<line x1="%d" y1="%d" x2="%d" y2="%d" stroke="black" stroke-dasharray="3 2"/>`+"\n", one, top-2, one, y)
		y += 8
	}
	b.WriteString("</svg>\n")
	return b.String()
}

func bar(name string, s results.Spread, y int) string {
	x := func(ratio float64) float64 { return labelWidth + barWidth*min(ratio, mostRatio)/mostRatio }
	colour := "#3b7dd8"
	switch {
	case s.Noisy():
		colour = "#b0b0b0"
	case s.Median < 1:
		colour = "#d8743b"
	}
	figure := fmt.Sprintf("%.2f", s.Median)
	if s.Noisy() {
		figure += " noisy"
	}
	return fmt.Sprintf(`<text x="%d" y="%d" text-anchor="end">%s</text>`, labelWidth-6, y+12, name) +
		fmt.Sprintf(`<rect x="%d" y="%d" width="%.1f" height="%d" fill="%s"/>`, labelWidth, y+2, x(s.Median)-labelWidth, rowHeight-5, colour) +
		fmt.Sprintf(`<line x1="%.1f" y1="%d" x2="%.1f" y2="%d" stroke="black"/>`, x(s.Lower), y+8, x(s.Upper), y+8) +
		fmt.Sprintf(`<text x="%.1f" y="%d">%s</text>`+"\n", max(x(s.Median), x(s.Upper))+6, y+12, figure)
}
