package confctl

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/pelletier/go-toml/v2"
	"github.com/stretchr/testify/require"

	"systems.course/confctl/doc"
)

// decode reads a source with the library's own decoder, which knows nothing of
// nodes and positions.
func decode(f doc.Format, source []byte) (map[string]any, error) {
	all := map[string]any{}
	switch f {
	case doc.TOML:
		return all, toml.Unmarshal(source, &all)
	case doc.YAML:
		return all, yaml.Unmarshal(source, &all)
	default:
		return all, json.Unmarshal(source, &all)
	}
}

// put sets a path in a tree of maps.
func put(all map[string]any, path []string, value string) {
	for _, key := range path[:len(path)-1] {
		below, ok := all[key].(map[string]any)
		if !ok {
			below = map[string]any{}
			all[key] = below
		}
		all = below
	}
	all[path[len(path)-1]] = value
}

// FuzzSet holds the law of Set against another reader: what comes out is what
// went in, with one value changed.
func FuzzSet(f *testing.F) {
	for _, source := range []string{"[a]\nb = 'x' # y\nc.d = 1\n[[e]]\nf = 2\n", "a:\n  b: 'x' # y\n  c: {d: 1}\ne: &x [1]\nf: *x\n", `{"a": {"b": "x"}, "c": [1]}`, "a: |\n  x\nb:\n", "a = {b = 1}\r\n"} {
		for format := doc.TOML; format <= doc.JSON; format++ {
			f.Add(int(format), source, "a.b", "it's")
			f.Add(int(format), source, "n", "80")
		}
	}
	f.Fuzz(func(t *testing.T, format int, source, name, value string) {
		if format < int(doc.TOML) || format > int(doc.JSON) || !isName(name, true) || strings.ToValidUTF8(value, "") != value {
			return
		}
		d, err := doc.Parse("f", doc.Format(format), []byte(source))
		if err != nil {
			return
		}
		key := &Key{Name: name, Type: Type{Kind: KindString}}
		out, err := Set(d, key, value)
		if err != nil {
			requireKnown(t, err)
			return
		}
		want, err := decode(d.Format, d.Source)
		if err != nil {
			return // the decoder refuses more than the parser does
		}
		got, err := decode(d.Format, out)
		require.NoError(t, err, "set %s = %q in\n%s\ngives\n%s", name, value, source, out)
		put(want, split(name), value)
		if !reflect.DeepEqual(want, got) {
			require.Equal(t, want, got, "set %s = %q in\n%s\ngives\n%s", name, value, source, out)
		}
	})
}

func requireKnown(t *testing.T, err error) {
	t.Helper()
	var unsafe *UnsafeError
	var refused *doc.RefusedError
	require.True(t, errors.As(err, &unsafe) || errors.As(err, &refused), "%v", err)
}
