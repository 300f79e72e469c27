// Gotest runs go test with its arguments and shows what that prints, without
// what differs from run to run and machine to machine: durations, the processor,
// and whether a result came from the cache (it never does).
package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
)

var (
	duration = regexp.MustCompile(`\s+\(?\d+\.\d+s\)?$|\t\d+\.\d+s(?:$|(\t))`)
	machine  = regexp.MustCompile(`^(goos|goarch|pkg|cpu): `)
)

// steady returns a line as it is everywhere, and whether to show it at all.
func steady(line string) (string, bool) {
	line = duration.ReplaceAllString(line, "$1")
	return strings.ReplaceAll(line, "\t", " "), !machine.MatchString(line)
}

func main() {
	cmd := exec.Command("go", append([]string{"test", "-count=1"}, os.Args[1:]...)...)
	output, err := cmd.CombinedOutput()
	for line := range strings.SplitSeq(strings.TrimSuffix(string(output), "\n"), "\n") {
		if line, shown := steady(line); shown {
			fmt.Println(line)
		}
	}
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		os.Exit(exit.ExitCode())
	}
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}
