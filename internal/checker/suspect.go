package checker

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path"
	"regexp"
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
	"math/rand/v2", "regexp", "runtime", "slices", "sort", "strconv", "strings", "sync", "sync/atomic", "time",
	"unicode", "unicode/utf16", "unicode/utf8", "unique", "weak",
}

// imports says what some of the other packages can do to the checks.
var imports = map[string]string{
	"C":       "cgo can change any memory of the checks",
	"unsafe":  "can change any memory of the checks",
	"syscall": "can end or replace the checks' process",
	"testing": "can change the flags of the checks",
	"plugin":  "can load code that was never seen",
	"reflect": "can change any memory of the checks",
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
	"SliceAt":        "can change any memory of the checks",
	"MethodByName":   "hides which method is called",
	"RaceDisable":    "can hide a race from the checks",
	"Caller":         "can tell which check is running",
	"Callers":        "can tell which check is running",
	"CallersFrames":  "can tell which check is running",
	"StartProcess":   "can start processes that outlive the checks",
	"FindProcess":    "can end the checks' process",
	"NewFile":        "can reach the files of the checks",
	"Setenv":         "can change what the checks see",
}

// suspectFunctions are functions of harmless packages whose names are too common
// to be found bare.
var suspectFunctions = map[string]string{
	"runtime.Stack":               "can tell which check is running",
	"runtime.GoroutineProfile":    "can tell which check is running",
	"runtime.MemProfile":          "can tell which check is running",
	"runtime.BlockProfile":        "can tell which check is running",
	"runtime.MutexProfile":        "can tell which check is running",
	"runtime.ThreadCreateProfile": "can tell which check is running",
	"runtime.FuncForPC":           "can tell which check is running",
	"runtime.SetCgoTraceback":     "can run code that was never seen",
}

// suspectCalls are methods, and functions of the same name, whose names are too
// common to be found bare, by the number of arguments that they take. A selection
// that is not called is not found, unless the file imports their package.
var suspectCalls = map[string]struct {
	arguments     int
	imported, why string
}{
	"Output": {2, "log", "can tell which check is running"}, // with log.Llongfile, the line that called
	"Method": {1, "reflect", "hides which method is called"},
}

// directive are comments that the compiler obeys and no attempt needs. What an
// exercise has to do with them is in its reference too.
var directive = regexp.MustCompile(`//go:(linkname|cgo_[a-z_]+|wasmimport|wasmexport|debug)\b`)

func directiveWhy(d string) string {
	if d == "//go:debug" {
		return "changes how the library behaves for the checks"
	}
	return "can reach unexported parts of the checks"
}

// A finding is a place that uses something suspect.
type finding struct {
	line      int
	what, why string
	program   bool // in a package main, which is never linked with the checks
}

// use is what of a finding makes two the same.
type use struct {
	what    string
	program bool
}

// uses returns what of the reference would be suspect in an attempt. What only its
// programs do, only programs may do: the checks' process is not theirs.
func (a *attempt) uses(module string) map[use]bool {
	all := map[use]bool{}
	for _, name := range a.names() {
		for _, f := range findings(name, module, a.files[name]) {
			all[use{f.what, true}] = true
			all[use{f.what, f.program}] = true
		}
	}
	return all
}

// scan notes what is suspect in the attempt, and what would be if the reference
// did not use it too.
func (a *attempt) scan(module string, allowed map[use]bool) {
	for _, name := range a.names() {
		for _, f := range findings(name, module, a.files[name]) {
			text := fmt.Sprintf("%q:%d: %s %s", name, f.line, f.what, f.why)
			if allowed[use{f.what, f.program}] {
				a.permitted = append(a.permitted, text)
			} else {
				a.suspects = append(a.suspects, text)
				if f.what == `"C"` || path.Ext(name) != ".go" {
					a.foreign = append(a.foreign, text)
				}
			}
		}
	}
}

func findings(name, module string, data []byte) []finding {
	switch path.Ext(name) {
	case ".s", ".S", ".syso", ".c", ".cc", ".cpp", ".cxx", ".m", ".h":
		return []finding{{line: 1, what: "a " + path.Ext(name) + " file", why: "can change any memory of the checks"}}
	case ".go":
	default:
		return nil
	}
	s := source{module: module, fset: token.NewFileSet()}
	file, err := parser.ParseFile(s.fset, name, data, parser.SkipObjectResolution)
	if err != nil {
		s.words(data)
		// The go command needs the imports, and reads them as here.
		file, err = parser.ParseFile(s.fset, name, data, parser.ImportsOnly)
	}
	if err == nil {
		s.file(file)
	}
	for i, line := range bytes.Split(data, []byte("\n")) {
		if d := directive.Find(line); d != nil {
			s.found = append(s.found, finding{line: i + 1, what: string(d), why: directiveWhy(string(d))})
		}
	}
	for i := range s.found {
		s.found[i].program = file != nil && file.Name != nil && file.Name.Name == "main"
	}
	return s.found
}

