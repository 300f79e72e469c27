package counter

import (
	"syscall"
)

func hostile() {
	syscall.Exit(0)
}
