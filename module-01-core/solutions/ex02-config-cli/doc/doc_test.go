package doc

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// leaves writes the scalars of a tree: path, kind, text and place.
func leaves(n *Node, path string, b *strings.Builder) {
	switch n.Kind {
	case Table:
		for _, e := range n.Entries {
			leaves(e.Value, path+"."+e.Key, b)
		}
	case List:
		for i, item := range n.Items {
			leaves(item, fmt.Sprintf("%s[%d]", path, i), b)
		}
	default:
		fmt.Fprintf(b, "%s %v %q %d:%d\n", path, n.Kind, n.Text, n.Pos.Line, n.Pos.Column)
	}
}

func show(d *Document) string {
	var b strings.Builder
	leaves(d.Root, "", &b)
	return b.String()
}

func TestParse(t *testing.T) {
	tests := []struct {
		format       Format
		source, want string
	}{
		{
			TOML, "a = 1 # x\n'é' = 'x'\n[s]\nb.c = [1, [ 2.5,\n# [\n\"é\" ]]\nt = { x = true, y.z = 0x1F }\n[[l]]\nk = 1\n[[l]]\nk = 1979-05-27T07:32:00Z\n",
			`.a an int "1" 1:5
.é a string "x" 2:7
.s.b.c[0] an int "1" 4:8
.s.b.c[1][0] a float "2.5" 4:13
.s.b.c[1][1] a string "é" 6:1
.s.t.x a bool "true" 7:11
.s.t.y.z an int "0x1F" 7:23
.l[0].k an int "1" 9:5
.l[1].k a time "1979-05-27T07:32:00Z" 11:5
`,
		},
		{
			YAML, "# top\na: 1 # one\nb: &x é\nc: *x\nd: |\n  foo\n  bar\nf: !!str 12\ng: &y\n  h: 1\ni: [1, 'b', {k: v}]\nk:\nl: ~\np: plain\n  folded\nq: >-\n  foo\n\nr:\n- 0o17\n- x: yes\n  y: .5\nz: *y\n",
			`.a an int "1" 2:4
.b a string "é" 3:7
.c a string "é" 4:4
.d a string "foo\nbar\n" 5:4
.f a string "12" 8:9
.g.h an int "1" 10:6
.i[0] an int "1" 11:5
.i[1] a string "b" 11:8
.i[2].k a string "v" 11:17
.k null "" 12:3
.l null "~" 13:4
.p a string "plain folded" 14:4
.q a string "foo" 16:4
.r[0] an int "0o17" 20:3
.r[1].x a string "yes" 21:6
.r[1].y a float ".5" 22:6
.z.h an int "1" 10:6
`,
		},
		{
			JSON, "{\"a\": 1, \"b\": {\"c\": [1, \"é\", null, 1.5]},\n \"d\": true}",
			`.a an int "1" 1:7
.b.c[0] an int "1" 1:22
.b.c[1] a string "é" 1:25
.b.c[2] null "null" 1:30
.b.c[3] a float "1.5" 1:36
.d a bool "true" 2:7
`,
		},
	}
	for _, tt := range tests {
		d, err := Parse("f", tt.format, []byte(tt.source))
		require.NoError(t, err)
		require.Equal(t, tt.want, show(d))
	}
}

