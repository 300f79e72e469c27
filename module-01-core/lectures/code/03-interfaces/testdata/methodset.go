// Methodset shows where a *T will do and a T will not.
package main

type counter struct{ n int }

func (c *counter) Add() { c.n++ }

type adder interface{ Add() }

func main() {
	var c counter
	c.Add()

	var a adder = c
	a.Add()

	byName := map[string]counter{"hits": c}
	byName["hits"].Add()
	counter{}.Add()
}
