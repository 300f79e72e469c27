package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"systems.course/confctl"
	"systems.course/confctl/doc"
)

const excerptSchema = `app = "shop"
[[key]]
name = "server.port"
type = "int"
[[key]]
name = "server.host"
type = "string"
[[key]]
name = "password"
type = "secret"
[[key]]
name = "tokens"
type = "list of secret"
[[key]]
name = "labels"
type = "map of int"
`

// excerptApp is a program that has read a schema and one file.
func excerptApp(t *testing.T, file, source string) (*app, *doc.Document) {
	t.Helper()
	format, err := doc.FormatOf(file)
	require.NoError(t, err)
	d, err := doc.Parse(file, format, []byte(source))
	require.NoError(t, err)
	a := &app{schemaFile: "schema.toml", docs: map[string]*doc.Document{file: d}}
	s, err := doc.Parse("schema.toml", doc.TOML, []byte(excerptSchema))
	require.NoError(t, err)
	a.schema, err = confctl.ParseSchema(s)
	require.NoError(t, err)
	return a, d
}

func problemAt(file string, line, column int) confctl.Problem {
	return confctl.Problem{Place: confctl.Place{File: file, Pos: doc.Position{Line: line, Column: column}}}
}

func TestCaretIsBelowThePlace(t *testing.T) {
	a, _ := excerptApp(t, "a.toml", "[server]\n\tport = \"é\" # x\n")
	require.Equal(t, "  |  port = \"é\" # x\n  |         ^\n", a.caret(problemAt("a.toml", 2, 9)))
	require.Empty(t, a.caret(problemAt("b.toml", 2, 9)), "a file that was not read")
	b, _ := excerptApp(t, "b.yaml", "server: # \x1b[31m\u009b1m\u202e\n  host: \"\u0085\" # x\n")
	require.Equal(t, "  | server: # \ufffd[31m\ufffd1m\ufffd\n  | ^\n", b.caret(problemAt("b.yaml", 1, 1)))
	require.Equal(t, "  |   host: \"\ufffd\" # x\n  |         ^\n", b.caret(problemAt("b.yaml", 2, 9)))
	require.Empty(t, a.caret(problemAt("a.toml", 0, 0)), "the whole file is meant")
	require.Empty(t, a.caret(confctl.Problem{Place: confctl.Place{Name: "SHOP_SERVER_PORT"}}))
}

func TestLinesThatAreNotShown(t *testing.T) {
	for _, tt := range []struct {
		name, file, source string
		dark               []int // of all its lines
	}{
		{"nothing secret", "a.toml", "[server]\nport = 1\nhost = \"x\"\n[labels]\na = 1\n", nil},
		{"a secret", "a.toml", "password = \"x\"\n[server]\nport = 1\n", []int{1}},
		{"a secret in several lines", "a.toml", "password = '''\nx\ny'''\n[server]\n", []int{1, 2, 3}},
		{"a block of yaml", "a.yaml", "password: |\n  x\n  y\nserver:\n  port: 1\n", []int{1, 2, 3}},
		{"a list of secrets", "a.yaml", "server:\n  port: 1\ntokens:\n  - x\n  - y\n", []int{3, 4, 5}},
		{"a secret in the same line", "a.json", "{\"server\": {\"port\": 1}, \"password\": \"x\",\n\"labels\": {}}", []int{1}},
		{"an unknown key", "a.toml", "pasword = \"x\"\n[server]\nport = 1\nhosst = \"x\"\n", []int{1, 4}},
		{"an unknown table", "a.toml", "[db]\npassword = \"x\"\n[server]\nport = 1\n", []int{2}},
		{"an unknown list of tables", "a.toml", "[[db]]\n# x\npassword = \"x\"\n", []int{1, 2, 3}},
		{"a table for a scalar", "a.yaml", "server:\n  port:\n    password: x\n  host: x\n", []int{2, 3}},
		{"a list with a table for a scalar", "a.json", "{\"server\": {\"host\": [\n{\"password\": \"x\"}]}}", []int{1, 2}},
		{"a table in a map", "a.json", "{\"labels\": {\"a\":\n{\"password\": \"x\"}}}", []int{1, 2}},
		{"a table for a secret", "a.toml", "[password]\nx = \"x\"\n", []int{1, 2}},
		{"a name in quotes", "a.json", "{\n\"server.host\": \"x\"}", []int{2}},
		{"an alias of a secret", "a.yaml", "password: &p x\nserver:\n  host: *p\n", []int{1}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a, d := excerptApp(t, tt.file, tt.source)
			var dark []int
			for line := 1; line <= strings.Count(strings.TrimSuffix(tt.source, "\n"), "\n")+1; line++ {
				if a.dark(d, line) {
					dark = append(dark, line)
				}
				require.Equal(t, a.dark(d, line), a.caret(problemAt(tt.file, line, 1)) == "")
			}
			require.Equal(t, tt.dark, dark)
		})
	}
}

func TestLinesOfAWrongSchemaThatAreNotShown(t *testing.T) {
	source := `app = "shop"
wrong = "x"
[[key]]
name = "password"
type = "secret"
default = "x"
[[key]]
name = "port"
type = "int"
default = "x"
[[key]]
name = "other"
type = "sekret"
default = "x"
`
	d, err := doc.Parse("schema.toml", doc.TOML, []byte(source))
	require.NoError(t, err)
	a := &app{schemaFile: "schema.toml", docs: map[string]*doc.Document{"schema.toml": d}}
	for line := range strings.Count(source, "\n") {
		dark := line+1 == 2 || line+1 == 6 || line+1 == 14
		require.Equal(t, dark, a.caret(problemAt("schema.toml", line+1, 1)) == "", "line %d", line+1)
	}
	a.schemaFile = "other.toml"
	require.Empty(t, a.caret(problemAt("schema.toml", 1, 1)), "no schema says what is secret in it")
}

func TestExcerptsAreForTerminals(t *testing.T) {
	a, _ := excerptApp(t, "a.toml", "[server]\nport = 1\n")
	file, err := os.Create(filepath.Join(t.TempDir(), "out"))
	require.NoError(t, err)
	r, w, err := os.Pipe()
	require.NoError(t, err)
	for _, out := range []any{new(bytes.Buffer), file, w, nil} {
		require.Empty(t, a.excerpt(out, problemAt("a.toml", 2, 1)))
	}
	for _, f := range []*os.File{file, r, w} {
		require.NoError(t, f.Close())
	}
}
