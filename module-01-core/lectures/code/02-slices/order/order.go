// Order looks at the order in which range visits maps, and at what it visits when
// the map changes meanwhile.
package main

import "fmt"

// firsts counts how often each key of a map of n keys comes first.
func firsts(n, loops int) []int {
	m := map[int]bool{}
	for k := range n {
		m[k] = true
	}
	count := make([]int, n)
	for range loops {
		for k := range m {
			count[k]++
			break
		}
	}
	return count
}

// orders counts the different orders in which eight keys are visited.
func orders(loops int) int {
	m := map[int]bool{0: true, 1: true, 2: true, 3: true, 4: true, 5: true, 6: true, 7: true}
	seen := map[string]bool{}
	for range loops {
		seen[fmt.Sprint(visited(m))] = true
	}
	return len(seen)
}

func visited(m map[int]bool) (keys []int) {
	for k := range m {
		keys = append(keys, k)
	}
	return keys
}

// changed counts the visits of a loop over n keys that deletes, at each visit,
// a key that it may not have reached yet and adds one that it has not seen.
func changed(n int) (old, deleted, added int) {
	m, gone := map[int]bool{}, map[int]bool{}
	for k := range n {
		m[k] = true
	}
	for k := range m {
		switch {
		case gone[k]:
			deleted++
		case k < n:
			old++
		default:
			added++
		}
		if k < n {
			victim := (k + n/2) % n
			delete(m, victim)
			gone[victim] = true
			m[n+k] = true
		}
	}
	return old, deleted, added
}

func main() {
	const loops = 8_000
	fmt.Println("first of 5 keys:", firsts(5, loops))
	fmt.Println("first of 8 keys:", firsts(8, loops))
	fmt.Println("orders of 8 keys:", orders(loops))
	old, deleted, added := changed(1_000)
	fmt.Println("changed in the loop: visited", old, "of the old,", deleted, "of the deleted,", added, "of the added")
}
