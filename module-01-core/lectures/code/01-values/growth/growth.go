// Growth shows a goroutine's stack moving while a pointer into it is alive.
package main

import (
	"fmt"
	"unsafe"
)

// deep needs more than 128 bytes of stack for each level.
//
//go:noinline
func deep(levels int, p *int) int {
	var frame [128]byte
	if levels == 0 {
		*p++
		return 0
	}
	frame[levels%len(frame)] = 1
	return deep(levels-1, p) + int(frame[levels%len(frame)])
}

// address returns where p points, as a number that nobody adjusts.
func address(p *int) uintptr { return uintptr(unsafe.Pointer(p)) }

func main() {
	done := make(chan struct{})
	go func() {
		defer close(done)
		x := 41
		p := &x
		before := address(p)
		depth := deep(1_000, p)
		fmt.Println("levels:", depth)
		fmt.Println("moved: ", address(p) != before)
		fmt.Println("x:     ", x, "through p:", *p)
	}()
	<-done
}
