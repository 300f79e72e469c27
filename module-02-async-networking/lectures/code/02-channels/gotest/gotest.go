// Gotest runs go test with its arguments and shows what the tests logged, without
// file names, durations and paths.
package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
)

var logged = regexp.MustCompile(`^\s+\w+_test\.go:\d+: (.*)$`)

// shown returns what a line of go test's says that is the same everywhere.
func shown(line string) (string, bool) {
	if found := logged.FindStringSubmatch(line); found != nil {
		return found[1], true
	}
	return line, strings.HasPrefix(line, "panic: ")
}

func main() {
	cmd := exec.Command("go", append([]string{"test", "-count=1", "-v"}, os.Args[1:]...)...)
	output, err := cmd.CombinedOutput()
	for line := range strings.SplitSeq(string(output), "\n") {
		if text, ok := shown(line); ok {
			fmt.Println(text)
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
