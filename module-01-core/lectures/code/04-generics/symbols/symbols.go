// Symbols builds the program shapes and lists what became of its generic
// functions.
package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

const program = "systems.course/module01/04-generics/shapes"

// generics returns the symbols of a binary that have type arguments, without the
// path of the package.
func generics(binary string) ([]string, error) {
	table, err := exec.Command("go", "tool", "nm", binary).Output()
	if err != nil {
		return nil, fmt.Errorf("list the symbols: %w", err)
	}
	var names []string
	for line := range bytes.Lines(table) {
		fields := strings.Fields(string(line))
		name := strings.Join(fields[min(2, len(fields)):], " ")
		if strings.HasPrefix(name, "main.") && strings.Contains(name, "[") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names, nil
}

func run() (err error) {
	dir, err := os.MkdirTemp("", "symbols")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	binary := filepath.Join(dir, "shapes.exe")
	if out, err := exec.Command("go", "build", "-o", binary, program).CombinedOutput(); err != nil {
		return fmt.Errorf("build: %w\n%s", err, out)
	}
	names, err := generics(binary)
	if err != nil {
		return err
	}
	for _, name := range names {
		fmt.Println(name)
	}
	return nil
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
