// Package repo reads the repository's files for tests whose result depends on
// all of them.
//
// The go command caches a test's result under the files that the test's own
// process has opened. What a subprocess reads, such as `go test` in another
// module, it does not see: without this package a change there would be served
// the old result.
package repo

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// skipped tells the folders that no test depends on: git's, a student's and other
// tools' (names with a dot), and what npm installs.
func skipped(root, dir, base string) bool {
	return dir != root && (strings.HasPrefix(base, ".") && base != ".ci" && base != ".github" || base == "node_modules") ||
		dir == filepath.Join(root, "work") || dir == filepath.Join(root, "bin")
}

// ReadAll opens and reads every regular file below root, and every folder, in
// this process.
func ReadAll(root string) error {
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if skipped(root, path, entry.Name()) {
				return fs.SkipDir
			}
			return nil
		}
		if !entry.Type().IsRegular() {
			return nil
		}
		return read(path)
	})
	if err != nil {
		return fmt.Errorf("reading the repository: %w", err)
	}
	return nil
}

func read(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, f)
	return errors.Join(err, f.Close())
}