func TestBadInput(t *testing.T) {
	tests := []struct {
		name   string
		format Format
		source string
		place  string // FILE:LINE:COLUMN: that the first error begins with
	}{
		{"toml syntax", TOML, "a = 1\nb = = 2\n", "f:2:5: "},
		{"toml string without end", TOML, "a = \"x\nb = 1\n", "f:1:"},
		{"toml key twice", TOML, "a = 1\nb = 2\na = 3\n", "f:3:1: found the key \"a\" a second time"},
		{"toml table twice", TOML, "[a]\nx = 1\n[a]\n", "f:3:2: "},
		{"toml value and table", TOML, "a = 1\n[a.b]\n", "f:2:2: "},
		{"toml table and dotted key", TOML, "[a.b]\nx = 1\n[a]\nb.y = 2\n", "f:4:1: "},
		{"toml inline table opened again", TOML, "a = {}\n[a.b]\n", "f:2:2: "},
		{"toml static array opened again", TOML, "a = [{}]\n[[a]]\n", "f:2:3: "},
		{"toml leading zero", TOML, "a = 01\n", "f:1:5: "},
		{"toml int of 65 bits", TOML, "a = 9223372036854775808\n", "f:1:5: "},
		{"toml day that there is not", TOML, "a = 2023-02-30\n", "f:1:5: "},
		{"yaml syntax", YAML, "a: 1\nb: [1\n", "f:2:"},
		{"yaml tab", YAML, "a:\n\tb: 1\n", "f:2:1: "},
		{"yaml string without end", YAML, "a: 'x\n\nb: 1\n", "f:1:4: "},
		{"yaml key twice", YAML, "a: 1\nb: 2\na: 3\n", "f:3:1: found the key \"a\" a second time"},
		{"yaml unknown alias", YAML, "a: *b\n", "f:1:4: "},
		{"yaml merge key", YAML, "a: &a {x: 1}\nb:\n  <<: *a\n", "f:3:3: "},
		{"yaml two documents", YAML, "a: 1\n---\nb: 2\n", "f:3:"},
		{"yaml list", YAML, "- a\n", "f:1:1: found a list"},
		{"yaml tag", YAML, "a: !!python/object x\n", "f:1:4: "},
		{"yaml aliases of aliases", YAML, laughs(), "f:"},
		{"yaml half of a pair", YAML, "a: \"\\udc00\"\n", "f:1:4: found an escape that stands for no character"},
		{"yaml beyond unicode", YAML, "a: \"\\U00110000\"\n", "f:1:4: found an escape that stands for no character"},
		{"yaml key of half a pair", YAML, "\"\\udc00\": 1\n", "f:1:1: found an escape that stands for no character"},
		{"toml half of a pair", TOML, "a = \"\\udc00\"\n", "f:1:6: "},
		{"json half of a pair", JSON, "{\"a\": \"\\ud800\"}", "f:1:7: found an escape that stands for no character"},
		{"json the wrong half", JSON, "{\"a\": [\"\\\\ufffd \\uDC00\"]}", "f:1:8: found an escape that stands for no character"},
		{"json key of half a pair", JSON, "{\"\\ud800\": 1}", "f:1:2: found an escape that stands for no character"},
		{"json syntax", JSON, "{\"a\": 1,\n \"b\" 2}", "f:2:6: "},
		{"json nothing", JSON, " \n", "f:1:1: "},
		{"json cut", JSON, "{\"a\": [1, 2", "f:1:"},
		{"json more", JSON, "{} {}", "f:1:4: "},
		{"json list", JSON, "[1]", "f:1:1: found a list"},
		{"json key twice", JSON, "{\"a\": 1, \"\\u0061\": 2}", "f:1:10: found the key \"a\" a second time"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Parse("f", tt.format, []byte(tt.source))
			require.Error(t, err)
			require.Contains(t, err.Error(), tt.place)
		})
	}
	for _, f := range []Format{TOML, YAML, JSON} {
		_, err := Parse("f", f, []byte("# é\nab\xffc"))
		require.EqualError(t, err, "f:2:3: found a byte that is not UTF-8")
		_, err = Parse("f", f, []byte("\ufeff"))
		require.ErrorContains(t, err, "byte order mark")
		_, err = Parse("f", f, make([]byte, MaxSize+1))
		require.ErrorContains(t, err, "allowed at most 16777216")
	}
}

// laughs is a YAML file whose aliases stand for ten thousand million nodes.
func laughs() string {
	var b strings.Builder
	b.WriteString("a0: &a0 x\n")
	for i := 1; i <= 10; i++ {
		fmt.Fprintf(&b, "a%d: &a%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 10), ", "))
	}
	return b.String()
}

func TestTenThousandLevels(t *testing.T) {
	const n = 10_000
	indented := &strings.Builder{}
	for i := range 1000 { // ten thousand would be 50 MB
		fmt.Fprintf(indented, "%sa:\n", strings.Repeat(" ", i))
	}
	tests := map[string]struct {
		format Format
		source string
	}{
		"toml lists":     {TOML, "a = " + strings.Repeat("[", n) + strings.Repeat("]", n)},
		"toml tables":    {TOML, "a = " + strings.Repeat("{a=", n) + "1" + strings.Repeat("}", n)},
		"toml header":    {TOML, "[a" + strings.Repeat(".a", n) + "]"},
		"toml dotted":    {TOML, "a" + strings.Repeat(".a", n) + " = 1"},
		"yaml lists":     {YAML, "a: " + strings.Repeat("[", n) + strings.Repeat("]", n)},
		"yaml open":      {YAML, strings.Repeat("[", n)},
		"yaml tables":    {YAML, "a: " + strings.Repeat("{a: ", n) + strings.Repeat("}", n)},
		"yaml dashes":    {YAML, "a:\n" + strings.Repeat("- ", n)},
		"yaml questions": {YAML, strings.Repeat("? ", n)},
		"yaml blocks":    {YAML, indented.String()},
		"json lists":     {JSON, `{"a": ` + strings.Repeat("[", n-1) + strings.Repeat("]", n-1) + "}"},
		"json open":      {JSON, strings.Repeat(`{"a":`, n+1)},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := Parse("f", tt.format, []byte(tt.source))
			require.Error(t, err)
			require.Less(t, len(err.Error()), 1000)
		})
	}
	for f, source := range map[Format]string{
		TOML: "a = " + strings.Repeat("[", MaxDepth-1) + strings.Repeat("]", MaxDepth-1),
		YAML: "a: " + strings.Repeat("[", MaxDepth-1) + strings.Repeat("]", MaxDepth-1),
		JSON: `{"a": ` + strings.Repeat("[", MaxDepth-1) + strings.Repeat("]", MaxDepth-1) + "}",
	} {
		_, err := Parse("f", f, []byte(source))
		require.NoError(t, err, "%v at the limit", f)
		_, err = Parse("f", f, []byte(strings.Replace(strings.Replace(source, "[", "[[", 1), "]", "]]", 1)))
		require.ErrorContains(t, err, "levels of nesting", "%v above the limit", f)
	}
}

func TestManyKeysOfYAML(t *testing.T) {
	var b strings.Builder
	for i := range MaxYAMLKeys {
		fmt.Fprintf(&b, "k%d: 1\n", i)
	}
	_, err := Parse("f", YAML, []byte(b.String()))
	require.NoError(t, err)
	_, err = Parse("f", YAML, []byte(b.String()+"more: 1\n"))
	require.ErrorContains(t, err, "f:10001:5: found more than 10000 keys")
}
