package doc

import (
	"bytes"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"
)

// Limits on what is read.
const (
	MaxSize     = 16 << 20 // bytes of a file
	MaxDepth    = 100      // tables and lists inside each other, the root included
	MaxYAMLKeys = 10_000   // keys and list items of a YAML file
	MaxAliases  = 10_000   // nodes that a YAML file's aliases stand for, together
)

// A Format is a syntax for documents.
type Format uint8

// The formats.
const (
	TOML Format = iota + 1
	YAML
	JSON
)

// String returns the format's name in lower case.
func (f Format) String() string {
	switch f {
	case TOML:
		return "toml"
	case YAML:
		return "yaml"
	case JSON:
		return "json"
	}
	return fmt.Sprintf("format %d", int(f))
}

// Extensions are the endings of file names that tell the format, in the order
// in which files are looked for.
func Extensions() []string { return []string{".toml", ".yaml", ".yml", ".json"} }

// FormatOf returns the format that a file's name tells by its ending.
func FormatOf(file string) (Format, error) {
	switch ext := strings.ToLower(filepath.Ext(file)); ext {
	case ".toml":
		return TOML, nil
	case ".yaml", ".yml":
		return YAML, nil
	case ".json":
		return JSON, nil
	default:
		return 0, fmt.Errorf("%s: found the ending %q, allowed %s", file, ext, strings.Join(Extensions(), ", "))
	}
}

// Empty returns the source of a document without entries.
func Empty(f Format) []byte {
	if f == JSON {
		return []byte("{}\n")
	}
	return nil
}

// A Document is a parsed file.
type Document struct {
	File   string // as given to Parse; only for messages
	Format Format
	Source []byte // what was parsed
	Root   *Node  // a table

	lines   []int  // offset of each line's first byte
	blocks  []int  // how many characters begin before each block of blockSize bytes
	newline string // what ends its lines, by the first of them
}

// Parse reads the source of a document. The file's name is for messages, and
// the source must not be changed afterwards. The error is Errors with all that
// is wrong: a syntax error ends the reading, keys that are there twice don't.
func Parse(file string, format Format, source []byte) (*Document, error) {
	d := &Document{File: file, Format: format, Source: source, newline: "\n"}
	if err := d.checkBytes(); err != nil {
		return nil, err
	}
	d.findLines()
	p := &builder{d: d}
	switch format {
	case TOML:
		p.parseTOML()
	case YAML:
		p.parseYAML()
	case JSON:
		p.parseJSON()
	default:
		return nil, fmt.Errorf("%s: %v is no format", file, format)
	}
	if len(p.errors) > 0 {
		slices.SortStableFunc(p.errors, func(a, b *Error) int { return a.Pos.compare(b.Pos) })
		return nil, p.errors
	}
	return d, nil
}

// checkBytes holds the limits that need no parser.
func (d *Document) checkBytes() error {
	if len(d.Source) > MaxSize {
		return Errors{{File: d.File, Message: fmt.Sprintf("found %d bytes, allowed at most %d", len(d.Source), MaxSize)}}
	}
	if strings.HasPrefix(string(d.Source[:min(3, len(d.Source))]), "\ufeff") {
		return Errors{{File: d.File, Pos: Position{1, 1}, Message: "found a byte order mark, allowed UTF-8 without one"}}
	}
	if utf8.Valid(d.Source) {
		return nil
	}
	d.findLines()
	for i := 0; i < len(d.Source); {
		r, n := utf8.DecodeRune(d.Source[i:])
		if r == utf8.RuneError && n == 1 {
			return Errors{{File: d.File, Pos: d.Position(i), Message: "found a byte that is not UTF-8"}}
		}
		i += n
	}
	return nil
}

// blockSize bytes are what Position looks at, however long the line is.
const blockSize = 256

// findLines notes where lines begin, and counts the characters of each block.
func (d *Document) findLines() {
	d.blocks = make([]int, 1, len(d.Source)/blockSize+1)
	for block := range slices.Chunk(d.Source, blockSize) {
		if len(block) == blockSize {
			d.blocks = append(d.blocks, d.blocks[len(d.blocks)-1]+countCharacters(block))
		}
	}
	d.lines = append(make([]int, 0, bytes.Count(d.Source, []byte{'\n'})+1), 0)
	for i, c := range d.Source {
		if c != '\n' {
			continue
		}
		if len(d.lines) == 1 && i > 0 && d.Source[i-1] == '\r' {
			d.newline = "\r\n"
		}
		d.lines = append(d.lines, i+1)
	}
}

// countCharacters counts the bytes that begin a character.
func countCharacters(b []byte) int {
	n := 0
	for _, c := range b {
		n += btoi(utf8.RuneStart(c))
	}
	return n
}

// Lookup returns the entry at a path of keys from the root.
func (d *Document) Lookup(path ...string) (*Entry, bool) {
	table := d.Root
	for i, key := range path {
		e := table.Entry(key)
		if e == nil {
			return nil, false
		}
		if i == len(path)-1 {
			return e, true
		}
		table = e.Value
	}
	return nil, false
}

// Line returns the text of a line, counted from 1, without its end; "" for a
// line that is not there.
func (d *Document) Line(line int) string {
	if line < 1 || line > len(d.lines) {
		return ""
	}
	rest := d.Source[d.lines[line-1]:]
	text, _, _ := strings.Cut(string(rest[:d.lineLength(line)]), "\n")
	return strings.TrimSuffix(text, "\r")
}

func (d *Document) lineLength(line int) int {
	end := len(d.Source)
	if line < len(d.lines) {
		end = d.lines[line]
	}
	return end - d.lines[line-1]
}
