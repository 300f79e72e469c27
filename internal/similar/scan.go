package similar

import (
	"go/scanner"
	"go/token"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A source is a program as a sequence of tokens, its files one after the other
// in the order of their names.
type source struct {
	kinds []byte  // of go/token, or fileEnd; they fit in a byte
	given []bool  // whether a token belongs to a passage of the base
	lines []int32 // from 1, of a token's first byte
	files []file

	prints   []print // by hash, then by position
	distinct int     // number of different hashes among them
}

// A file is where a file's tokens begin.
type file struct {
	name  string
	start int
}

// fileEnd stands after each file. It is equal to no token, itself included.
const fileEnd = 255

// fileOf returns the index of the file that holds the token at pos.
func (s *source) fileOf(pos int) int {
	i, found := slices.BinarySearchFunc(s.files, pos, func(f file, pos int) int { return f.start - pos })
	if found {
		return i
	}
	return i - 1
}

// scan reads the Go files of a program, as far as the limits allow.
func scan(p Program) (*source, []Skipped) {
	s := &source{}
	var skipped []Skipped
	for _, name := range slices.Sorted(maps.Keys(p.Files)) {
		if !strings.HasSuffix(name, ".go") {
			continue
		}
		if why := s.add(name, p.Files[name]); why != "" {
			skipped = append(skipped, Skipped{File: name, Why: why})
		}
	}
	s.given = make([]bool, len(s.kinds))
	return s, skipped
}

// add appends a file. If not all of it is taken, it says why.
func (s *source) add(name string, text []byte) (why string) {
	switch {
	case len(text) > MaxFile:
		return "longer than " + strconv.Itoa(MaxFile>>20) + " MiB"
	case generated(text):
		return "generated"
	}
	s.files = append(s.files, file{name, len(s.kinds)})
	if !s.addTokens(text) {
		why = "more than " + strconv.Itoa(MaxTokens) + " tokens in the program"
	}
	s.push(fileEnd, 0)
	return why
}

// addTokens appends the tokens of a file that count, and reports whether there
// was room for all.
//
// Neither the package clause nor the imports count: a list of imports is like
// any other once its literals are one kind. What only a formatter puts there
// does not count either: a comma or semicolon before a closing bracket.
func (s *source) addTokens(text []byte) bool {
	start, header := len(s.kinds), false
	for sc, f := newScanner(text, 0); ; {
		pos, tok, _ := sc.Scan()
		switch tok {
		case token.EOF:
			return true
		case token.PACKAGE, token.IMPORT:
			header = true
			continue
		case token.IDENT, token.STRING, token.PERIOD, token.SEMICOLON, token.LPAREN:
			if header {
				continue
			}
		case token.RPAREN, token.RBRACK, token.RBRACE:
			if header && tok == token.RPAREN {
				continue
			}
			s.popSeparator(start)
		}
		header = false
		if len(s.kinds) >= MaxTokens {
			return false
		}
		s.push(byte(tok), f.PositionFor(pos, false).Line) // a //line comment makes no difference
	}
}

func (s *source) push(kind byte, line int) {
	s.kinds = append(s.kinds, kind)
	s.lines = append(s.lines, int32(line))
}

// popSeparator takes back a comma or semicolon, but nothing before start.
func (s *source) popSeparator(start int) {
	last := len(s.kinds) - 1
	if last < start {
		return
	}
	if tok := token.Token(s.kinds[last]); tok == token.COMMA || tok == token.SEMICOLON {
		s.kinds, s.lines = s.kinds[:last], s.lines[:last]
	}
}

// newScanner returns a scanner that takes whatever text it is given: what is no
// token of Go comes as token.ILLEGAL.
func newScanner(text []byte, mode scanner.Mode) (*scanner.Scanner, *token.File) {
	f := token.NewFileSet().AddFile("", -1, len(text))
	sc := &scanner.Scanner{}
	sc.Init(f, text, nil, mode)
	return sc, f
}

// See https://go.dev/s/generatedcode.
var generatedHeader = regexp.MustCompile(`^// Code generated .* DO NOT EDIT\.$`)

// generated reports whether the header of generated code stands before the
// package clause.
func generated(text []byte) bool {
	for sc, _ := newScanner(text, scanner.ScanComments); ; {
		_, tok, comment := sc.Scan()
		if tok != token.COMMENT {
			return false
		}
		if generatedHeader.MatchString(comment) {
			return true
		}
	}
}
