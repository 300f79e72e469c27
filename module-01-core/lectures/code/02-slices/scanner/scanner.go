// Scanner keeps the lines that a bufio.Scanner returned as bytes. It fails: the
// scanner's buffer is used again.
package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strings"
)

// read returns the lines of r.
func read(r io.Reader) (lines [][]byte, err error) {
	s := bufio.NewScanner(r)
	for s.Scan() {
		lines = append(lines, s.Bytes())
	}
	return lines, s.Err()
}

// wrong returns how many of n lines are not what they were in the input.
func wrong(n int) (count int, err error) {
	var input strings.Builder
	for i := range n {
		fmt.Fprintf(&input, "request %06d\n", i)
	}
	lines, err := read(strings.NewReader(input.String()))
	for i, line := range lines {
		if string(line) != fmt.Sprintf("request %06d", i) {
			count++
		}
	}
	return count, err
}

func main() {
	for _, n := range []int{10, 100, 1_000} {
		count, err := wrong(n)
		fmt.Printf("%d lines: %d are wrong, error %v\n", n, count, err)
		if count > 0 {
			os.Exit(1)
		}
	}
}
