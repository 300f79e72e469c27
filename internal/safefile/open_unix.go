//go:build unix

package safefile

import "syscall"

// noSurprise keeps an open from following a link or waiting at a pipe that has
// come since the file was looked at.
const noSurprise = syscall.O_NOFOLLOW | syscall.O_NONBLOCK
