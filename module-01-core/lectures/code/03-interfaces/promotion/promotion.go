// Promotion embeds one struct in another and shows what is not inheritance.
package main

import "fmt"

type report struct{ rows int }

func (r report) title() string { return "report" }

func (r report) render() string { return fmt.Sprintf("%s, %d rows", r.title(), r.rows) }

// invoice has the promoted method render and its own title.
type invoice struct{ report }

func (i invoice) title() string { return "invoice" }

type titled interface{ title() string }

// document renders whatever title it is given: what varies is a value.
type document struct {
	titled
	rows int
}

func (d document) render() string { return fmt.Sprintf("%s, %d rows", d.title(), d.rows) }

func main() {
	i := invoice{report{rows: 3}}
	fmt.Println(i.title(), "|", i.report.title(), "|", i.render())

	d := document{titled: i, rows: 3}
	fmt.Println(d.render())

	defer func() { fmt.Println("document{}:", recover()) }()
	_ = document{rows: 3}.render()
}
