package confctl

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"systems.course/confctl/doc"
)

var keyFields = []string{"name", "type", "default", "allowed", "min", "max", "pattern", "schemes", "required", "deprecated", "env", "doc"}

// readKey reads a table of the list. It goes on after a problem as far as what
// follows makes sense without what was wrong.
func (r *schemaReader) readKey(n *doc.Node) {
	if n.Kind != doc.Table {
		r.fail(n.Pos, "", RuleSchema, describe(n), "a table with a name and a type")
		return
	}
	k := &Key{Place: r.place(n.Pos)}
	r.readName(n, k)
	for _, e := range n.Entries {
		if !slices.Contains(keyFields, e.Key) {
			r.unknown(e, k.Name, keyFields)
		}
	}
	r.text(n, k, "doc", &k.Doc)
	r.text(n, k, "deprecated", &k.Deprecated)
	r.text(n, k, "pattern", &k.Pattern)
	if e := n.Entry("required"); e != nil {
		if e.Value.Kind != doc.Bool {
			r.fail(e.Value.Pos, k.Name, RuleType, "required = "+describe(e.Value), "a bool")
		}
		k.Required = e.Value.Bool()
	}
	r.readEnv(n, k)
	if !r.readType(n, k) {
		return
	}
	r.readPattern(n, k)
	r.readSchemes(n, k)
	r.readBounds(n, k)
	r.readAllowed(n, k)
	if e := n.Entry("default"); e != nil {
		k.Default = r.value(k, k, "default", e.Value)
	}
}

// text reads a field that is a string, if it is there.
func (r *schemaReader) text(n *doc.Node, k *Key, field string, to *string) {
	e := n.Entry(field)
	if e == nil {
		return
	}
	if e.Value.Kind != doc.String {
		r.fail(e.Value.Pos, k.Name, RuleType, field+" = "+describe(e.Value), "a string")
		return
	}
	*to = e.Value.Text
}

func (r *schemaReader) readName(n *doc.Node, k *Key) {
	e := n.Entry("name")
	if e == nil {
		r.fail(n.Pos, "", RuleRequired, "a key without a name", "name, a dotted name such as server.port")
		return
	}
	if e.Value.Kind != doc.String || !isName(e.Value.Text, true) {
		r.fail(e.Value.Pos, "", RuleSchema, "name = "+describe(e.Value), "a dotted name such as server.port")
		return
	}
	k.Name, k.Place = e.Value.Text, r.place(e.Value.Pos)
	if old := r.schema.byName[k.Name]; old != nil {
		r.fail(e.Value.Pos, k.Name, RuleDuplicate, "the key a second time", "once: it is in line "+line(old))
		return
	}
	r.checkTables(k)
	r.schema.byName[k.Name] = k
	r.schema.Keys = append(r.schema.Keys, k)
}

func line(k *Key) string { return fmt.Sprint(k.Place.Pos.Line) }

// checkTables holds that no key is a value and a table of other keys.
func (r *schemaReader) checkTables(k *Key) {
	if r.schema.tables[k.Name] {
		r.fail(k.Place.Pos, k.Name, RuleTable, "a key that has other keys below it", "a value or a table, not both")
	}
	for at := strings.LastIndexByte(k.Name, '.'); at > 0; at = strings.LastIndexByte(k.Name[:at], '.') {
		table := k.Name[:at]
		if other := r.schema.byName[table]; other != nil {
			r.fail(k.Place.Pos, k.Name, RuleTable, "a key below "+table+", which is a key itself", "a value or a table, not both")
		}
		r.schema.tables[table] = true
	}
}

func (r *schemaReader) readEnv(n *doc.Node, k *Key) {
	if k.Name == "" || r.schema.byName[k.Name] != k {
		return
	}
	k.Env = variable(r.schema.App + "_" + k.Name)
	pos := k.Place.Pos
	if e := n.Entry("env"); e != nil {
		r.text(n, k, "env", &k.Env)
		pos = e.Value.Pos
		if e.Value.Kind == doc.String && (!isName(k.Env, false) || strings.Contains(k.Env, "-")) {
			r.fail(pos, k.Name, RuleSchema, "env = "+describe(e.Value), "a name of letters, digits and _ that begins with a letter")
		}
	}
	if old := r.schema.byEnv[k.Env]; old != nil {
		r.fail(pos, k.Name, RuleDuplicate, "the variable "+k.Env, "one that is not taken: it sets "+old.Name)
		return
	}
	r.schema.byEnv[k.Env] = k
}

// variable returns the name of the environment variable for a dotted name.
func variable(name string) string {
	return strings.Map(func(c rune) rune {
		if c == '.' || c == '-' {
			return '_'
		}
		return unicode.ToUpper(c)
	}, name)
}

func (r *schemaReader) readType(n *doc.Node, k *Key) bool {
	e := n.Entry("type")
	if e == nil {
		r.fail(k.Place.Pos, k.Name, RuleRequired, "a key without a type", "type, one of "+allowedTypes())
		return false
	}
	t, err := ParseType(e.Value.Text)
	if err != nil || e.Value.Kind != doc.String {
		r.fail(e.Value.Pos, k.Name, RuleSchema, "type = "+describe(e.Value), allowedTypes())
		return false
	}
	k.Type = t
	if t.scalar().Kind == KindEnum && n.Entry("allowed") == nil {
		r.fail(e.Value.Pos, k.Name, RuleSchema, "an enum without values", "allowed, a list of strings")
	}
	return true
}

