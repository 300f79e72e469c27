package confctl_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"systems.course/checkkit"
	"systems.course/confctl"
	"systems.course/confctl/doc"
)

// shopSchema is the schema that most checks use.
const shopSchema = `app = "shop"

[[key]]
name = "server.host"
type = "string"
required = true

[[key]]
name = "server.port"
type = "int"
default = 8080
min = 1
max = 65535

[[key]]
name = "server.timeout"
type = "duration"
default = "30s"
min = "1s"

[[key]]
name = "log.level"
type = "enum"
allowed = ["debug", "info", "warn", "error"]
default = "info"

[[key]]
name = "log.json"
type = "bool"

[[key]]
name = "cache.size"
type = "size"
default = "64MiB"

[[key]]
name = "cache.ratio"
type = "float"

[[key]]
name = "tags"
type = "list of string"
max = 3

[[key]]
name = "labels"
type = "map of string"

[[key]]
name = "db.password"
type = "secret"
min = 4

[[key]]
name = "port"
type = "int"
deprecated = "server.port"
`

// parse reads a document that must be right.
func parse(t *testing.T, file, source string) *doc.Document {
	t.Helper()
	format, err := doc.FormatOf(file)
	if err != nil {
		t.Fatal(err)
	}
	d, err := doc.Parse(file, format, []byte(source))
	if err != nil {
		t.Fatalf("the check's own document: %v", err)
	}
	return d
}

// readSchema reads a schema that must be right.
func readSchema(t *testing.T, source string) *confctl.Schema {
	t.Helper()
	s, err := confctl.ParseSchema(parse(t, "schema.toml", source))
	checkkit.NoError(t, "ParseSchema", err, "nothing is wrong with this schema:\n%s", source)
	if s == nil {
		checkkit.Fail(t, checkkit.Failure{Expected: "ParseSchema to return a schema", Got: "nil, and no error", Because: "nothing is wrong with it"})
	}
	return s
}

// shop reads shopSchema.
func shop(t *testing.T) *confctl.Schema {
	t.Helper()
	return readSchema(t, shopSchema)
}

// key returns a key of a schema that must be there.
func key(t *testing.T, s *confctl.Schema, name string) *confctl.Key {
	t.Helper()
	k := s.Key(name)
	if k == nil {
		checkkit.Fail(t, checkkit.Failure{Expected: fmt.Sprintf("Key(%q) to be in the schema", name), Got: "nil", Because: "the schema declares it"})
	}
	return k
}

// places returns where problems are, against which rule, and of which key.
func places(problems confctl.Problems) []string {
	all := []string{}
	for _, p := range problems {
		where := p.Place.Name
		if p.Place.File != "" {
			where = fmt.Sprintf("%s:%d:%d", p.Place.File, p.Place.Pos.Line, p.Place.Pos.Column)
		}
		all = append(all, fmt.Sprintf("%s %s %s", where, p.Key, p.Rule))
	}
	return all
}

// settings returns what settings say, a line each.
func settings(list []confctl.Setting) []string {
	all := []string{}
	for _, s := range list {
		all = append(all, line(s))
	}
	return all
}

func line(s confctl.Setting) string {
	name := "(no key)"
	if s.Key != nil {
		name = s.Key.Name
	}
	text := fmt.Sprintf("%v: %s = %v at %v", s.Layer, name, s.Value, s.Place)
	if s.As != "" {
		text += " as " + s.As
	}
	return text
}

// invalids returns what is wrong with a value, which must be something.
func invalids(t *testing.T, what string, err error) confctl.Invalids {
	t.Helper()
	var list confctl.Invalids
	if !errors.As(err, &list) || len(list) == 0 || slices.Contains(list, nil) {
		checkkit.Fail(t, checkkit.Failure{
			Expected: what + " to return Invalids with at least one entry",
			Got:      fmt.Sprintf("%#v", err),
			Because:  "the key can't have this value",
		})
	}
	return list
}

// contains ends the check unless a text has each of the parts in it.
func contains(t *testing.T, what, text, because string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			checkkit.Fail(t, checkkit.Failure{Expected: fmt.Sprintf("%s with %q in it", what, part), Got: fmt.Sprintf("%q", text), Because: because})
		}
	}
}

// lacks ends the check if a text has one of the parts in it.
func lacks(t *testing.T, what, text, because string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if strings.Contains(text, part) {
			checkkit.Fail(t, checkkit.Failure{Expected: fmt.Sprintf("%s without %q", what, part), Got: fmt.Sprintf("%q", text), Because: because})
		}
	}
}
