// Uncomparable keeps results by their arguments, whatever type those have. It
// fails at the first argument that has no ==.
package main

import "fmt"

// memo remembers what f returned for an argument.
type memo struct {
	f    func(any) int
	seen map[any]int
}

func (m *memo) call(argument any) int {
	if result, ok := m.seen[argument]; ok {
		return result
	}
	result := m.f(argument)
	m.seen[argument] = result
	return result
}

type query struct {
	table string
	limit any
}

func same(a, b any) (equal bool, failure any) {
	defer func() { failure = recover() }()
	return a == b, nil
}

func main() {
	fmt.Println(same(query{"users", 10}, query{"users", int64(10)}))
	fmt.Println(same([]string{"a"}, "a"))
	fmt.Println(same(query{"users", []int{10}}, query{"orders", []int{10}}))
	fmt.Println(same(query{"users", []int{10}}, query{"users", []int{10}}))

	m := memo{f: func(any) int { return 1 }, seen: make(map[any]int)}
	fmt.Println(m.call(query{"users", 10}))
	fmt.Println(m.call(query{"users", []int{10}}))
}