func (r *schemaReader) readPattern(n *doc.Node, k *Key) {
	if k.Pattern == "" {
		return
	}
	pos := n.Entry("pattern").Value.Pos
	if kind := k.Type.scalar().Kind; kind != KindString && kind != KindURL && kind != KindSecret {
		r.fail(pos, k.Name, RuleSchema, "a pattern for "+article(k.Type), "a pattern for a string, url or secret")
		return
	}
	pattern, err := compile(k.Pattern)
	if err != nil {
		r.fail(pos, k.Name, RuleSchema, fmt.Sprintf("pattern = %q", k.Pattern), "a regular expression as RE2 has them")
		return
	}
	k.pattern = pattern
}

func (r *schemaReader) readSchemes(n *doc.Node, k *Key) {
	e := n.Entry("schemes")
	if e == nil {
		return
	}
	if k.Type.scalar().Kind != KindURL {
		r.fail(e.Pos, k.Name, RuleSchema, "schemes for "+article(k.Type), "schemes for a url")
		return
	}
	values, _ := r.value(k, &Key{Name: k.Name, Type: Type{KindList, &Type{Kind: KindString}}}, "schemes", e.Value).([]any)
	for _, v := range values {
		k.Schemes = append(k.Schemes, v.(string))
	}
}

// readBounds reads min and max: of the value for numbers, durations and sizes;
// of the length for strings, secrets, urls, lists and maps.
func (r *schemaReader) readBounds(n *doc.Node, k *Key) {
	for field, to := range map[string]*any{"min": &k.Min, "max": &k.Max} {
		e := n.Entry(field)
		if e == nil {
			continue
		}
		kind, ok := boundKind(k.Type.Kind)
		if !ok {
			r.fail(e.Pos, k.Name, RuleSchema, field+" for "+article(k.Type), field+" for what has a size or a length")
			continue
		}
		*to = r.value(k, &Key{Name: k.Name, Type: Type{Kind: kind}}, field, e.Value)
	}
	if k.Min != nil && k.Max != nil && compare(k.Min, k.Max) > 0 {
		r.fail(n.Entry("min").Value.Pos, k.Name, RuleSchema, "a min of "+Format(k.Min), "at most max, which is "+Format(k.Max))
	}
}

// boundKind returns of what kind the bounds of a kind are.
func boundKind(k Kind) (Kind, bool) {
	switch k {
	case KindInt, KindFloat, KindDuration, KindSize:
		return k, true
	case KindString, KindSecret, KindURL, KindList, KindMap:
		return KindInt, true
	}
	return 0, false
}

func (r *schemaReader) readAllowed(n *doc.Node, k *Key) {
	e := n.Entry("allowed")
	if e == nil {
		return
	}
	plain := *k
	elem := k.Type.scalar()
	if elem.Kind == KindSecret || elem.Kind == KindBool {
		r.fail(e.Pos, k.Name, RuleSchema, "allowed for "+article(k.Type), "no list: a secret's values are no schema's business, and a bool has two")
		return
	}
	if elem.Kind == KindEnum {
		elem.Kind = KindString
	}
	plain.Type, plain.Min, plain.Max = Type{KindList, &elem}, nil, nil
	values, ok := r.value(k, &plain, "allowed", e.Value).([]any)
	if ok && len(values) == 0 {
		r.fail(e.Value.Pos, k.Name, RuleSchema, "no allowed values", "at least one")
	}
	k.Allowed = values
}

// value reads a field of a key as a value of another key, and reports what is
// wrong with it under the first one's name.
func (r *schemaReader) value(k, as *Key, field string, n *doc.Node) any {
	v, err := as.Decode(n)
	var invalids Invalids
	if !errors.As(err, &invalids) {
		return v
	}
	for _, bad := range invalids {
		pos := bad.Pos
		if pos.Line == 0 {
			pos = n.Pos
		}
		r.fail(pos, k.Name, RuleSchema, field+" = "+bad.Found, bad.Allowed)
	}
	return nil
}

func (r *schemaReader) checkDeprecated(k *Key) {
	if k.Deprecated == "" {
		return
	}
	heir := r.schema.byName[k.Deprecated]
	switch {
	case heir == nil:
		r.fail(k.Place.Pos, k.Name, RuleSchema, "deprecated for "+k.Deprecated+", which is no key", "the name of the key to use")
	case heir.Deprecated != "":
		r.fail(k.Place.Pos, k.Name, RuleSchema, "deprecated for "+k.Deprecated+", which is deprecated too", "the name of the key to use")
	case heir.Type.String() != k.Type.String():
		r.fail(k.Place.Pos, k.Name, RuleSchema, "deprecated for "+k.Deprecated+", "+article(heir.Type), "a key of the same type")
	case k.Default != nil || k.Required:
		r.fail(k.Place.Pos, k.Name, RuleSchema, "a deprecated key with a default, or required", "neither: they belong to "+k.Deprecated)
	}
	k.heir = heir
}
