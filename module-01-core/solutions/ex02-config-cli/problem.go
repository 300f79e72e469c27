package confctl

import (
	"fmt"
	"strings"

	"systems.course/confctl/doc"
)

// A Rule is what a problem is against.
type Rule string

// The rules.
const (
	RuleUnknown    Rule = "unknown"    // the schema has no such key, or field
	RuleType       Rule = "type"       // the value is not of the key's type
	RuleRange      Rule = "range"      // it is below min, or above max
	RulePattern    Rule = "pattern"    // the pattern doesn't match it
	RuleAllowed    Rule = "allowed"    // it is not one of the allowed values, or a scheme that isn't
	RuleTable      Rule = "table"      // a value where the schema has keys below
	RuleRequired   Rule = "required"   // no layer sets it
	RuleDeprecated Rule = "deprecated" // the key goes by another name now: a warning
	RuleDuplicate  Rule = "duplicate"  // a name, or a variable, that is taken
	RuleSchema     Rule = "schema"     // the schema contradicts itself
)

// A Problem is something wrong with a schema or a configuration, or, as a
// warning, something that will be.
type Problem struct {
	Place   Place
	Key     string // its dotted name, as written; "" if no key is meant
	Rule    Rule
	Found   string // what is there, as in `the string "ten"`; never a secret
	Allowed string // what could be, as in "an int from 1 to 65535"
	Nearest string // the key that was probably meant, "" if none is near
	Warning bool
}

// String returns the problem in one line:
//
//	PLACE: KEY: found FOUND, allowed ALLOWED; did you mean NEAREST?
//
// without the parts that are empty. A warning has the word after its place.
//
//course:stage 2
func (p Problem) String() string {
	var parts []string
	if place := p.Place.String(); place != "" {
		parts = append(parts, place)
	}
	if p.Warning {
		parts = append(parts, "warning")
	}
	if p.Key != "" {
		parts = append(parts, p.Key)
	}
	text := "found " + p.Found
	if p.Allowed != "" {
		text += ", allowed " + p.Allowed
	}
	if p.Nearest != "" {
		text += "; did you mean " + p.Nearest + "?"
	}
	return strings.Join(append(parts, text), ": ")
}

// Problems are all that was found, in the order of the file.
type Problems []Problem

// Error returns the problems, a line each.
//
//course:stage 2
func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i, problem := range p {
		lines[i] = problem.String()
	}
	return strings.Join(lines, "\n")
}

// Err returns the problems as an error, nil if all of them are warnings.
//
//course:given
func (p Problems) Err() error {
	for _, problem := range p {
		if !problem.Warning {
			return p
		}
	}
	return nil
}

// An Invalid is a value that a key can't have. In a list or a map it is the one
// item that is wrong.
type Invalid struct {
	Rule    Rule
	Found   string
	Allowed string
	Pos     doc.Position // of the item in its file; zero if it is in none
}

// Error returns what was found and what is allowed.
//
//course:given
func (e *Invalid) Error() string { return fmt.Sprintf("found %s, allowed %s", e.Found, e.Allowed) }

// Invalids are all that is wrong with a value.
type Invalids []*Invalid

// Error returns them with semicolons between.
//
//course:given
func (e Invalids) Error() string {
	parts := make([]string, len(e))
	for i, invalid := range e {
		parts[i] = invalid.Error()
	}
	return strings.Join(parts, "; ")
}
