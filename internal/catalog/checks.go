package catalog

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Check is one test function of a stage's test file.
type Check struct {
	Func string // TestEvictsTheLeastRecentlyUsed
	File string // base name
	Line int
}

// Title returns the check's name as words: "evicts the least recently used".
func (c Check) Title() string { return words(strings.TrimPrefix(c.Func, "Test")) }

// words splits an identifier where its case changes and before digits. A run of
// capitals stays as it is: "ExpiresAfterTTL" gives "expires after TTL".
func words(identifier string) string {
	runes := []rune(identifier)
	var parts []string
	start := 0
	for i := 1; i <= len(runes); i++ {
		if i < len(runes) && !wordBegins(runes, i) {
			continue
		}
		part := strings.Trim(string(runes[start:i]), "_")
		if utf8.RuneCountInString(part) == 1 || part != strings.ToUpper(part) {
			part = strings.ToLower(part)
		}
		if part != "" {
			parts = append(parts, part)
		}
		start = i
	}
	return strings.Join(parts, " ")
}

func wordBegins(runes []rune, i int) bool {
	before, r := runes[i-1], runes[i]
	switch {
	case r == '_' || before == '_':
		return true
	case unicode.IsDigit(r):
		return !unicode.IsDigit(before)
	case !unicode.IsUpper(r):
		return unicode.IsDigit(before)
	}
	return !unicode.IsUpper(before) || i+1 < len(runes) && unicode.IsLower(runes[i+1])
}

// uses says what a test file asks of checkkit: a program of the attempt, and one
// that serves, so that the checks can be pointed at another.
type uses struct{ program, server bool }

// parseChecks returns the test functions of a stage's test file, in their order,
// and what it uses.
func parseChecks(path, base string) (checks []Check, pkg string, u uses, err error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, path, nil, parser.SkipObjectResolution)
	if err != nil {
		return nil, "", u, err
	}
	for _, d := range file.Decls {
		f, ok := d.(*ast.FuncDecl)
		if ok && f.Recv == nil && isTest(f) {
			checks = append(checks, Check{f.Name.Name, base, fset.Position(f.Pos()).Line})
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		selector, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if x, ok := selector.X.(*ast.Ident); ok && x.Name == "checkkit" {
			switch selector.Sel.Name {
			case "Start":
				u.program, u.server = true, true
			case "Run", "Build", "Command":
				u.program = true
			}
		}
		return true
	})
	return checks, file.Name.Name, u, nil
}

// isTest holds for what the go command takes for a test: TestXxx(t *testing.T).
func isTest(f *ast.FuncDecl) bool {
	rest, ok := strings.CutPrefix(f.Name.Name, "Test")
	if !ok || rest == "" || rest == "Main" || f.Type.Params.NumFields() != 1 || f.Type.Results.NumFields() != 0 {
		return false
	}
	r, _ := utf8.DecodeRuneInString(rest)
	star, ok := f.Type.Params.List[0].Type.(*ast.StarExpr)
	if !ok || unicode.IsLower(r) {
		return false
	}
	selector, ok := star.X.(*ast.SelectorExpr)
	return ok && selector.Sel.Name == "T"
}
