// Nilerror returns a pointer that is nil in an interface that is not. It fails:
// a valid port is refused.
package main

import (
	"fmt"
	"os"
)

type portError struct{ port int }

func (e *portError) Error() string { return fmt.Sprintf("port %d is out of range", e.port) }

func check(port int) *portError {
	if port < 1 || port > 65_535 {
		return &portError{port}
	}
	return nil
}

func validate(port int) error {
	return check(port)
}

func main() {
	if err := validate(8080); err != nil {
		fmt.Printf("refused: %v; a %T, and nil in it: %t\n", err, err, err == (*portError)(nil))
		os.Exit(1)
	}
}
