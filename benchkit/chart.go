package benchkit

import (
	"fmt"
	"html"
	"strings"
)

// A Chart is a drawing of ratios as bars, in groups. It is of one scale: bars longer
// than Most end there, with their figure beside them.
type Chart struct {
	Title  string
	Most   float64 // the ratio at the right end, over 0
	Groups []Group
	Lines  []Line // across the bars of each group
}

// A Group is some bars under a title, which may be empty.
type Group struct {
	Title string
	Bars  []Bar
}

// A Bar goes to the median, with a line from one quartile to the other. What is
// noisy is grey; Loss gives it the colour of what is lost.
type Bar struct {
	Name   string
	Spread Spread
	Loss   bool
}

// A Line marks a ratio, such as 1. Its text may be empty.
type Line struct {
	At   float64
	Text string
}

// Measures of the drawing, in its own units.
const (
	chartWidth = 720
	labelWidth = 170
	barWidth   = 400
	rowHeight  = 20
)

const (
	plain = "#3b7dd8"
	loss  = "#d8743b"
	noisy = "#b0b0b0"
)

// SVG returns the drawing, complete and with a newline at its end.
func (c Chart) SVG() string {
	var b strings.Builder
	y := 36
	for _, g := range c.Groups {
		y = c.group(&b, g, y)
	}
	head := fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="12">`, chartWidth, y+4) + "\n" +
		`<rect width="100%" height="100%" fill="white"/>` + "\n" +
		fmt.Sprintf(`<text x="8" y="20" font-size="14">%s</text>`, html.EscapeString(c.Title)) + "\n"
	return head + b.String() + "</svg>\n"
}

func (c Chart) group(b *strings.Builder, g Group, y int) int {
	if g.Title != "" {
		fmt.Fprintf(b, `<text x="8" y="%d" font-weight="bold">%s</text>`+"\n", y+14, html.EscapeString(g.Title))
		y += rowHeight
	}
	top := y
	for _, bar := range g.Bars {
		c.bar(b, bar, y)
		y += rowHeight
	}
	captions := 0
	for i, line := range c.Lines {
		x := c.x(line.At)
		fmt.Fprintf(b, `<line x1="%.1f" y1="%d" x2="%.1f" y2="%d" stroke="black" stroke-dasharray="3 2"/>`+"\n", x, top-2, x, y+2)
		if line.Text == "" {
			continue
		}
		anchor := "end"
		if i > 0 {
			anchor = "start" // two lines may be close to each other
		}
		fmt.Fprintf(b, `<text x="%.1f" y="%d" text-anchor="%s">%s</text>`+"\n", x, y+14, anchor, html.EscapeString(line.Text))
		captions = 14
	}
	return y + captions + 8
}

func (c Chart) bar(b *strings.Builder, bar Bar, y int) {
	s, colour := bar.Spread, plain
	figure := fmt.Sprintf("%.2f", s.Median)
	switch {
	case s.Noisy():
		colour = noisy
		figure += " noisy"
	case bar.Loss:
		colour = loss
	}
	fmt.Fprintf(b, `<text x="%d" y="%d" text-anchor="end">%s</text>`, labelWidth-6, y+12, html.EscapeString(bar.Name))
	fmt.Fprintf(b, `<rect x="%d" y="%d" width="%.1f" height="%d" fill="%s"/>`, labelWidth, y+2, c.x(s.Median)-labelWidth, rowHeight-6, colour)
	fmt.Fprintf(b, `<line x1="%.1f" y1="%d" x2="%.1f" y2="%d" stroke="black"/>`, c.x(s.Lower), y+9, c.x(s.Upper), y+9)
	fmt.Fprintf(b, `<text x="%.1f" y="%d">%s</text>`+"\n", max(c.x(s.Median), c.x(s.Upper))+6, y+12, figure)
}

func (c Chart) x(ratio float64) float64 { return labelWidth + barWidth*min(ratio, c.Most)/c.Most }
