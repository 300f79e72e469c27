package confctl_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"systems.course/checkkit"
	"systems.course/confctl"
)

// schemaProblems reads a schema that must be refused.
func schemaProblems(t *testing.T, source string) confctl.Problems {
	t.Helper()
	_, err := confctl.ParseSchema(parse(t, "schema.toml", source))
	var problems confctl.Problems
	if !errors.As(err, &problems) {
		checkkit.Fail(t, checkkit.Failure{Expected: "ParseSchema to return Problems", Got: fmt.Sprintf("%#v", err), Because: "something is wrong with\n" + source})
	}
	return problems
}

func wantPlaces(t *testing.T, source, because string, want ...string) []confctl.Problem {
	t.Helper()
	problems := schemaProblems(t, source)
	checkkit.Equal(t, "the problems of\n"+source, places(problems), want, "%s", because)
	return problems
}

func TestReadsTypes(t *testing.T) {
	for _, text := range []string{"string", "int", "float", "bool", "duration", "size", "url", "enum", "secret", "list of int", "map of duration"} {
		got, err := confctl.ParseType(text)
		checkkit.NoError(t, fmt.Sprintf("ParseType(%q)", text), err, "it is a type")
		checkkit.Equal(t, fmt.Sprintf("ParseType(%q).String()", text), got.String(), text, "String is the inverse of ParseType")
	}
	for _, text := range []string{"", "integer", "Int", "list", "map", "list of", "list of list of int", "list of map of int", "int of int", "list  of int"} {
		_, err := confctl.ParseType(text)
		checkkit.ErrorIs(t, fmt.Sprintf("ParseType(%q)", text), err, confctl.ErrType, "there is no such type")
	}
}

func TestReadsASchema(t *testing.T) {
	s := shop(t)
	checkkit.Equal(t, "App", s.App, "shop", "the schema says so")
	var names []string
	for _, k := range s.Keys {
		names = append(names, k.Name)
	}
	want := []string{"server.host", "server.port", "server.timeout", "log.level", "log.json", "cache.size", "cache.ratio", "tags", "labels", "db.password", "port"}
	checkkit.Equal(t, "the names of Keys", names, want, "Keys are in the order of the file")
	port := key(t, s, "server.port")
	checkkit.Equal(t, "Default of server.port", port.Default, any(int64(8080)), "the schema says default = 8080, and the key is an int")
	checkkit.Equal(t, "Min and Max of server.port", []any{port.Min, port.Max}, []any{int64(1), int64(65535)}, "the schema says so")
	checkkit.Equal(t, "Env of server.port", port.Env, "SHOP_SERVER_PORT", "unless the schema says otherwise, it is the app's name and the key's in capitals")
	checkkit.Equal(t, "the place of server.port", port.Place.String(), "schema.toml:9:8", "a key is declared where its name is written")
	checkkit.Equal(t, "Default of server.timeout", key(t, s, "server.timeout").Default, any(30*time.Second), "a default is a value of the key's type")
	checkkit.True(t, "Required of server.host", key(t, s, "server.host").Required, "the schema says so")
	checkkit.Equal(t, "Deprecated of port", key(t, s, "port").Deprecated, "server.port", "the schema says so")
	checkkit.True(t, `Key("server") == nil`, s.Key("server") == nil, "server is a table of keys and no key")
}

func TestReadsASchemaInOtherFormats(t *testing.T) {
	for file, source := range map[string]string{
		"schema.json": `{"app": "shop", "key": [{"name": "a.b", "type": "list of int", "default": [1, 2], "env": "AB"}]}`,
		"schema.yaml": "app: shop\nkey:\n  - name: a.b\n    type: list of int\n    default: [1, 2]\n    env: AB\n",
	} {
		s, err := confctl.ParseSchema(parse(t, file, source))
		checkkit.NoError(t, "ParseSchema of "+file, err, "a schema may be written in any format")
		k := key(t, s, "a.b")
		checkkit.Equal(t, "Default in "+file, k.Default, any([]any{int64(1), int64(2)}), "the schema says so")
		checkkit.Equal(t, "Env in "+file, k.Env, "AB", "the schema says so")
	}
}

func TestSaysAllThatIsWrongWithASchema(t *testing.T) {
	problems := wantPlaces(t, `app = "shop"
[[key]]
name = "a"
typ = "int"
[[key]]
name = "b"
type = "number"
[[key]]
name = "c"
type = "int"
min = 10
max = 5
default = "x"
`, "each of these is a problem, and none of them hides another; they come in the order of the file",
		"schema.toml:3:8 a required", "schema.toml:4:1 a unknown", "schema.toml:7:8 b schema", "schema.toml:11:7 c schema", "schema.toml:13:11 c schema")
	contains(t, "Error()", confctl.Problems(problems).Error(), "it has all problems, a line each", "schema.toml:3:8: a: found ", "\nschema.toml:13:11: c: found ")
}

