package checker

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"slices"
	"strconv"
	"strings"
)

// harmless are the packages that an attempt may import without a word, beside
// those that the reference imports: they reach nothing outside the attempt's own
// memory. What of them can, is in suspectNames.
var harmless = []string{
	"bufio", "bytes", "cmp", "container/heap", "container/list", "container/ring", "context", "encoding",
	"encoding/base64", "encoding/binary", "encoding/hex", "encoding/json", "errors", "fmt", "hash", "hash/crc32",
	"hash/crc64", "hash/fnv", "hash/maphash", "io", "iter", "log", "maps", "math", "math/big", "math/bits", "math/rand",
	"math/rand/v2", "reflect", "regexp", "runtime", "slices", "sort", "strconv", "strings", "sync", "sync/atomic", "time",
	"unicode", "unicode/utf16", "unicode/utf8", "unique", "weak",
}

// imports says what some of the other packages can do to the checks.
var imports = map[string]string{
	"C":       "cgo can change any memory of the checks",
	"unsafe":  "can change any memory of the checks",
	"syscall": "can end or replace the checks' process",
	"testing": "can change the flags of the checks",
	"plugin":  "can load code that was never seen",
	"flag":    "can change the flags of the checks",
	"os":      "can reach the files and the process of the checks",
	"os/exec": "can start processes that outlive the checks",
}

// suspectNames are selected from packages that are harmless otherwise, or that a
// reference may well import. Methods are found by their bare name.
var suspectNames = map[string]string{
	"WriteHeapDump":  "can read any memory of the checks",
	"SetCrashOutput": "can write files of the checks",
	"NewAt":          "can change any memory of the checks",
	"UnsafePointer":  "can change any memory of the checks",
	"UnsafeAddr":     "can change any memory of the checks",
	"RaceDisable":    "can hide a race from the checks",
	"Caller":         "can tell which check is running",
	"Callers":        "can tell which check is running",
	"CallersFrames":  "can tell which check is running",
	"StartProcess":   "can start processes that outlive the checks",
	"FindProcess":    "can end the checks' process",
	"NewFile":        "can reach the files of the checks",
	"Setenv":         "can change what the checks see",
}

// A finding is a place that uses something suspect.
type finding struct {
	line      int
	what, why string
}

// scan notes what is suspect in the attempt and is not in the reference too.
func (a *attempt) scan(reference attempt) {
	allowed := map[string]bool{}
	for _, name := range reference.names() {
		for _, f := range findings(name, reference.files[name]) {
			allowed[f.what] = true
		}
	}
	for _, name := range a.names() {
		for _, f := range findings(name, a.files[name]) {
			if !allowed[f.what] {
				a.suspects = append(a.suspects, fmt.Sprintf("%q:%d: %s %s", name, f.line, f.what, f.why))
			}
		}
	}
}

func findings(name string, data []byte) []finding {
	switch path.Ext(name) {
	case ".s", ".S", ".syso", ".c", ".cc", ".cpp", ".cxx", ".m", ".h":
		return []finding{{1, "a " + path.Ext(name) + " file", "can change any memory of the checks"}}
	case ".go":
	default:
		return nil
	}
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, data, parser.SkipObjectResolution)
	if file == nil || err != nil {
		return nil // the compiler will say it better
	}
	var found []finding
	for _, s := range file.Imports {
		if f, ok := suspectImport(s); ok {
			f.line = fset.PositionFor(s.Pos(), false).Line
			found = append(found, f)
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok && suspectNames[s.Sel.Name] != "" {
			found = append(found, finding{fset.PositionFor(s.Pos(), false).Line, s.Sel.Name, suspectNames[s.Sel.Name]})
		}
		return true
	})
	for i, line := range bytes.Split(data, []byte("\n")) {
		if bytes.HasPrefix(line, []byte("//go:linkname ")) {
			found = append(found, finding{i + 1, "//go:linkname", "can reach unexported parts of the checks"})
		}
	}
	return found
}

// suspectImport reports an import that is not known to be harmless. Those of the
// reference are told apart later.
func suspectImport(s *ast.ImportSpec) (finding, bool) {
	p, err := strconv.Unquote(s.Path.Value)
	if err != nil {
		return finding{}, false
	}
	first, _, _ := strings.Cut(p, "/")
	why := imports[p]
	switch {
	case s.Name != nil && s.Name.Name == "." && (p == "reflect" || p == "runtime"):
		why = "hides what is used of it"
	case slices.Contains(harmless, p) || first == "systems.course" && p != checkkitPath:
		return finding{}, false
	case first == verdictModule || p == checkkitPath:
		why = "belongs to the checker"
	case why == "":
		why = "is not needed: the reference does without it"
	}
	return finding{what: strconv.Quote(p), why: why}, true
}

const checkkitPath = "systems.course/checkkit"
