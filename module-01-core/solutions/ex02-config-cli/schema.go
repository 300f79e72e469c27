package confctl

import (
	"fmt"
	"regexp"
	"strings"

	"systems.course/confctl/doc"
)

// A Schema says which keys a configuration has. It is not changed once it has
// been read, and may be used by several goroutines.
type Schema struct {
	App  string // the service's name: of its files, and of its variables in capitals
	Keys []*Key // in the order of the file

	byName map[string]*Key
	byEnv  map[string]*Key
	tables map[string]bool // what is a table because keys are below it
}

// A Key is what a schema says of one key.
type Key struct {
	Name       string // dotted: server.port
	Type       Type
	Doc        string
	Env        string   // the variable that sets it
	Required   bool     // some layer must set it
	Deprecated string   // the name of the key to use in its place; "" if it is none
	Default    any      // nil if it has none
	Allowed    []any    // the values it can have; nil if all of its type
	Schemes    []string // of a url; nil for any
	Pattern    string   // RE2, for the whole text of a string, url or secret; "" if any
	Min, Max   any      // bounds, nil if there is none: see Key.Allows
	Place      Place    // of its declaration

	pattern *regexp.Regexp // of Pattern, once ParseSchema has compiled it
	heir    *Key           // the key that Deprecated names, once ParseSchema knows it
}

// ParseSchema reads a schema: the app's name, and a list of tables called key.
//
//	app = "shop"
//
//	[[key]]
//	name = "server.port"
//	type = "int"
//	default = 8080
//	min = 1
//	max = 65535
//
// The error is Problems, with all that is wrong, in the order of the file.
//
//course:stage 2
func ParseSchema(d *doc.Document) (*Schema, error) {
	r := &schemaReader{file: d.File, schema: &Schema{tables: map[string]bool{}}}
	r.readTop(d.Root)
	for _, k := range r.schema.Keys {
		r.checkDeprecated(k)
	}
	if len(r.problems) > 0 {
		sortProblems(r.problems)
		return nil, r.problems
	}
	return r.schema, nil
}

// Key returns the key of a name, nil if the schema has none.
//
//course:stage 2
func (s *Schema) Key(name string) *Key { return s.byName[name] }

// schemaReader collects the keys of a schema and what is wrong with them.
type schemaReader struct {
	file     string
	schema   *Schema
	problems Problems
}

func (r *schemaReader) place(pos doc.Position) Place { return Place{File: r.file, Pos: pos} }

func (r *schemaReader) fail(pos doc.Position, key string, rule Rule, found, allowed string) {
	r.problems = append(r.problems, Problem{Place: r.place(pos), Key: key, Rule: rule, Found: found, Allowed: allowed})
}

func (r *schemaReader) readTop(root *doc.Node) {
	var list *doc.Node
	for _, e := range root.Entries {
		switch e.Key {
		case "app":
			r.readApp(e.Value)
		case "key":
			list = e.Value
		default:
			r.unknown(e, "", []string{"app", "key"})
		}
	}
	if root.Entry("app") == nil {
		r.fail(doc.Position{Line: 1, Column: 1}, "", RuleRequired, "no name of the app", `app, a string such as "shop"`)
	}
	if list == nil {
		r.fail(doc.Position{Line: 1, Column: 1}, "", RuleRequired, "no keys", "a list of tables called key")
		return
	}
	if list.Kind != doc.List {
		r.fail(list.Pos, "", RuleType, "key = "+describe(list), "a list of tables")
		return
	}
	r.schema.byName = make(map[string]*Key, len(list.Items))
	r.schema.byEnv = make(map[string]*Key, len(list.Items))
	for _, n := range list.Items {
		r.readKey(n)
	}
}

func (r *schemaReader) unknown(e *doc.Entry, key string, known []string) {
	r.problems = append(r.problems, Problem{
		Place: r.place(e.Pos), Key: key, Rule: RuleUnknown, Found: fmt.Sprintf("the unknown field %q", e.Key),
		Allowed: strings.Join(known, ", "), Nearest: nearest(e.Key, known),
	})
}

func (r *schemaReader) readApp(n *doc.Node) {
	if n.Kind != doc.String || !isName(n.Text, false) {
		r.fail(n.Pos, "", RuleSchema, "app = "+describe(n), "a name of letters, digits, - and _ that begins with a letter")
		return
	}
	r.schema.App = n.Text
}

// isName reports whether s is letters, digits, dashes and underscores, with a
// letter first; if dotted, several of those with dots between.
func isName(s string, dotted bool) bool {
	parts := []string{s}
	if dotted {
		parts = split(s)
	}
	for _, part := range parts {
		if part == "" || !letter(part[0]) {
			return false
		}
		for i := range len(part) {
			if c := part[i]; !letter(c) && c != '-' && c != '_' && (c < '0' || c > '9') {
				return false
			}
		}
	}
	return true
}

func letter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }
