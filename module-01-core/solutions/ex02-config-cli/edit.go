package confctl

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"systems.course/confctl/doc"
)

// ErrNotSet is returned by Unset for a key that the file doesn't set.
var ErrNotSet = errors.New("confctl: the file doesn't set the key")

// An UnsafeError says that an edit would have changed more than was meant. The
// file is as it was.
type UnsafeError struct {
	File string
	Key  string
	What string // what the edit would have done
}

// Error names the file, the key and what would have happened.
//
//course:given
func (e *UnsafeError) Error() string {
	return fmt.Sprintf("%s: %s: not edited: %s", e.File, e.Key, e.What)
}

// Set returns the source of a document in which the key has the value that a
// text stands for, as Key.Parse reads it: under a deprecated name, Parse of the
// key that took its place. An entry that is there keeps all but
// the bytes of its value; a new one goes to the end of its table. Everything
// else stays, to the byte. A value that is there already changes nothing.
//
// The result has been parsed and compared with the document. Were anything
// different but this one entry, the error is an *UnsafeError; what package doc
// does not edit is a *doc.RefusedError; a value that the key can't have is
// Invalids.
//
//course:stage 7
func Set(d *doc.Document, key *Key, text string) ([]byte, error) {
	rules := key
	if key.heir != nil {
		rules = key.heir
	}
	value, err := rules.Parse(text)
	if err != nil {
		return nil, err
	}
	path := split(key.Name)
	if e, ok := d.Lookup(path...); ok {
		if old, err := rules.Decode(e.Value); err == nil && same(old, value) {
			return slices.Clone(d.Source), nil
		}
	}
	splice, err := d.Put(path, written(text, value))
	if err != nil {
		return nil, err
	}
	return verify(d, key, splice, func(e *doc.Entry) string {
		if e == nil {
			return "the key would still not be set"
		}
		if got, err := rules.Decode(e.Value); err != nil || !same(got, value) {
			return "the key would have another value than was given"
		}
		return ""
	})
}

// Unset returns the source of a document without the key's entry and the comment
// that follows it in its line. Everything else stays, to the byte: also a table
// that becomes empty, unless only the entry's dotted key made it. A key that the
// document doesn't set is ErrNotSet. The result is verified as Set's is.
//
//course:stage 7
func Unset(d *doc.Document, key *Key) ([]byte, error) {
	path := split(key.Name)
	if _, ok := d.Lookup(path...); !ok {
		return nil, fmt.Errorf("%w: %s: %s", ErrNotSet, d.File, key.Name)
	}
	splice, err := d.Drop(path)
	if err != nil {
		return nil, err
	}
	return verify(d, key, splice, func(e *doc.Entry) string {
		if e != nil {
			return "the key would still be set"
		}
		return ""
	})
}

// written returns a value as it goes into a file: a duration or a size as the
// user wrote it.
func written(text string, value any) any {
	switch value.(type) {
	case []any, map[string]any, int64, float64, bool:
		return Plain(Reveal(value))
	}
	return text
}

// same reports whether two values of a key are equal.
func same(a, b any) bool {
	switch a := a.(type) {
	case []any:
		b, ok := b.([]any)
		return ok && slices.EqualFunc(a, b, same)
	case map[string]any:
		b, ok := b.(map[string]any)
		return ok && maps.EqualFunc(a, b, same)
	}
	return a == b
}

// verify makes the splice, parses what comes of it, and compares: wrong says
// what is the matter with the key's entry, and every other value must be as it
// was.
func verify(d *doc.Document, key *Key, splice doc.Splice, wrong func(*doc.Entry) string) ([]byte, error) {
	refuse := func(what string) ([]byte, error) {
		return nil, &UnsafeError{File: d.File, Key: key.Name, What: what}
	}
	source := splice.Apply(d.Source)
	after, err := doc.Parse(d.File, d.Format, source)
	if err != nil {
		return refuse("the file would be broken: " + withoutText(err))
	}
	path := split(key.Name)
	e, _ := after.Lookup(path...)
	if what := wrong(e); what != "" {
		return refuse(what)
	}
	before, now := leaves(d.Root, key.Name), leaves(after.Root, key.Name)
	for name, value := range before {
		if now[name] != value {
			return refuse("it would change " + name)
		}
	}
	for name := range now {
		if _, ok := before[name]; !ok {
			return refuse("it would set " + name)
		}
	}
	return source, nil
}

// withoutText returns the places of errors. A message may name a key, and a
// broken edit can make a key of a part of a secret.
func withoutText(err error) string {
	var all doc.Errors
	if !errors.As(err, &all) {
		return "it could not be read"
	}
	places := make([]string, len(all))
	for i, e := range all {
		places[i] = fmt.Sprintf("line %d, column %d", e.Pos.Line, e.Pos.Column)
	}
	return strings.Join(places, "; ")
}

// leaves returns the scalars of a tree under their paths, without those at or
// below one name. Empty tables are not among them.
func leaves(n *doc.Node, except string) map[string]string {
	all := map[string]string{}
	var walk func(n *doc.Node, name string)
	walk = func(n *doc.Node, name string) {
		if name == except {
			return
		}
		switch {
		case n.Kind == doc.Table:
			for _, e := range n.Entries {
				walk(e.Value, strings.TrimPrefix(name+"."+keyName(e.Key), "."))
			}
		case n.Kind == doc.List:
			all[name] = fmt.Sprintf("a list of %d", len(n.Items))
			for i, item := range n.Items {
				walk(item, fmt.Sprintf("%s[%d]", name, i))
			}
		case n.Kind == doc.Null && n.Text == "":
			// A YAML key with nothing after it: the place of a table to be.
		default:
			all[name] = n.Kind.String() + " " + n.Text
		}
	}
	walk(n, "")
	return all
}
