package grade

import (
	"bytes"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strings"

	"systems.course/internal/catalog"
	"systems.course/internal/safefile"
	"systems.course/internal/starter"
)

// Limits on what a report keeps of an attempt's text.
const (
	maxText  = 1 << 20 // bytes of a file
	maxTexts = 4 << 20 // bytes of an attempt
)

// A material is what the course gives to every attempt at an exercise, and the
// reference. It is read once, and nobody changes it.
type material struct {
	starter   map[string][]byte // with the checks
	reference map[string][]byte // Go files without the checks
}

func loadMaterial(c *catalog.Course, x *catalog.Exercise) (*material, error) {
	dir := c.Path(x.Solution)
	given, err := starter.Generate(dir, starter.Options{Titles: x.Titles(), Checkkit: c.Path("checkkit")})
	if err != nil {
		return nil, fmt.Errorf("the starter of %s cannot be made: %w", x.Name, err)
	}
	reference, err := readReference(dir)
	return &material{given, reference}, err
}

// readReference returns the Go files of a solution, its tests too, without the
// stages' checks.
func readReference(dir string) (files map[string][]byte, err error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, root.Close()) }()
	files = map[string][]byte{}
	err = fs.WalkDir(root.FS(), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || name == "." {
			return err
		}
		if e.IsDir() {
			_, statErr := root.Stat(path.Join(name, "go.mod"))
			if strings.HasPrefix(e.Name(), ".") || e.Name() == "vendor" || e.Name() == "mutants" || statErr == nil {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") || isCheck(name) {
			return nil
		}
		files[name], err = root.ReadFile(name)
		return err
	})
	return files, err
}

// isCheck reports whether a file has the name of the course's checks.
func isCheck(name string) bool {
	return strings.HasPrefix(name, "stage") && strings.HasSuffix(name, "_test.go") && !strings.Contains(name, "/")
}

// ownFiles returns of an attempt's files those in Go that are its own: without
// what equals a file of the starter, and without what a tool has generated. The
// notes say what was cut or left out.
func ownFiles(files, given map[string][]byte) (own []File, notes []string) {
	total := 0
	for _, name := range slices.Sorted(maps.Keys(files)) {
		text := bytes.ReplaceAll(files[name], []byte("\r\n"), []byte("\n"))
		switch {
		case path.Ext(name) != ".go" || isCheck(name):
			continue
		case given[name] != nil && bytes.Equal(text, given[name]):
			continue
		case generated(text):
			notes = append(notes, fmt.Sprintf("%q says that it is generated, and is not shown", name))
			continue
		}
		if len(text) > maxText {
			text = text[:bytes.LastIndexByte(text[:maxText], '\n')+1]
			notes = append(notes, fmt.Sprintf("of %q only the first %d bytes are shown", name, len(text)))
		}
		if total+len(text) > maxTexts {
			notes = append(notes, fmt.Sprintf("%q is not shown: the attempt's files have more than %d MiB", name, maxTexts>>20))
			continue
		}
		total += len(text)
		own = append(own, File{Name: strings.ToValidUTF8(name, "?"), Text: strings.ToValidUTF8(string(text), "\ufffd")})
	}
	return own, notes
}

func generated(text []byte) bool {
	tree, _ := parser.ParseFile(token.NewFileSet(), "", text, parser.PackageClauseOnly|parser.ParseComments) // the compiler says what is wrong
	return tree != nil && ast.IsGenerated(tree)
}

// readLimited is safefile.Read with an error that says the limit.
func readLimited(file string, limit int64) ([]byte, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, err
	}
	if info.Size() > limit {
		return nil, fmt.Errorf("%s is larger than %d MiB", file, limit>>20)
	}
	return safefile.Read(file, limit)
}
