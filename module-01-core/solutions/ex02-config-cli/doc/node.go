package doc

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A Kind says what a node is.
type Kind uint8

// The kinds of nodes.
const (
	Null Kind = iota + 1
	Bool
	Int
	Float
	String
	Time // TOML's dates and times
	List
	Table
)

var kindNames = [...]string{Null: "null", Bool: "a bool", Int: "an int", Float: "a float", String: "a string", Time: "a time", List: "a list", Table: "a table"}

// String returns the kind with its article, as in "an int".
func (k Kind) String() string {
	if k < Null || k > Table {
		return fmt.Sprintf("kind %d", int(k))
	}
	return kindNames[k]
}

// A Node is a value in a document.
type Node struct {
	Kind    Kind
	format  Format
	Text    string   // of a scalar: the content of a String; as written for the others
	Items   []*Node  // of a List
	Entries []*Entry // of a Table, in the order of the file

	// Span is where the value is written. That of a TOML table which headers or
	// dotted keys make is empty: it is written in several places.
	Span Span
	Pos  Position // of its first character

	fixed string  // why its bytes can't be replaced; "" if they can
	table *layout // of a Table, and of a List that headers make
}

// An Entry is a key of a table and its value.
type Entry struct {
	Key   string // without quotes
	Pos   Position
	Value *Node

	start int    // of the key
	lines Span   // whole lines, if it has them to itself
	fixed string // why it can't be taken out; "" if it can
}

// A Span is a range of bytes of the source; End is the first after it.
type Span struct{ Start, End int }

// A Position is a place in a file. Line and Column start at 1; a column counts
// characters. The zero Position is no place in particular.
type Position struct{ Line, Column int }

func (p Position) compare(q Position) int {
	if p.Line != q.Line {
		return p.Line - q.Line
	}
	return p.Column - q.Column
}

// Position returns the place of an offset, in a time that does not grow with the
// line.
func (d *Document) Position(offset int) Position {
	line, _ := slices.BinarySearch(d.lines, offset+1)
	start := d.lines[line-1]
	if offset-start <= blockSize {
		return Position{line, utf8.RuneCount(d.Source[start:offset]) + 1}
	}
	return Position{line, d.characters(offset) - d.characters(start) + 1}
}

// characters returns how many characters begin before an offset.
func (d *Document) characters(offset int) int {
	block := offset / blockSize
	return d.blocks[block] + countCharacters(d.Source[block*blockSize:offset])
}

// offset is the inverse of Position; a column beyond the line is its end.
func (d *Document) offset(line, column int) int {
	if line < 1 || line > len(d.lines) {
		return len(d.Source)
	}
	i, end, left := d.lines[line-1], d.lineEnd(d.lines[line-1]), column-1
	if left > blockSize {
		before := d.characters(i) + left // characters of the file
		block, _ := slices.BinarySearch(d.blocks, before+1)
		i, left = (block-1)*blockSize, before-d.blocks[block-1]
	}
	for ; i < end; i++ {
		if utf8.RuneStart(d.Source[i]) {
			if left == 0 {
				break
			}
			left--
		}
	}
	return min(i, end)
}

// Entry returns the entry of a table with that key, nil if there is none or the
// node is no table.
func (n *Node) Entry(key string) *Entry {
	if n.table != nil && n.table.index != nil {
		return n.table.index[key]
	}
	i := slices.IndexFunc(n.Entries, func(e *Entry) bool { return e.Key == key })
	if i < 0 {
		return nil
	}
	return n.Entries[i]
}

// add appends an entry to a table, whose key must be new.
func (n *Node) add(e *Entry) {
	n.Entries = append(n.Entries, e)
	const large = 16
	switch {
	case n.table.index != nil:
		n.table.index[e.Key] = e
	case len(n.Entries) > large:
		n.table.index = make(map[string]*Entry, 4*large)
		for _, e := range n.Entries {
			n.table.index[e.Key] = e
		}
	}
}

// Bool returns the value of a Bool, false for other nodes.
func (n *Node) Bool() bool { return n.Kind == Bool && strings.EqualFold(n.Text, "true") }

// Int64 returns the value of an Int as its format writes integers. The error
// says only what is wrong with the number.
func (n *Node) Int64() (int64, error) {
	if n.Kind != Int {
		return 0, fmt.Errorf("%v is no int", n.Kind)
	}
	text := n.Text
	digits := strings.TrimLeft(text, "+-")
	if len(digits) > 1 && digits[0] == '0' && digits[1] >= '0' && digits[1] <= '9' {
		return 0, errors.New("a leading zero")
	}
	i, err := strconv.ParseInt(text, 0, 64)
	if errors.Is(err, strconv.ErrRange) {
		return 0, errors.New("more than 64 bits")
	}
	if err != nil {
		return 0, errors.New("no integer")
	}
	return i, nil
}

// Float64 returns the value of a Float or an Int.
func (n *Node) Float64() (float64, error) {
	if n.Kind != Float && n.Kind != Int {
		return 0, fmt.Errorf("%v is no float", n.Kind)
	}
	if n.Kind == Int {
		i, err := n.Int64()
		return float64(i), err
	}
	text := strings.ReplaceAll(n.Text, "_", "")
	if n.format == YAML {
		text = strings.Replace(text, ".", "", btoi(isYAMLSpecial(text)))
	}
	f, err := strconv.ParseFloat(text, 64)
	if errors.Is(err, strconv.ErrRange) {
		return 0, errors.New("more than a 64-bit float holds")
	}
	if err != nil {
		return 0, errors.New("no float")
	}
	return f, nil
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}
