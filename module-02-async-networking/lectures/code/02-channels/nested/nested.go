// Nested walks a tree with a limited group. It fails: tasks that hold the places
// wait for places.
package main

import (
	"fmt"

	"golang.org/x/sync/errgroup"
)

// walk visits a node and has its children visited.
func walk(g *errgroup.Group, depth int) error {
	if depth == 0 {
		return nil
	}
	for range 2 {
		g.Go(func() error { return walk(g, depth-1) })
	}
	return nil
}

func main() {
	var g errgroup.Group
	g.SetLimit(4)
	g.Go(func() error { return walk(&g, 20) })
	fmt.Println(g.Wait())
}
