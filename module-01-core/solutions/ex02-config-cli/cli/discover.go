package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"systems.course/confctl"
	"systems.course/confctl/doc"
)

// find returns the file of a layer, "" if it has none: as a flag or a variable
// says, or where XDG and custom have it.
func (a *app) find(layer confctl.Layer) (string, error) {
	if file := *a.files[layer]; file != unset {
		return file, nil
	}
	switch layer {
	case confctl.System:
		for _, dir := range a.systemDirs() {
			if file, err := one(filepath.Join(dir, a.schema.App), "config"); file != "" || err != nil {
				return file, err
			}
		}
	case confctl.User:
		if dir := a.userDir(); dir != "" {
			return one(dir, "config")
		}
	case confctl.Project:
		return a.upwards("."+a.schema.App, a.schema.App)
	}
	return "", nil
}

// systemDirs are the directories that have a directory with the system's file, at
// least one. XDG says that a path which is not absolute is ignored.
func (a *app) systemDirs() []string {
	var dirs []string
	for _, dir := range filepath.SplitList(a.env["XDG_CONFIG_DIRS"]) {
		if filepath.IsAbs(dir) {
			dirs = append(dirs, dir)
		}
	}
	if dirs == nil {
		return []string{"/etc/xdg"}
	}
	return dirs
}

// userDir is where the user's file is, "" if there is no home.
func (a *app) userDir() string {
	base := a.env["XDG_CONFIG_HOME"]
	if !filepath.IsAbs(base) {
		base = ""
	}
	if base == "" && a.env["HOME"] != "" {
		base = filepath.Join(a.env["HOME"], ".config")
	}
	if base == "" {
		return ""
	}
	return filepath.Join(base, a.schema.App)
}

// one returns the file in a directory that has one of the names and an ending
// of a format. Two of them are an error, for nothing says which one counts.
func one(dir string, names ...string) (string, error) {
	found := ""
	for _, name := range names {
		for _, ext := range doc.Extensions() {
			file := filepath.Join(dir, name+ext)
			_, err := os.Lstat(file)
			switch {
			case errors.Is(err, fs.ErrNotExist), errors.Is(err, errNotDir):
				continue
			case err != nil:
				return "", exit(exitRead, err)
			case found != "":
				return "", exit(exitRead, fmt.Errorf("found both %s and %s, allowed one file for a layer", found, file))
			}
			found = file
		}
	}
	return found, nil
}

// upwards looks in the working directory and above, to the root of the
// repository or the home.
func (a *app) upwards(names ...string) (string, error) {
	working, err := os.Getwd()
	if err != nil {
		return "", exit(exitRead, err)
	}
	dir, home := working, filepath.Clean(a.env["HOME"])
	for {
		file, err := one(dir, names...)
		if file != "" || err != nil {
			return short(working, file), err
		}
		_, err = os.Lstat(filepath.Join(dir, ".git"))
		above := filepath.Dir(dir)
		if err == nil || dir == home || above == dir {
			return "", nil
		}
		dir = above
	}
}

// short returns a name relative to a directory if the file is in it.
func short(dir, file string) string {
	if rel, ok := strings.CutPrefix(file, dir+string(filepath.Separator)); ok {
		return rel
	}
	return file
}

// readFile reads a regular file of at most doc.MaxSize bytes.
func readFile(name string) ([]byte, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s: found %s, allowed a file", name, what(info))
	}
	if info.Size() > doc.MaxSize {
		return nil, fmt.Errorf("%s: found %d bytes, allowed at most %d", name, info.Size(), doc.MaxSize)
	}
	return os.ReadFile(name)
}

func what(info fs.FileInfo) string {
	if info.IsDir() {
		return "a directory"
	}
	return "a special file (" + info.Mode().Type().String() + ")"
}

// readDocument reads and parses a file.
func (a *app) readDocument(name string) (*doc.Document, error) {
	format, err := doc.FormatOf(name)
	if err != nil {
		return nil, exit(exitRead, err)
	}
	source, err := readFile(name)
	if err != nil {
		return nil, exit(exitRead, err)
	}
	d, err := doc.Parse(name, format, source)
	if err != nil {
		return nil, exit(exitRead, err)
	}
	if a.docs == nil {
		a.docs = map[string]*doc.Document{}
	}
	a.docs[name] = d
	return d, nil
}
