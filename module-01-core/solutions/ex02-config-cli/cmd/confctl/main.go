// Command confctl looks after the layered configuration of a service. What it
// does is in package cli.
//
// Build it with CGO_ENABLED=0: it needs no C, and a program that the dynamic
// linker has no part in starts in three quarters of the time. It ends before the
// limits of its container can change, so the runtime starts no goroutine to ask for
// them.
//
//go:debug updatemaxprocs=0
package main

import (
	"os"

	"systems.course/confctl/cli"
)

func main() {
	os.Exit(cli.Main(cli.Process{
		Args: os.Args[1:], Environ: os.Environ(), Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
	}))
}
