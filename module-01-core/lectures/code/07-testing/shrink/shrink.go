// Shrink compares a queue with a model under random operations, and makes the
// sequence that shows the difference as short as it can.
package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
)

// An operation pushes its number, or pops if it is 0.
type operation int

func (o operation) String() string {
	if o == 0 {
		return "pop"
	}
	return fmt.Sprintf("push %d", int(o))
}

// differs runs the operations on the queue and on a plain slice, and says where
// the two part, or "".
func differs(operations []operation) string {
	var q queue
	var model []int
	for i, o := range operations {
		if o > 0 {
			q.push(int(o))
			model = append(model, int(o))
			continue
		}
		want, held := 0, len(model) > 0
		if held {
			want, model = model[0], model[1:]
		}
		if got, ok := q.pop(); got != want || ok != held {
			return fmt.Sprintf("operation %d: pop() = %d, %t; want %d, %t", i+1, got, ok, want, held)
		}
	}
	return ""
}

// search draws operations until the two differ.
func search(seed uint64) (operations []operation) {
	random := rand.New(rand.NewPCG(seed, 0))
	for differs(operations) == "" {
		o := operation(0)
		if random.IntN(2) == 0 {
			o = operation(len(operations) + 1)
		}
		operations = append(operations, o)
	}
	return operations
}

// shrink leaves out operations, alone or two at a time (a push and the pop that
// takes it), as long as what is left still differs.
func shrink(operations []operation) []operation {
	for i := range operations {
		for j := i; j < len(operations); j++ {
			shorter := slices.Delete(slices.Clone(operations), j, j+1)
			if i < j {
				shorter = slices.Delete(shorter, i, i+1)
			}
			if differs(shorter) != "" {
				return shrink(shorter)
			}
		}
	}
	return operations
}

func main() {
	var shortest []operation
	for seed := range uint64(12) {
		found := search(seed)
		short := shrink(found)
		fmt.Printf("%d→%d  ", len(found), len(short))
		if shortest == nil || len(short) < len(shortest) {
			shortest = short
		}
	}
	fmt.Printf("\n%v\n%s\n", shortest, differs(shortest))
}
