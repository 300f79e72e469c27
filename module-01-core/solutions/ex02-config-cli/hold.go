package confctl

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"systems.course/confctl/doc"
)

// hold holds a scalar against the key's bounds, pattern and allowed values, and
// returns it.
func (v *valueReader) hold(t Type, value any, found string, pos doc.Position) any {
	k := v.key
	if k.Type.Elem == nil && !k.within(value) {
		return v.fail(RuleRange, found, t, pos)
	}
	if k.Pattern != "" && !k.matches(value) {
		return v.fail(RulePattern, found, t, pos)
	}
	if k.Allowed != nil && !slices.Contains(k.Allowed, value) {
		return v.fail(RuleAllowed, found, t, pos)
	}
	return value
}

// holdLength holds a list or a map against the bounds, which are its length's.
func (v *valueReader) holdLength(value any, pos doc.Position) {
	if v.key.Type.Elem != nil && !v.key.within(value) {
		v.fail(RuleRange, fmt.Sprintf("a %v of %d", v.key.Type.Kind, measure(value)), v.key.Type, pos)
	}
}

func (k *Key) within(value any) bool {
	m := measure(value)
	return (k.Min == nil || compare(m, k.Min) >= 0) && (k.Max == nil || compare(m, k.Max) <= 0)
}

// measure returns what bounds are for: the value, or its length in characters
// or items.
func measure(value any) any {
	switch v := value.(type) {
	case string:
		return int64(utf8.RuneCountInString(v))
	case Secret:
		return int64(utf8.RuneCountInString(string(v)))
	case []any:
		return int64(len(v))
	case map[string]any:
		return int64(len(v))
	}
	return value
}

// compare compares two measures of one type; others are equal.
func compare(a, b any) int {
	switch a := a.(type) {
	case int64:
		if b, ok := b.(int64); ok {
			return cmp.Compare(a, b)
		}
	case float64:
		if b, ok := b.(float64); ok {
			return cmp.Compare(a, b)
		}
	case time.Duration:
		if b, ok := b.(time.Duration); ok {
			return cmp.Compare(a, b)
		}
	case Size:
		if b, ok := b.(Size); ok {
			return cmp.Compare(a, b)
		}
	}
	return 0
}

func (k *Key) matches(value any) bool {
	pattern := k.pattern
	if pattern == nil {
		var err error
		if pattern, err = compile(k.Pattern); err != nil {
			return false
		}
	}
	switch v := value.(type) {
	case string:
		return pattern.MatchString(v)
	case Secret:
		return pattern.MatchString(string(v))
	}
	return true
}

// compile makes a pattern match the whole text.
func compile(pattern string) (*regexp.Regexp, error) {
	return regexp.Compile(`^(?:` + pattern + `)$`)
}

// Allows says in words which values the key can have, as in "an int from 1 to
// 65535", "one of debug, info" or "a list of 1 to 3 durations".
//
//course:stage 1
func (k *Key) Allows() string { return k.allows(k.Type) }

// allows says what the key allows where a value of type t, its own or its
// element's, is meant.
func (k *Key) allows(t Type) string {
	if t.Elem != nil {
		return article(t) + k.bounds(" items") + k.itemRules(*t.Elem)
	}
	text := article(t)
	if k.Allowed != nil {
		values := make([]string, len(k.Allowed))
		for i, v := range k.Allowed {
			values[i] = Format(v)
		}
		text = "one of " + strings.Join(values, ", ")
	}
	if k.Type.Elem == nil {
		text += k.bounds(map[bool]string{true: " characters"}[t.Kind == KindString || t.Kind == KindSecret || t.Kind == KindURL])
	}
	return text + k.textRules(t)
}

func (k *Key) itemRules(elem Type) string {
	if k.Allowed == nil && k.Pattern == "" && k.Schemes == nil {
		return ""
	}
	return ", each " + k.allows(elem)
}

func (k *Key) textRules(t Type) string {
	text := ""
	switch t.Kind {
	case KindURL:
		if k.Schemes != nil {
			text = " with the scheme " + strings.Join(k.Schemes, " or ")
		} else {
			text = " with a scheme and a host"
		}
	case KindDuration:
		text = ", such as 1m30s"
	case KindSize:
		text = ", such as 512, 64KiB or 10MB"
	}
	if k.Pattern != "" {
		text += " that matches " + k.Pattern
	}
	return text
}

func (k *Key) bounds(unit string) string {
	of := " "
	if unit != "" {
		of = " of "
	}
	switch {
	case k.Min != nil && k.Max != nil && unit == "":
		return " from " + Format(k.Min) + " to " + Format(k.Max)
	case k.Min != nil && k.Max != nil:
		return of + Format(k.Min) + " to " + Format(k.Max) + unit
	case k.Min != nil:
		return " of at least " + Format(k.Min) + unit
	case k.Max != nil:
		return " of at most " + Format(k.Max) + unit
	}
	return ""
}

// article returns a type with its article.
func article(t Type) string {
	text := t.String()
	if t.Kind == KindInt || t.Kind == KindEnum {
		return "an " + text
	}
	return "a " + text
}

// describe says what a node is, in the words of a problem.
func describe(n *doc.Node) string {
	switch n.Kind {
	case doc.String:
		return quote(n.Text)
	case doc.List, doc.Table, doc.Null:
		return n.Kind.String()
	}
	return n.Kind.String() + " " + shorten(n.Text)
}

// foundLimit is the length, in characters, at which what was found is cut.
const foundLimit = 60

func quote(text string) string { return fmt.Sprintf("the string %q", shorten(text)) }

func shorten(text string) string {
	if utf8.RuneCountInString(text) <= foundLimit {
		return text
	}
	return string([]rune(text)[:foundLimit]) + "…"
}
