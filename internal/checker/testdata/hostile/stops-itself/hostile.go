package counter

import (
	"syscall"
)

func hostile() {
	syscall.Kill(syscall.Getpid(), syscall.SIGSTOP)
}
