//go:build unix

package checkkit

import "syscall"

const terminate = syscall.SIGTERM
