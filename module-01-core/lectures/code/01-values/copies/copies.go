// Copies shows which parts of a value an assignment copies.
package main

import "fmt"

// Account mixes what is in the value with what the value only points to.
type Account struct {
	Limit   int64
	Recent  [2]int64
	History []int64
	Labels  map[string]string
}

// Raise has a value receiver: it raises the limit of a copy.
func (a Account) Raise() {
	a.Limit = 1_000
	fmt.Println("in Raise:", a.Limit)
}

func main() {
	a := Account{
		Recent:  [2]int64{1, 2},
		History: []int64{1, 2},
		Labels:  map[string]string{"owner": "ann"},
	}
	b := a
	b.Limit = 500
	b.Recent[0] = 99
	b.History[0] = 99
	b.Labels["owner"] = "bob"
	b.Raise()

	fmt.Println("a:", a.Limit, a.Recent, a.History, a.Labels)
	fmt.Println("b:", b.Limit, b.Recent, b.History, b.Labels)
}