// A source is a Go file that is being looked through.
type source struct {
	module  string // path of the attempt's
	fset    *token.FileSet
	imports map[string]string // import path by local name, without the attempt's own packages
	found   []finding
}

func (s *source) add(n ast.Node, what, why string) {
	s.found = append(s.found, finding{line: s.fset.PositionFor(n.Pos(), false).Line, what: what, why: why})
}

func (s *source) file(file *ast.File) {
	s.imports = map[string]string{}
	for _, spec := range file.Imports {
		p, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue // nor does the compiler take it
		}
		s.imported(spec, p)
	}
	called := map[ast.Expr]int{} // with how many arguments
	ast.Inspect(file, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			called[ast.Unparen(call.Fun)] = len(call.Args)
		}
		if sel, ok := n.(*ast.SelectorExpr); ok {
			arguments, isCalled := called[sel]
			s.selected(sel, arguments, isCalled)
		}
		if f, ok := n.(*ast.FuncDecl); ok && isAnyError(f) {
			s.add(f, "a method Is(error) bool", "can say that an error is any other")
		}
		for _, e := range changed(n) {
			s.changes(e)
		}
		return true
	})
}

// selected looks at a selection, which is called with so many arguments, or not.
func (s *source) selected(sel *ast.SelectorExpr, arguments int, called bool) {
	name := sel.Sel.Name
	if why := suspectNames[name]; why != "" {
		s.add(sel, name, why)
		return
	}
	if p := s.packageOf(sel); suspectFunctions[p+"."+name] != "" {
		s.add(sel, p+"."+name, suspectFunctions[p+"."+name])
		return
	}
	c, ok := suspectCalls[name]
	if !ok {
		return
	}
	taken := !called && slices.Contains(slices.Collect(maps.Values(s.imports)), c.imported)
	if taken || called && arguments == c.arguments {
		s.add(sel, name, c.why)
	}
}

// isAnyError reports whether errors.Is would call the method. What its result is
// called does not matter: bool has as many names as one gives it.
func isAnyError(f *ast.FuncDecl) bool {
	return f.Recv != nil && f.Name.Name == "Is" && f.Type.Params.NumFields() == 1 && f.Type.Results.NumFields() == 1
}

// words is for a file that this parser does not take; the compiler's may.
func (s *source) words(data []byte) {
	for i, line := range bytes.Split(data, []byte("\n")) {
		for _, word := range wordPattern.FindAll(line, -1) {
			if why := suspectNames[string(word)]; why != "" {
				s.found = append(s.found, finding{line: i + 1, what: string(word), why: why})
			}
		}
	}
}

var wordPattern = regexp.MustCompile(`[A-Za-z]\w*`)

// imported looks at one import. Those of the reference are told apart later.
func (s *source) imported(spec *ast.ImportSpec, p string) {
	own := p == s.module || strings.HasPrefix(p, s.module+"/")
	local := localName(spec, p)
	if !own {
		s.imports[local] = p
	}
	why := imports[p]
	first, _, _ := strings.Cut(p, "/")
	switch {
	case local == "." && !own:
		why = "hides what is used of it"
	case own || slices.Contains(harmless, p):
		return
	case first == verdictModule || p == checkkitPath || strings.HasPrefix(p, checkkitPath+"/"):
		why = "belongs to the checker"
	case why == "":
		why = "is not needed: the reference does without it"
	}
	s.add(spec, strconv.Quote(p), why)
}

// localName returns the name of an imported package in its file, as far as it can
// be told by the path.
func localName(spec *ast.ImportSpec, p string) string {
	if spec.Name != nil {
		return spec.Name.Name
	}
	if base := path.Base(p); !versionPattern.MatchString(base) {
		return base
	}
	return path.Base(path.Dir(p))
}

var versionPattern = regexp.MustCompile(`^v\d+$`)

// packageOf returns the path of the package that a name is selected from, if it is
// one. A variable of the same name is taken for the package.
func (s *source) packageOf(sel *ast.SelectorExpr) string {
	if x, ok := sel.X.(*ast.Ident); ok {
		return s.imports[x.Name]
	}
	return ""
}

// changed returns the expressions that a node assigns to, or takes the address of.
func changed(n ast.Node) []ast.Expr {
	switch n := n.(type) {
	case *ast.AssignStmt:
		return n.Lhs
	case *ast.IncDecStmt:
		return []ast.Expr{n.X}
	case *ast.RangeStmt:
		return []ast.Expr{n.Key, n.Value}
	case *ast.UnaryExpr:
		if n.Op == token.AND {
			return []ast.Expr{n.X}
		}
	}
	return nil
}

// changes reports a variable of another package that is assigned to, as a whole
// or in part: with context.Canceled = nil, what returns nil was cancelled.
func (s *source) changes(e ast.Expr) {
	for e != nil {
		switch x := e.(type) {
		case *ast.ParenExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.SelectorExpr:
			if p := s.packageOf(x); p != "" {
				s.add(x, p+"."+x.Sel.Name, "is changed, and the checks see it")
				return
			}
			e = x.X
		default:
			return
		}
	}
}

const checkkitPath = "systems.course/checkkit"