func TestRefusesNamesThatClash(t *testing.T) {
	wantPlaces(t, "app = \"shop\"\n[[key]]\nname = \"a.b\"\ntype = \"int\"\n[[key]]\nname = \"a.b\"\ntype = \"int\"\n",
		"a name is declared once", "schema.toml:6:8 a.b duplicate")
	wantPlaces(t, "app = \"shop\"\n[[key]]\nname = \"a\"\ntype = \"int\"\n[[key]]\nname = \"a.b.c\"\ntype = \"int\"\n",
		"a can't be a value and a table", "schema.toml:6:8 a.b.c table")
	wantPlaces(t, "app = \"shop\"\n[[key]]\nname = \"a.b.c\"\ntype = \"int\"\n[[key]]\nname = \"a.b\"\ntype = \"int\"\n",
		"a.b can't be a value and a table, whichever comes first", "schema.toml:6:8 a.b table")
	wantPlaces(t, "app = \"shop\"\n[[key]]\nname = \"a.b\"\ntype = \"int\"\n[[key]]\nname = \"a_b\"\ntype = \"int\"\n",
		"both would be set by SHOP_A_B", "schema.toml:6:8 a_b duplicate")
	for _, name := range []string{"", "a..b", ".a", "a.", "a b", "1a", "é"} {
		wantPlaces(t, fmt.Sprintf("app = \"shop\"\n[[key]]\nname = %q\ntype = \"int\"\n", name),
			"a name has parts of letters, digits, - and _, each with a letter first, and dots between", "schema.toml:3:8  schema")
	}
}

func TestRefusesASchemaThatContradictsItself(t *testing.T) {
	for _, tt := range []struct{ lines, because, place string }{
		{"type = \"int\"\nmin = 5\nmax = 9\ndefault = 10", "the default is above max", "7:11"},
		{"type = \"int\"\nmin = \"x\"", "min is no int", "5:7"},
		{"type = \"bool\"\nmin = 1", "a bool has no bounds", "5:1"},
		{"type = \"string\"\npattern = \"(\"", "the pattern is broken", "5:11"},
		{"type = \"int\"\npattern = \"1\"", "an int has no pattern", "5:11"},
		{"type = \"enum\"", "an enum needs allowed values", "4:8"},
		{"type = \"enum\"\nallowed = [\"a\"]\ndefault = \"b\"", "the default is not one of the allowed values", "6:11"},
		{"type = \"string\"\nschemes = [\"http\"]", "schemes are for urls", "5:1"},
		{"type = \"int\"\ndeprecated = \"b\"", "there is no key b", "3:8"},
	} {
		wantPlaces(t, "app = \"shop\"\n[[key]]\nname = \"k\"\n"+tt.lines+"\n", tt.because, "schema.toml:"+tt.place+" k schema")
	}
	wantPlaces(t, "[[key]]\nname = \"k\"\ntype = \"int\"\n", "the app has no name, and no key of the schema is meant", "schema.toml:1:1  required")
	wantPlaces(t, "app = \"shop\"\n", "there are no keys, so none is meant", "schema.toml:1:1  required")
	wantPlaces(t, "app = 1\nkey = 2\n", "an app is a name and key a list, both at their values, and no key of the schema is meant", "schema.toml:1:7  schema", "schema.toml:2:7  type")
}

func TestWritesAProblemInOneLine(t *testing.T) {
	place := confctl.Place{File: "shop.toml"}
	place.Pos.Line, place.Pos.Column = 3, 8
	for _, tt := range []struct {
		problem confctl.Problem
		want    string
	}{
		{confctl.Problem{Place: place, Key: "server.port", Found: "an int 0", Allowed: "an int from 1 to 65535"}, "shop.toml:3:8: server.port: found an int 0, allowed an int from 1 to 65535"},
		{confctl.Problem{Place: place, Key: "server.prt", Found: "an unknown key", Nearest: "server.port"}, "shop.toml:3:8: server.prt: found an unknown key; did you mean server.port?"},
		{confctl.Problem{Place: confctl.Place{Name: "SHOP_X"}, Found: "a stranger", Warning: true}, "SHOP_X: warning: found a stranger"},
	} {
		checkkit.Equal(t, "String()", tt.problem.String(), tt.want, "a problem is PLACE: KEY: found FOUND, allowed ALLOWED; did you mean NEAREST? without what is empty")
	}
	two := confctl.Problems{{Key: "a", Found: "x"}, {Key: "b", Found: "y"}}
	checkkit.Equal(t, "Problems.Error()", two.Error(), "a: found x\nb: found y", "all problems, a line each")
}
