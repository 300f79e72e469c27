package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// tables and keys are the configuration that is read in the race.
var (
	tables = []string{"server", "log", "cache", "mail", "db"}
	keys   = []string{"port", "host", "level", "size", "limit"}
)

// writerCount is how many write at once.
const writerCount = 50

// counterKey is the key that is set until the program is killed.
const counterKey = "shop.counter"

// own is the key that a writer sets.
func own(i int) string { return fmt.Sprintf("shop.w%d", i) }

// declare writes the schema that confctl needs: the keys of the race, of which
// ports, sizes and limits are ints, and more ints.
func (w *world) declare(ints ...string) error {
	if w.git {
		return nil
	}
	var b strings.Builder
	b.WriteString("app = \"shop\"\n")
	add := func(name, kind string) {
		fmt.Fprintf(&b, "\n[[key]]\nname = %q\ntype = %q\n", name, kind)
	}
	for _, table := range tables {
		for _, key := range keys {
			kind := "int"
			if key == "host" || key == "level" {
				kind = "string"
			}
			add(table+"."+key, kind)
		}
	}
	for _, name := range ints {
		add(name, "int")
	}
	return os.WriteFile(filepath.Join(w.work(), "confctl.schema.toml"), []byte(b.String()), 0o644)
}

// layer is a file with so many tables, in TOML or as git writes its own. Number
// tells the layers apart.
func (w *world) layer(count, number int) string {
	var b strings.Builder
	indent := ""
	if w.git {
		indent = "\t"
	}
	for i, table := range tables[:count] {
		fmt.Fprintf(&b, "# %s\n[%s]\n", table, table)
		for j, key := range keys {
			if key == "host" || key == "level" {
				fmt.Fprintf(&b, "%s%s = \"%s%d\"\n", indent, key, table, number)
			} else {
				fmt.Fprintf(&b, "%s%s = %d\n", indent, key, number*1000+10*i+j)
			}
		}
	}
	return b.String()
}

// layers writes the three files: the system's has all tables, the others fewer.
func (w *world) layers() error {
	for i, file := range []string{w.system(), w.user(), w.project()} {
		if err := w.write(file, w.layer(len(tables)-2*i, i+1)); err != nil {
			return err
		}
	}
	return nil
}

// write writes a file. Git keeps what it needs itself at the head of the project's.
func (w *world) write(file, text string) error {
	if w.git && file == w.project() {
		text = "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = false\n" + text
	}
	return os.WriteFile(file, []byte(text), 0o644)
}
