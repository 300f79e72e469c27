package main

import "systems.course/benchkit"

// chart draws how many times as long as git config each program takes for a get,
// and the bound.
func (r *report) chart() string {
	var g benchkit.Group
	for _, c := range r.list {
		if c.name != gitName {
			s := r.ratio(c.name)
			g.Bars = append(g.Bars, benchkit.Bar{Name: c.name, Spread: s, Loss: c.name == confctlName && s.Median > bound})
		}
	}
	return benchkit.Chart{
		Title:  "get of one key: how many times as long as git config (shorter is faster)",
		Most:   6,
		Groups: []benchkit.Group{g},
		Lines:  []benchkit.Line{{At: 1, Text: "git config"}, {At: bound, Text: "asked of confctl"}},
	}.SVG()
}
