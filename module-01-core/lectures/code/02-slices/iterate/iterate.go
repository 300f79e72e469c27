// Iterate leaves loops over an iterator in three ways and shows what runs when.
package main

import (
	"fmt"
	"iter"
)

// down counts down from n. It says when it is told to stop and when it ends.
func down(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		defer fmt.Println("  iterator's defer")
		for i := n; i > 0; i-- {
			if !yield(i) {
				fmt.Println("  told to stop at", i)
				return
			}
		}
	}
}

func returning() int {
	for i := range down(3) {
		defer fmt.Println("  the loop body's defer of", i)
		if i == 2 {
			return i
		}
	}
	return 0
}

func panicking() (err error) {
	defer func() { err = fmt.Errorf("recovered: %v", recover()) }()
	for i := range down(3) {
		panic(fmt.Sprint("in the body at ", i))
	}
	return nil
}

// pulled reads two values through Pull and leaves.
func pulled() {
	next, stop := iter.Pull(down(3))
	defer stop()
	for range 2 {
		value, more := next()
		fmt.Println("  pulled", value, more)
	}
}

func main() {
	fmt.Println("return:")
	fmt.Println("  returned", returning())
	fmt.Println("panic:")
	fmt.Println(" ", panicking())
	fmt.Println("iter.Pull:")
	pulled()
}
