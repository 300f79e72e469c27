// Command example runs confctl on the files beside it, with the variables of the
// file environment and no others, so that it prints the same everywhere. It is
// started in the module's folder:
//
//	go run ./example explain server.port
//
// The README of the course's module 01 shows what comes of that.
//
//course:absent
package main

import (
	"fmt"
	"os"
	"strings"

	"systems.course/confctl/cli"
)

func main() {
	variables, err := enter("example")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(cli.Main(cli.Process{
		Args: os.Args[1:], Environ: variables, Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
	}))
}

// enter makes a folder the working directory and returns the lines of its file
// environment.
func enter(dir string) ([]string, error) {
	if err := os.Chdir(dir); err != nil {
		return nil, err
	}
	text, err := os.ReadFile("environment")
	if err != nil {
		return nil, err
	}
	return strings.Fields(string(text)), nil
}
