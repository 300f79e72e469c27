package confctl

import (
	"fmt"
	"maps"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"systems.course/confctl/doc"
)

// Decode returns the value of a node for the key, of the Go type that the key's
// Kind says, or Invalids with all that is wrong with it.
//
// Strings, urls, enums, secrets and durations are written as strings; ints as
// ints; floats as floats or ints; sizes as strings or ints. Null is no value of
// any type.
//
//course:stage 1
func (k *Key) Decode(n *doc.Node) (any, error) {
	v := &valueReader{key: k}
	value := v.node(k.Type, n)
	if len(v.invalids) == 0 {
		v.holdLength(value, n.Pos)
	}
	if len(v.invalids) > 0 {
		return nil, v.invalids
	}
	return value, nil
}

// Parse returns the value that a text stands for, as a variable or a flag gives
// it, or Invalids with all that is wrong with it.
//
// A list is written as its items with commas between, a map as KEY=VALUE with
// commas between; blanks around an item are dropped, and an empty text is an
// empty list or map. A text for a list that begins with [, or for a map with {,
// is JSON. Ints are decimal, or hexadecimal, octal or binary after 0x, 0o and 0b.
// What is not UTF-8 is no value of any type.
//
//course:stage 1
func (k *Key) Parse(text string) (any, error) {
	v := &valueReader{key: k}
	var value any
	switch {
	case !utf8.ValidString(text):
		v.fail(RuleType, quote(text), k.Type, doc.Position{})
		v.invalids[0].Allowed += ", in UTF-8"
	case k.Type.Kind == KindList && !strings.HasPrefix(text, "["):
		value = v.list(text)
	case k.Type.Kind == KindMap && !strings.HasPrefix(text, "{"):
		value = v.table(text)
	case k.Type.Elem != nil:
		value = v.json(text)
	default:
		value = v.text(k.Type, text, doc.Position{})
	}
	if len(v.invalids) == 0 {
		v.holdLength(value, doc.Position{})
	}
	if len(v.invalids) > 0 {
		return nil, v.invalids
	}
	return value, nil
}

// valueReader reads one value of a key and collects what is wrong with it.
type valueReader struct {
	key      *Key
	invalids Invalids
}

func (v *valueReader) fail(rule Rule, found string, t Type, pos doc.Position) any {
	if v.key.Type.Secret() {
		found = Redacted
	}
	v.invalids = append(v.invalids, &Invalid{Rule: rule, Found: found, Allowed: v.key.allows(t), Pos: pos})
	return nil
}

func (v *valueReader) node(t Type, n *doc.Node) any {
	switch {
	case t.Kind == KindList && n.Kind == doc.List:
		items := make([]any, len(n.Items))
		for i, item := range n.Items {
			items[i] = v.node(*t.Elem, item)
		}
		return items
	case t.Kind == KindMap && n.Kind == doc.Table:
		table := make(map[string]any, len(n.Entries))
		for _, e := range n.Entries {
			table[e.Key] = v.node(*t.Elem, e.Value)
		}
		return table
	case !fits(t.Kind, n.Kind):
		return v.fail(RuleType, describe(n), t, n.Pos)
	case n.Kind == doc.Bool:
		return n.Bool()
	case t.Kind == KindInt:
		i, err := n.Int64()
		if err != nil {
			return v.fail(RuleType, fmt.Sprintf("%s, with %v", describe(n), err), t, n.Pos)
		}
		return v.hold(t, i, describe(n), n.Pos)
	case t.Kind == KindFloat:
		f, err := n.Float64()
		if err != nil || math.IsNaN(f) {
			return v.fail(RuleType, describe(n), t, n.Pos)
		}
		return v.hold(t, f, describe(n), n.Pos)
	}
	return v.text(t, n.Text, n.Pos)
}

// fits reports whether a scalar of a kind may be written as a node of another.
func fits(k Kind, n doc.Kind) bool {
	switch k {
	case KindInt:
		return n == doc.Int
	case KindFloat:
		return n == doc.Float || n == doc.Int
	case KindBool:
		return n == doc.Bool
	case KindSize:
		return n == doc.String || n == doc.Int
	case KindList, KindMap:
		return false
	}
	return n == doc.String
}

func (v *valueReader) text(t Type, text string, pos doc.Position) any {
	found := quote(text)
	var value any
	var err error
	switch t.Kind {
	case KindInt:
		value, err = parseInt(text)
	case KindFloat:
		var f float64
		f, err = strconv.ParseFloat(text, 64)
		if err == nil && (math.IsNaN(f) || strings.Contains(text, "_")) {
			err = strconv.ErrSyntax
		}
		value = f
	case KindBool:
		if text != "true" && text != "false" {
			err = strconv.ErrSyntax
		}
		value = text == "true"
	case KindDuration:
		value, err = time.ParseDuration(text)
	case KindSize:
		value, err = ParseSize(text)
	case KindURL:
		return v.url(t, text, pos)
	case KindSecret:
		value = Secret(text)
	default:
		value = text
	}
	if err != nil {
		return v.fail(RuleType, found, t, pos)
	}
	return v.hold(t, value, found, pos)
}

