package confctl_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"systems.course/checkkit"
	"systems.course/confctl"
	"systems.course/confctl/doc"
)

// wantSet sets a key in a file and compares the whole result.
func wantSet(t *testing.T, file, source, name, text, want, because string) {
	t.Helper()
	d := parse(t, file, source)
	what := fmt.Sprintf("Set(%s, %q) in\n%s", name, text, source)
	got, err := confctl.Set(d, key(t, shop(t), name), text)
	checkkit.NoError(t, what, err, "%s", because)
	checkkit.Equal(t, what, string(got), want, "%s", because)
	checkkit.Equal(t, "the document's own source", string(d.Source), source, "Set returns another source, and leaves the document as it is")
}

func wantUnset(t *testing.T, file, source, name, want, because string) {
	t.Helper()
	what := fmt.Sprintf("Unset(%s) in\n%s", name, source)
	got, err := confctl.Unset(parse(t, file, source), key(t, shop(t), name))
	checkkit.NoError(t, what, err, "%s", because)
	checkkit.Equal(t, what, string(got), want, "%s", because)
}

const rest = "everything but the value stays: comments, order, indentation and quotes"

func TestChangesTheValueAlone(t *testing.T) {
	wantSet(t, "a.toml", "# top\n\n[server]\n  host = 'a' # here\n  port=80 # there\n\n# end", "server.port", "90", "# top\n\n[server]\n  host = 'a' # here\n  port=90 # there\n\n# end", rest)
	wantSet(t, "a.toml", "[server]\nhost = 'a' # here\r\n", "server.host", "b", "[server]\nhost = 'b' # here\r\n", rest)
	wantSet(t, "a.yaml", "# top\nserver:\n    host:   'a' # here\n    port: 80\n", "server.host", "it's", "# top\nserver:\n    host:   'it''s' # here\n    port: 80\n", rest)
	wantSet(t, "a.yaml", "server: {host: a, port: 80} # é\n", "server.host", "b", "server: {host: b, port: 80} # é\n", rest)
	wantSet(t, "a.json", "{\"server\":\n\t{\"host\": \"a\",\"port\":80}}", "server.host", "b", "{\"server\":\n\t{\"host\": \"b\",\"port\":80}}", rest)
	wantSet(t, "a.toml", "server.port = 80\ntags = [\n  'a', # why\n]\n", "server.port", "90", "server.port = 90\ntags = [\n  'a', # why\n]\n", rest)
}

func TestWritesEachTypeAsItsFormatDoes(t *testing.T) {
	for _, tt := range []struct{ name, text, toml, json string }{
		{"server.port", "0x50", "80", "80"},
		{"cache.ratio", "2", "2.0", "2.0"},
		{"log.json", "true", "true", "true"},
		{"cache.size", "64KiB", `"64KiB"`, `"64KiB"`},
		{"server.timeout", "90s", `"90s"`, `"90s"`},
		{"tags", "a, b", `["a", "b"]`, `["a", "b"]`},
		{"db.password", `a"b\c`, `"a\"b\\c"`, `"a\"b\\c"`},
		{"server.host", "80", `"80"`, `"80"`},
	} {
		table, last, _ := strings.Cut(tt.name, ".")
		if last == "" {
			table, last = "", table
		}
		for file, want := range map[string]string{"a.toml": tt.toml, "a.json": tt.json} {
			got, err := confctl.Set(parse(t, file, map[string]string{"a.toml": "", "a.json": "{}"}[file]), key(t, shop(t), tt.name), tt.text)
			what := fmt.Sprintf("Set(%s, %q) in an empty %s", tt.name, tt.text, file)
			checkkit.NoError(t, what, err, "the key can have this value")
			contains(t, what, string(got), "ints, floats and bools are written as such, all else as strings, with a size and a duration as the user wrote them", want, table, last)
		}
	}
}

func TestAddsAKeyToItsTable(t *testing.T) {
	wantSet(t, "a.toml", "[server]\n  port = 80 # x\n\n# about log\n[log]\nlevel = \"info\"\n", "server.host", "a", "[server]\n  port = 80 # x\n  host = \"a\"\n\n# about log\n[log]\nlevel = \"info\"\n", "a new key goes to the end of its table, indented as what is there")
	wantSet(t, "a.toml", "[log]\nlevel = \"info\"", "server.host", "a", "[log]\nlevel = \"info\"\n\n[server]\nhost = \"a\"\n", "a table that isn't there is made")
	wantSet(t, "a.yaml", "server:\n    port: 80\nlog:\n    level: info\n", "server.host", "a", "server:\n    port: 80\n    host: a\nlog:\n    level: info\n", "a new key goes to the end of its table, indented as what is there")
	wantSet(t, "a.json", "{\n  \"server\": {\n    \"port\": 80\n  }\n}\n", "server.host", "a", "{\n  \"server\": {\n    \"port\": 80,\n    \"host\": \"a\"\n  }\n}\n", "a new key goes to the end of its table, indented as what is there")
}

