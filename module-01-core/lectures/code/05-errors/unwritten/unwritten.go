// Unwritten writes a list to a full disk in two ways. It fails: one of them says
// that it has saved the list.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
)

var names = []string{"ann", "bob", "cid"}

// saveQuietly looks right: everything is closed, and the error of every line is
// returned.
func saveQuietly(path string, names []string) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	w := bufio.NewWriter(f)
	defer w.Flush()
	return list(w, names)
}

// save returns what Flush, Sync and Close say as well.
func save(path string, names []string) (err error) {
	f, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("save names: %w", err)
	}
	defer func() {
		if err = errors.Join(err, f.Close()); err != nil {
			err = fmt.Errorf("save names: %w", err)
		}
	}()
	w := bufio.NewWriter(f)
	if err := list(w, names); err != nil {
		return err
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return f.Sync()
}

func list(w io.Writer, names []string) error {
	for _, name := range names {
		if _, err := fmt.Fprintln(w, name); err != nil {
			return err
		}
	}
	return nil
}

// full is a device that has no room for a single byte.
const full = "/dev/full"

func main() {
	if _, err := os.Stat(full); err != nil {
		fmt.Println("there is no", full, "on", runtime.GOOS)
		os.Exit(3)
	}
	fmt.Println("saveQuietly:", saveQuietly(full, names))
	fmt.Println("save:       ", save(full, names))
	os.Exit(1)
}