// parseInt reads an int without the underscores and leading zeros that Go's
// base 0 would take.
func parseInt(text string) (int64, error) {
	digits := strings.TrimLeft(text, "+-")
	octal := len(digits) > 1 && digits[0] == '0' && digits[1] >= '0' && digits[1] <= '9'
	if octal || strings.Contains(text, "_") {
		return 0, strconv.ErrSyntax
	}
	return strconv.ParseInt(text, 0, 64)
}

func (v *valueReader) url(t Type, text string, pos doc.Position) any {
	u, err := url.Parse(text)
	if err != nil || u.Scheme == "" || u.Host == "" {
		return v.fail(RuleType, quote(text), t, pos)
	}
	if v.key.Schemes != nil && !slices.Contains(v.key.Schemes, u.Scheme) {
		return v.fail(RuleAllowed, quote(text), t, pos)
	}
	return v.hold(t, text, quote(text), pos)
}

func (v *valueReader) list(text string) any {
	items := []any{}
	if strings.TrimSpace(text) == "" {
		return items
	}
	for item := range strings.SplitSeq(text, ",") {
		items = append(items, v.text(*v.key.Type.Elem, strings.TrimSpace(item), doc.Position{}))
	}
	return items
}

func (v *valueReader) table(text string) any {
	table := map[string]any{}
	if strings.TrimSpace(text) == "" {
		return table
	}
	for item := range strings.SplitSeq(text, ",") {
		name, value, ok := strings.Cut(item, "=")
		name = strings.TrimSpace(name)
		if _, twice := table[name]; !ok || twice {
			v.fail(RuleType, quote(item), v.key.Type, doc.Position{})
			continue
		}
		table[name] = v.text(*v.key.Type.Elem, strings.TrimSpace(value), doc.Position{})
	}
	return table
}

func (v *valueReader) json(text string) any {
	d, err := doc.Parse("", doc.JSON, []byte(`{"":`+text+`}`))
	if err != nil || len(d.Root.Entries) != 1 {
		return v.fail(RuleType, quote(text), v.key.Type, doc.Position{})
	}
	value := v.node(v.key.Type, d.Root.Entries[0].Value)
	for _, invalid := range v.invalids {
		invalid.Pos = doc.Position{}
	}
	return value
}

// Format returns a value as text, the one that Parse reads back as far as there
// is one: items with commas between, or JSON if one of them has a comma or
// blanks around it. A map's are in the order of their keys. A secret is Redacted.
//
//course:stage 1
func Format(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case Secret:
		return Redacted
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	case []any:
		return joinItems(v)
	case map[string]any:
		return joinTable(v)
	}
	return fmt.Sprint(value)
}

func joinItems(items []any) string {
	texts := make([]string, len(items))
	for i, item := range items {
		texts[i] = Format(item)
		if !plainItem(texts[i], item) || i == 0 && strings.HasPrefix(texts[i], "[") {
			return formatJSON(items)
		}
	}
	return strings.Join(texts, ",")
}

func joinTable(table map[string]any) string {
	var texts []string
	for i, name := range slices.Sorted(maps.Keys(table)) {
		text := Format(table[name])
		if !plainItem(name, name) && name != "" || !plainItem(text, text+"x") || strings.Contains(name, "=") || i == 0 && strings.HasPrefix(name, "{") {
			return formatJSON(table)
		}
		texts = append(texts, name+"="+text)
	}
	return strings.Join(texts, ",")
}

// plainItem reports whether a text survives among commas.
func plainItem(text string, item any) bool {
	return item != "" && text == strings.TrimSpace(text) && !strings.Contains(text, ",")
}

func formatJSON(value any) string {
	text, err := doc.Encode(doc.JSON, Plain(value), "")
	if err != nil {
		return fmt.Sprint(value) // an infinite float, which JSON has not
	}
	return text
}

// Plain returns a value as doc.Encode takes it: durations and sizes as strings,
// secrets as Redacted.
//
//course:given
func Plain(value any) any {
	switch v := value.(type) {
	case nil, string, int64, float64, bool:
		return v
	case Secret:
		return Redacted
	case []any:
		items := make([]any, len(v))
		for i, item := range v {
			items[i] = Plain(item)
		}
		return items
	case map[string]any:
		table := make(map[string]any, len(v))
		for name, item := range v {
			table[name] = Plain(item)
		}
		return table
	}
	return fmt.Sprint(value)
}