func TestTakesAKeyAway(t *testing.T) {
	wantUnset(t, "a.toml", "# top\n[server]\n# about host\nhost = \"a\" # here\nport = 80\n", "server.host", "# top\n[server]\n# about host\nport = 80\n", "the entry goes with the comment in its line, and other comments stay")
	wantUnset(t, "a.yaml", "server:\n  host: a # here\n  port: 80 # there\n", "server.port", "server:\n  host: a # here\n", "the entry goes with the comment in its line, and other comments stay")
	wantUnset(t, "a.json", `{"server": {"host": "a", "port": 80}, "tags": []}`, "server.host", `{"server": {"port": 80}, "tags": []}`, "the comma goes too")
	wantUnset(t, "a.json", `{"server": {"host": "a", "port": 80}, "tags": []}`, "tags", `{"server": {"host": "a", "port": 80}}`, "the comma goes too")
	_, err := confctl.Unset(parse(t, "a.toml", "[server]\nport = 80\n"), key(t, shop(t), "server.host"))
	checkkit.ErrorIs(t, "Unset(server.host)", err, confctl.ErrNotSet, "the file doesn't set it")
}

func TestChangesNothingWithoutNeed(t *testing.T) {
	for _, tt := range []struct{ source, name, text string }{
		{"server.timeout = '90s'\n", "server.timeout", "1m30s"}, {"server.port = 0x50\n", "server.port", "80"},
		{"cache.size = 65536\n", "cache.size", "64KiB"}, {"tags = [ 'a' , \"b\" ]\n", "tags", "a,b"},
	} {
		wantSet(t, "a.toml", tt.source, tt.name, tt.text, tt.source, "the key has this value already, and how it is written is its owner's business")
	}
}

func TestRefusesAValueThatTheKeyCannotHave(t *testing.T) {
	s := shop(t)
	for name, text := range map[string]string{"server.port": "0", "log.level": "loud", "server.timeout": "5", "db.password": "abc", "port": "70000"} {
		got, err := confctl.Set(parse(t, "a.toml", ""), key(t, s, name), text)
		what := fmt.Sprintf("Set(%s, %q), which returned %q,", name, text, got)
		checkkit.True(t, "the number of Invalids is above 0", len(invalids(t, what, err)) > 0, "the key can't have this value, a deprecated one by its heir's rules")
	}
}

func TestRefusesAnEditThatWouldChangeMore(t *testing.T) {
	s := shop(t)
	for _, tt := range []struct{ source, name, because string }{
		{"server:\n  host: &h a\nlog:\n  level: info\ntags: [*h]\n", "server.host", "tags is an alias of the value, and would change with it"},
		{"labels:\n  x: &p four\nserver: {port: 80}\ndb: {password: *p}\nport: 1\nlog: &l {level: info}\nother: *l\n", "log.level", "other is an alias of the table, and would change with it"},
	} {
		got, err := confctl.Set(parse(t, "a.yaml", tt.source), key(t, s, tt.name), "warn")
		var unsafe *confctl.UnsafeError
		if !errors.As(err, &unsafe) {
			checkkit.Fail(t, checkkit.Failure{Expected: "Set(" + tt.name + ") to return an *UnsafeError for\n" + tt.source, Got: fmt.Sprintf("%q and the error %v", got, err), Because: tt.because})
		}
		checkkit.Equal(t, "what Set returned beside the error", len(got), 0, "nothing is there to be written")
	}
	got, err := confctl.Unset(parse(t, "a.yaml", "server:\n  host: &h a\n  port: 80\ntags: [*h]\n"), key(t, s, "server.host"))
	var unsafe *confctl.UnsafeError
	if !errors.As(err, &unsafe) {
		checkkit.Fail(t, checkkit.Failure{Expected: "Unset(server.host) to return an *UnsafeError", Got: fmt.Sprintf("%q and the error %v", got, err), Because: "without the anchor, the alias in tags means nothing, and the file is broken"})
	}
}

func TestRefusesWhatHasNoSafePlace(t *testing.T) {
	s := shop(t)
	for _, tt := range []struct{ file, source, name string }{
		{"a.toml", "server = 1\n", "server.host"},
		{"a.toml", "tags = [\n 'a', # why\n]\n", "tags"},
		{"a.yaml", "server:\n  host: |\n    a\n", "server.host"},
	} {
		_, err := confctl.Set(parse(t, tt.file, tt.source), key(t, s, tt.name), "b")
		var refused *doc.RefusedError
		if !errors.As(err, &refused) {
			checkkit.Fail(t, checkkit.Failure{Expected: "Set(" + tt.name + ") to return a *doc.RefusedError for\n" + tt.source, Got: fmt.Sprint(err), Because: "package doc says where and why it can't be edited, and that must reach the user"})
		}
	}
}

func TestKeepsWhatItDoesNotKnow(t *testing.T) {
	r := checkkit.Rand(t)
	for range 50 {
		word := r.Word()
		source := fmt.Sprintf("# %s\nunknown = 1979-05-27 # x\n[server]\nport = %d #y\n[[other]]\nz = [1, {%s = 2}]\n", word, 1+r.IntN(60000), word)
		port := 1 + r.IntN(60000)
		got, err := confctl.Set(parse(t, "a.toml", source), key(t, shop(t), "server.port"), fmt.Sprint(port))
		checkkit.NoError(t, "Set(server.port) in\n"+source, err, "what the schema doesn't know is none of its business")
		d := parse(t, "a.toml", string(got))
		e, _ := d.Lookup("server", "port")
		checkkit.Equal(t, "server.port after Set", e.Value.Text, fmt.Sprint(port), "it was set")
		before, after := strings.Split(source, "\n"), strings.Split(string(got), "\n")
		before[3], after[3] = "", ""
		checkkit.Equal(t, "the other lines", after, before, "they have nothing to do with it")
	}
}
