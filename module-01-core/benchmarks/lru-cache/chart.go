package main

import "systems.course/benchkit"

// chart draws how many times as fast the sharded cache is as each other one, with
// two goroutines.
func (r *report) chart() string {
	c := benchkit.Chart{
		Title: "fast, sharded: how many times as fast as …, two goroutines (over 1: faster)",
		Most:  8, Lines: []benchkit.Line{{At: 1}},
	}
	for _, w := range workloads() {
		g := benchkit.Group{Title: w.title}
		for _, con := range contenders() {
			if con.name != fastSharded {
				s := r.ratio(fastSharded, con.name, w.name, 2)
				g.Bars = append(g.Bars, benchkit.Bar{Name: con.name, Spread: s, Loss: s.Median < 1})
			}
		}
		c.Groups = append(c.Groups, g)
	}
	return c.SVG()
}
