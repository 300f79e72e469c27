package doc

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// flat is the scalars of a document by path, without places and without one path.
// A YAML key without a value is nothing, as an empty table is.
func flat(d *Document, but string) map[string]string {
	all := map[string]string{}
	var walk func(n *Node, path string)
	walk = func(n *Node, path string) {
		if path == but {
			return
		}
		for _, e := range n.Entries {
			walk(e.Value, path+"/"+e.Key)
		}
		for i, item := range n.Items {
			walk(item, path+"/"+string(rune('0'+i)))
		}
		if n.Kind != Table && n.Kind != List && (n.Kind != Null || n.Text != "") {
			all[path] = n.Kind.String() + " " + n.Text
		}
	}
	walk(d.Root, "")
	return all
}

// requirePut holds the law of an edit: after it, the document parses, the entry
// has the value, and nothing else has changed. Refusals are fine.
func requirePut(t *testing.T, d *Document, path []string, value string) {
	t.Helper()
	s, err := d.Put(path, value)
	if refused := (*RefusedError)(nil); errors.As(err, &refused) {
		return
	}
	require.NoError(t, err)
	out := s.Apply(d.Source)
	after, err := Parse("f", d.Format, out)
	require.NoError(t, err, "put %q = %q in\n%s\ngives\n%s", path, value, d.Source, out)
	e, ok := after.Lookup(path...)
	require.True(t, ok, "%s", out)
	require.Equal(t, String, e.Value.Kind, "%s", out)
	require.Equal(t, value, e.Value.Text)
	but := "/" + strings.Join(path, "/")
	require.Equal(t, flat(d, but), flat(after, but), "put %q in\n%s\ngives\n%s", path, d.Source, out)
}

var editSources = []struct {
	format Format
	source string
}{
	{TOML, "# top\n\n# about s\n[s]\n  a = 'x' # keep\n  d.e = 1\n\n# two\n[u.v]\nk = [1,\n 2]\nt = { }\n"},
	{TOML, ""},
	{TOML, "a.b.c = 1\r\nx = {y = 1, z = {}}\r\n[s.d.f]\r\n"},
	{TOML, "s = \"\"\"\nx\"\"\"\n[[u]]\nv = 1\n"},
	{YAML, "# top\ns:\n    a: 'x' # keep\n    d: {e: 1}\n# two\nu:\n    v:\n    -   1\n    -   2\nn:\n"},
	{YAML, "# only\n# comments"},
	{YAML, "s: {}\nu: {v: \"a\", w: [1, 2]}\nn: |\n  a\n\n  b\n\nx: >-\n  c\n"},
	{YAML, "s:\r\n  a: é # é\r\n  d:\r\n    e: 1\r\n"},
	{JSON, "{\n  \"s\": {\n    \"a\": \"x\",\n    \"d\": {\"e\": 1}\n  },\n  \"u\": {}\n}\n"},
	{JSON, "{}"},
	{JSON, `{"s":{"a":"é","d":{}},"u":{"v":[1,{"w":2}]}}`},
}

var editPaths = []string{"s", "s.a", "s.new", "s.d.e", "s.d.f", "new", "x.y.z", "u.v", "u.v.w", "u.q", "n", "n.a", "a.b.d", "a.q", "x.y", "x.z.q"}

func TestPutHoldsTheLaw(t *testing.T) {
	for _, s := range editSources {
		d, err := Parse("f", s.format, []byte(s.source))
		require.NoError(t, err)
		for _, path := range editPaths {
			for _, value := range []string{"it's", "", "a: b # c", "80", "yes", "\"\\\n\té\x01", "null", "2020-01-01", "- x", "[", "@x", "a ", " a"} {
				requirePut(t, d, strings.Split(path, "."), value)
			}
		}
	}
}

func TestDropHoldsTheLaw(t *testing.T) {
	dropped := 0
	for _, s := range editSources {
		d, err := Parse("f", s.format, []byte(s.source))
		require.NoError(t, err)
		for _, path := range editPaths {
			keys := strings.Split(path, ".")
			if _, ok := d.Lookup(keys...); !ok {
				continue
			}
			splice, err := d.Drop(keys)
			if err != nil {
				continue
			}
			dropped++
			out := splice.Apply(d.Source)
			after, err := Parse("f", d.Format, out)
			require.NoError(t, err, "drop %s of\n%s\ngives\n%s", path, d.Source, out)
			_, ok := after.Lookup(keys...)
			require.False(t, ok, "%s", out)
			require.Equal(t, flat(d, "/"+strings.Join(keys, "/")), flat(after, "-"))
		}
	}
	require.Greater(t, dropped, 20)
}

// FuzzEdit holds that Put and Drop take any path and value without a panic, give
// a splice that lies within the source, and leave the source alone. That the edit
// is right is not held here: exotic syntax can make it wrong. Package confctl
// looks at the result again, and its FuzzSet holds that.
func FuzzEdit(f *testing.F) {
	for _, s := range editSources {
		f.Add(int(s.format), s.source, "s.a", "it's")
	}
	f.Fuzz(func(t *testing.T, format int, source, path, value string) {
		if format < int(TOML) || format > int(JSON) || strings.Contains(path, "..") || len(source) > 2000 || path == "" {
			return
		}
		d, err := Parse("f", Format(format), []byte(source))
		if err != nil || !isText(value) || !isText(path) {
			return
		}
		keys := strings.Split(path, ".")
		if splice, err := d.Put(keys, value); err == nil {
			requireSplice(t, d, splice, source)
		}
		if _, ok := d.Lookup(keys...); !ok {
			return
		}
		if splice, err := d.Drop(keys); err == nil {
			requireSplice(t, d, splice, source)
		}
	})
}

func requireSplice(t *testing.T, d *Document, s Splice, source string) {
	t.Helper()
	if s.Span.Start < 0 || s.Span.Start > s.Span.End || s.Span.End > len(source) {
		t.Fatalf("splice %v of %d bytes", s.Span, len(source))
	}
	out := s.Apply(d.Source)
	if len(out) != len(source)-(s.Span.End-s.Span.Start)+len(s.Text) || string(d.Source) != source {
		t.Fatalf("splice %v with %q of\n%s\ngives\n%s", s.Span, s.Text, source, out)
	}
}

func isText(s string) bool { return strings.ToValidUTF8(s, "") == s }

func FuzzParse(f *testing.F) {
	for _, s := range editSources {
		f.Add(int(s.format), s.source)
	}
	f.Fuzz(func(t *testing.T, format int, source string) {
		if format < int(TOML) || format > int(JSON) {
			return
		}
		d, err := Parse("f", Format(format), []byte(source))
		if err != nil {
			return
		}
		var check func(n *Node)
		check = func(n *Node) {
			if n.Span.Start > n.Span.End || n.Span.End > len(source) {
				t.Fatalf("span %v of %d bytes", n.Span, len(source))
			}
			if n.Pos.Line < 1 || n.Pos.Column < 1 {
				t.Fatalf("no place: %v", n.Pos)
			}
			for _, e := range n.Entries {
				check(e.Value)
			}
			for _, item := range n.Items {
				check(item)
			}
		}
		check(d.Root)
	})
}
