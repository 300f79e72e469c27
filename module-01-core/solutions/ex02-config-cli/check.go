package confctl

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"systems.course/confctl/doc"
)

// Check reads a file as a layer of the configuration. It returns the settings
// that are right and all problems, both in the order of the file: a problem with
// one key keeps no other from being read.
//
// A value under a deprecated name is a setting of the key that took its place,
// and a warning. If the same file sets that key too, its own name counts.
//
//course:stage 3
func (s *Schema) Check(d *doc.Document, layer Layer) ([]Setting, Problems) {
	c := &checker{schema: s, file: d.File, layer: layer}
	c.table(d.Root, "")
	sortProblems(c.problems)
	return ownNamesFirst(c.settings), c.problems
}

// checker reads one source of settings.
type checker struct {
	schema   *Schema
	file     string
	layer    Layer
	settings []Setting
	problems Problems
}

func (c *checker) table(n *doc.Node, prefix string) {
	for _, e := range n.Entries {
		c.entry(e, prefix+keyName(e.Key))
	}
}

// keyName returns a part of a name, in quotes if it could be taken for more or
// less than a part.
func keyName(key string) string {
	if key == "" || strings.ContainsAny(key, ".\" \t\r\n") {
		return fmt.Sprintf("%q", key)
	}
	return key
}

func (c *checker) entry(e *doc.Entry, name string) {
	place := Place{File: c.file, Pos: e.Pos}
	k := c.schema.byName[name]
	switch {
	case k != nil:
		c.set(k, Place{File: c.file, Pos: e.Value.Pos}, func(k *Key) (any, error) { return k.Decode(e.Value) })
	case c.schema.tables[name] && e.Value.Kind != doc.Table:
		c.problems = append(c.problems, Problem{
			Place: Place{File: c.file, Pos: e.Value.Pos}, Key: name, Rule: RuleTable, Found: e.Value.Kind.String(),
			Allowed: "a table, with keys such as " + c.below(name),
		})
	case e.Value.Kind == doc.Table && (len(e.Value.Entries) > 0 || c.schema.tables[name]):
		c.table(e.Value, name+".")
	default:
		c.problems = append(c.problems, Problem{
			Place: place, Key: name, Rule: RuleUnknown, Found: "a key that the schema doesn't have", Nearest: c.schema.Nearest(name),
		})
	}
}

func (c *checker) below(table string) string {
	for _, k := range c.schema.Keys {
		if strings.HasPrefix(k.Name, table+".") {
			return k.Name
		}
	}
	return ""
}

// set notes the value of a key, or what is wrong with it. What stands under a
// deprecated name is held against the rules of the key that took its place.
func (c *checker) set(k *Key, place Place, read func(*Key) (any, error)) {
	setting := Setting{Key: k, Layer: c.layer, Place: place}
	if k.Deprecated != "" {
		setting.Key, setting.As = c.schema.byName[k.Deprecated], k.Name
		c.problems = append(c.problems, Problem{
			Place: place, Key: k.Name, Rule: RuleDeprecated, Found: "a deprecated key", Allowed: k.Deprecated + " in its place", Warning: true,
		})
	}
	value, err := read(setting.Key)
	var invalids Invalids
	if !errors.As(err, &invalids) {
		setting.Value = value
		c.settings = append(c.settings, setting)
		return
	}
	for _, bad := range invalids {
		at := place
		if bad.Pos.Line > 0 {
			at.Pos = bad.Pos
		}
		c.problems = append(c.problems, Problem{Place: at, Key: k.Name, Rule: bad.Rule, Found: bad.Found, Allowed: bad.Allowed})
	}
}

// ownNamesFirst drops settings under a deprecated name of keys that are also set
// under their own.
func ownNamesFirst(settings []Setting) []Setting {
	own := map[*Key]bool{}
	for _, s := range settings {
		if s.As == "" {
			own[s.Key] = true
		}
	}
	return slices.DeleteFunc(settings, func(s Setting) bool { return s.As != "" && own[s.Key] })
}

// sortProblems puts problems of a file in its order. Others stay as they are.
func sortProblems(problems Problems) {
	slices.SortStableFunc(problems, func(a, b Problem) int {
		if a.Place.Pos.Line != b.Place.Pos.Line {
			return a.Place.Pos.Line - b.Place.Pos.Line
		}
		return a.Place.Pos.Column - b.Place.Pos.Column
	})
}
