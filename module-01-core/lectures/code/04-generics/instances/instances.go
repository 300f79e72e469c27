// Instances compiles one generic function with more and more type arguments and
// measures the machine code, the dictionaries and the time of the compiler.
package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"systems.course/lecturekit/ratio"
)

// A kind says how the i-th type argument is declared.
type kind struct {
	name, declaration string
}

var kinds = []kind{
	{"structs", "type t%d struct{ price int64; tag [%[1]d]byte }\n"},
	{"pointers", "type e%d struct{ price int64; tag [%[1]d]byte }\ntype t%[1]d = *e%[1]d\n"},
	{"named int64", "type t%d int64\n"},
}

// source is a package that sorts a slice of each of n types.
func source(k kind, n int) string {
	var b strings.Builder
	b.WriteString("package instances\n\nimport \"slices\"\n\n")
	for i := range n {
		fmt.Fprintf(&b, k.declaration, i)
		fmt.Fprintf(&b, "func Sort%d(s []t%[1]d, c func(a, b t%[1]d) int) { slices.SortFunc(s, c) }\n", i)
	}
	return b.String()
}

// A compiler calls the compiler itself: no linker, and no cache that would answer.
type compiler struct{ dir, imports string }

func newCompiler() (*compiler, error) {
	dir, err := os.MkdirTemp("", "instances")
	if err != nil {
		return nil, err
	}
	exports, err := exec.Command("go", "list", "-export", "-deps",
		"-f", "{{if .Export}}packagefile {{.ImportPath}}={{.Export}}{{end}}", "slices").Output()
	if err != nil {
		return nil, fmt.Errorf("list what slices exports: %w", err)
	}
	c := &compiler{dir: dir, imports: filepath.Join(dir, "imports")}
	return c, os.WriteFile(c.imports, exports, 0o600)
}

func (c *compiler) close() error { return os.RemoveAll(c.dir) }

// write stores a source and returns how to compile it, which may be done again
// and again, and the object file that comes of it.
func (c *compiler) write(name, text string) (compile func() error, object string, err error) {
	file := filepath.Join(c.dir, name+".go")
	object = filepath.Join(c.dir, name+".o")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		return nil, "", err
	}
	return func() error {
		out, err := exec.Command("go", "tool", "compile", "-p", "instances", "-importcfg", c.imports, "-o", object, file).CombinedOutput()
		if err != nil {
			return fmt.Errorf("compile: %w\n%s", err, out)
		}
		return nil
	}, object, nil
}

// A measure is what an object file holds of one kind of symbol.
type measure struct{ count, bytes int }

// measures adds up the shaped functions of slices and the dictionaries.
func measures(object string) (shaped, dictionaries measure, err error) {
	out, err := exec.Command("go", "tool", "nm", "-size", object).Output()
	if err != nil {
		return shaped, dictionaries, err
	}
	for line := range bytes.Lines(out) {
		fields := strings.Fields(string(line))
		if len(fields) < 4 || fields[1] == "U" {
			continue
		}
		size, err := strconv.Atoi(fields[1])
		if err != nil {
			return shaped, dictionaries, err
		}
		switch name := strings.Join(fields[3:], " "); {
		case strings.HasPrefix(name, "slices..dict."):
			dictionaries.count++
			dictionaries.bytes += size
		case strings.HasPrefix(name, "slices.") && strings.Contains(name, "[go.shape.") && strings.EqualFold(fields[2], "t"):
			shaped.count++
			shaped.bytes += size
		}
	}
	return shaped, dictionaries, nil
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() (err error) {
	c, err := newCompiler()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.close()) }()
	var functions []func()
	var failure error
	type row struct {
		name                 string
		shaped, dictionaries measure
	}
	var rows []row
	for _, k := range kinds {
		for _, n := range []int{1, 20} {
			name := fmt.Sprintf("%d %s", n, k.name)
			compile, object, err := c.write(strings.ReplaceAll(name, " ", "-"), source(k, n))
			if err != nil {
				return err
			}
			if err := compile(); err != nil {
				return err
			}
			r := row{name: name}
			if r.shaped, r.dictionaries, err = measures(object); err != nil {
				return err
			}
			rows = append(rows, r)
			functions = append(functions, func() {
				if err := compile(); err != nil {
					failure = err
				}
			})
		}
	}
	ratios := ratio.Of(3, functions...)
	if failure != nil {
		return failure
	}
	fmt.Println("                shaped functions    dictionaries   time of the")
	fmt.Println("type arguments   count   KiB         count   KiB     compiler")
	for i, r := range rows {
		fmt.Printf("%-14s  %6d %5d        %6d %5.1f  %11.1f\n", r.name,
			r.shaped.count, r.shaped.bytes/1024, r.dictionaries.count, float64(r.dictionaries.bytes)/1024, ratios[i])
	}
	return nil
}
