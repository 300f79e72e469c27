// Logline compares three versions of Unquote, or profiles the first.
package main

import (
	"fmt"
	"os"
	"strings"

	"systems.course/lecturekit/ratio"
	"systems.course/module01/07-testing/first"
)

type reader func(line string) (value, rest string, err error)

// repeat reads each line so often that it can be timed.
func repeat(read reader, line string, times int) func() {
	return func() {
		for range times {
			if _, _, err := read(line); err != nil {
				panic(err)
			}
		}
	}
}

func compare() {
	fmt.Printf("%-26s %9s %9s %9s\n", "", "first", "bytewise", "unquote")
	for _, c := range []struct {
		name, value string
		times       int
	}{
		{"10 bytes", strings.Repeat("x", 10), 200},
		{"100 bytes", strings.Repeat("x", 100), 20},
		{"1000 bytes", strings.Repeat("x", 1_000), 5},
		{"100 bytes, half escaped", strings.Repeat(`x"`, 50), 20},
	} {
		line := first.Quote(c.value)
		ratios := ratio.Of(151, repeat(unquote, line, c.times), repeat(first.Unquote, line, c.times), repeat(bytewise, line, c.times))
		fmt.Printf("%-26s %9.1f %9.1f %9.1f\n", c.name, ratios[1], ratios[2], ratios[0])
	}
}

func main() {
	if len(os.Args) > 1 && os.Args[1] == "profile" {
		if err := profile(); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		return
	}
	compare()
}
