//go:build unix

package cli_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// heirSchema has old names whose own tables say nothing of bounds.
const heirSchema = `app = "shop"
[[key]]
name = "server.port"
type = "int"
default = 8080
min = 1
max = 65535
[[key]]
name = "port"
type = "int"
deprecated = "server.port"
[[key]]
name = "old.port"
type = "int"
deprecated = "server.port"
[[key]]
name = "db.password"
type = "secret"
min = 4
[[key]]
name = "password"
type = "secret"
deprecated = "db.password"
[[key]]
name = "name"
type = "string"
`

// TestGetOfAKeyThatIsWrongUnderAnOldName: the value that counts is not known, by
// whatever name it is asked for.
func TestGetOfAKeyThatIsWrongUnderAnOldName(t *testing.T) {
	for _, tt := range []struct{ name, file, source, variable, set, says string }{
		{"a file", "shop.toml", "port = \"bad\"\n", "", "", `shop.toml:1:8: port: found the string "bad", allowed an int from 1 to 65535`},
		{"a weaker layer", ".config/shop/config.toml", "port = 0\n", "SHOP_SERVER_PORT=80", "", "config.toml:1:8: port: found an int 0"},
		{"a variable", "shop.toml", "", "SHOP_PORT=0", "", "SHOP_PORT: port: found the string \"0\""},
		{"a flag", "shop.toml", "", "", "port=0", "--set port: port: found the string \"0\""},
		{"another old name", "shop.toml", "old.port = 0\n", "", "", "shop.toml:1:12: old.port: found an int 0"},
		{"no table for an old name", "shop.toml", "old = 1\n", "", "", "shop.toml:1:7: old: found an int, allowed a table"},
		{"the key's own name", "shop.toml", "server.port = 0\n", "", "", "shop.toml:1:15: server.port: found an int 0"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t, map[string]string{"confctl.schema.toml": heirSchema, tt.file: tt.source})
			w.env = append(w.env, tt.variable)
			for _, key := range []string{"server.port", "port", "old.port"} {
				args := []string{"get", key}
				if tt.set != "" {
					args = append(args, "--set", tt.set)
				}
				out, msg, code := w.run(args...)
				require.Equal(t, []any{"", 3}, []any{out, code}, "get %s: %s", key, msg)
				require.Contains(t, msg, tt.says)
			}
			out, msg, code := w.run("get", "name", "--set", "name=x")
			require.Equal(t, []any{"x\n", 0}, []any{out, code}, "another key is none of its business: %s", msg)
		})
	}
	w := newWorld(t, map[string]string{"confctl.schema.toml": heirSchema, "shop.toml": "port = 80\n"})
	out, _, code := w.run("get", "server.port")
	require.Equal(t, []any{"80\n", 0}, []any{out, code}, "a warning alone is no reason")
}

// TestSetByTheRulesOfTheHeir: what is written under an old name is read by the
// rules of the key that took its place.
func TestSetByTheRulesOfTheHeir(t *testing.T) {
	w := newWorld(t, map[string]string{"confctl.schema.toml": heirSchema, "shop.toml": "port = 80\n"})
	for _, args := range []string{"set port 0", "set old.port 70000", "set password abc"} {
		out, msg, code := w.run(strings.Fields(args)...)
		require.Equal(t, 2, code, "%s: %s%s", args, out, msg)
		require.Contains(t, msg, "allowed a", args)
		require.NotContains(t, msg, "abc")
		require.Equal(t, "port = 80\n", w.read("shop.toml"))
	}
	_, msg, code := w.run("set", "port", "81")
	require.Zero(t, code, "%s", msg)
	_, msg, code = w.run("set", "password", "abcd")
	require.Zero(t, code, "%s", msg)
	require.Equal(t, "port = 81\npassword = \"abcd\"\n", w.read("shop.toml"))
	_, _, code = w.run("validate")
	require.Zero(t, code)
}
