package restapi

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// fields are the members of a body. Each is asked for once by name; what is
// wrong is gathered, and so is what nobody asked for. Asking goes on after
// something wrong, with a zero value, until problem says it all.
type fields struct {
	object map[string]any
	asked  map[string]bool
	errors []fieldError
}

func newFields(body any) *fields {
	f := &fields{asked: map[string]bool{}}
	var ok bool
	if f.object, ok = body.(map[string]any); !ok {
		f.wrong("", "must be an object")
	}
	return f
}

// wrong adds what is wrong at a JSON pointer (RFC 6901).
func (f *fields) wrong(pointer, detail string) {
	f.errors = append(f.errors, fieldError{Pointer: &pointer, Detail: detail})
}

// pointerEscaper is made once: a body may have a hundred thousand members, and
// what is wrong with them is found while nobody else can write.
var pointerEscaper = strings.NewReplacer("~", "~0", "/", "~1")

func pointerTo(name string) string { return "/" + pointerEscaper.Replace(name) }

func (f *fields) take(name string) (any, bool) {
	f.asked[name] = true
	value, ok := f.object[name]
	return value, ok
}

// required is a string that must be there.
func (f *fields) required(name string, rule rule) string {
	value, ok := f.take(name)
	if !ok {
		if f.object != nil {
			f.wrong(pointerTo(name), "is required")
		}
		return ""
	}
	return f.text(pointerTo(name), value, rule)
}

// optional is a string, or fallback if it isn't there.
func (f *fields) optional(name string, rule rule, fallback string) string {
	value, ok := f.take(name)
	if !ok {
		return fallback
	}
	return f.text(pointerTo(name), value, rule)
}

// nullable is a string or null; given says whether one of them is there.
func (f *fields) nullable(name string, rule rule) (text *string, given bool) {
	value, ok := f.take(name)
	if !ok || value == nil {
		return nil, ok
	}
	s := f.text(pointerTo(name), value, rule)
	return &s, true
}

func (f *fields) flag(name string) bool {
	value, ok := f.take(name)
	if !ok {
		return false
	}
	b, ok := value.(bool)
	if !ok {
		f.wrong(pointerTo(name), "must be true or false")
	}
	return b
}

// names is a list of different strings; without it, empty.
func (f *fields) names(name string, rule rule, most int, required bool) []string {
	value, ok := f.take(name)
	if !ok {
		if required && f.object != nil {
			f.wrong(pointerTo(name), "is required")
		}
		return nil
	}
	array, ok := value.([]any)
	if !ok || len(array) > most {
		f.wrong(pointerTo(name), fmt.Sprintf("must be a list of at most %d", most))
		return nil
	}
	var list []string
	for i, item := range array {
		pointer := pointerTo(name) + "/" + strconv.Itoa(i)
		s := f.text(pointer, item, rule)
		if _, isText := item.(string); isText && slices.Contains(list, s) {
			f.wrong(pointer, "is there a second time")
		}
		list = append(list, s)
	}
	return list
}

func (f *fields) text(pointer string, value any, rule rule) string {
	s, ok := value.(string)
	if !ok {
		f.wrong(pointer, "must be a string")
		return ""
	}
	if !rule.holds(s) {
		f.wrong(pointer, rule.says)
	}
	return s
}

// problem returns all that is wrong, or nil.
func (f *fields) problem() error {
	for name := range f.object {
		if !f.asked[name] {
			f.wrong(pointerTo(name), "is not known")
		}
	}
	if len(f.errors) == 0 {
		return nil
	}
	return invalid.with(f.errors)
}

// atLeastOne is for patches: an empty one is a mistake.
func (f *fields) atLeastOne() {
	if f.object != nil && len(f.object) == 0 {
		f.wrong("", "must have at least one member")
	}
}
