//go:build unix

package cli_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestNoErrorOfAReaderQuotesAValue has secrets that their format takes for
// something else: which value is a secret, no parser knows.
func TestNoErrorOfAReaderQuotesAValue(t *testing.T) {
	for _, tt := range []struct{ file, value, says string }{
		{"shop.yaml", "!hunter2secret", "shop.yaml:1:11: found a tag"},
		{"shop.yaml", "!hunter2secret x", "shop.yaml:1:11: found a tag"},
		{"shop.yaml", "*hunter2secret", "shop.yaml:1:11: found an alias"},
		{"shop.yaml", "|hunter2secret", "shop.yaml:1:11: invalid header option"},
		{"shop.yaml", ">hunter2secret", "shop.yaml:1:11: invalid header option"},
		{"shop.yaml", "@hunter2secret", "shop.yaml:1:11: "},
		{"shop.yaml", "`hunter2secret", "shop.yaml:1:11: "},
		{"shop.yaml", "%hunter2secret", ""},
		{"shop.yaml", "&hunter2secret", ""},
		{"shop.yaml", "!!hunter2secret", "shop.yaml:1:11: found a tag"},
		{"shop.yaml", "!<hunter2secret>", ""},
		{"shop.yaml", "!hunter2{secret", ""},
		{"shop.yaml", "[hunter2secret", ""},
		{"shop.yaml", "hunter2secret: x", ""},
		{"shop.yaml", `"\hunter2secret"`, "shop.yaml:1:13: found unknown escape character"},
		{"shop.yaml", `"hunter2secret`, ""},
		{"shop.yaml", `'hunter2secret`, ""},
		{"shop.toml", "98765432109876543210", "shop.toml:1:15: found a wrong number: more than 64 bits"},
		{"shop.toml", "2024-13-45", "shop.toml:1:15: found a time that there is not"},
		{"shop.toml", "1e999", "shop.toml:1:15: found a wrong number"},
		{"shop.toml", "0012345", "shop.toml:1:15: "},
		{"shop.toml", "hunter2secret", "shop.toml:1:15: unexpected character at start of value"},
		{"shop.toml", "thunter2secret", "shop.toml:1:15: expected a keyword"},
		{"shop.toml", "-hunter2secret", "shop.toml:1:16: "},
		{"shop.toml", "1hunter2secret", "shop.toml:1:16: strings must be quoted"},
		{"shop.toml", "\"x\"hunter2secret", "shop.toml:1:18: expected newline"},
		{"shop.toml", `"\hunter2secret"`, "invalid escape character"},
		{"shop.toml", "'hunter2secret", ""},
		{"shop.json", "hunter2secret", "shop.json:1:21: invalid character looking for beginning of value"},
		{"shop.json", "tunter2secret", "shop.json:1:22: invalid character in a literal"},
		{"shop.json", "12hunter2secret", "invalid character after object key:value pair"},
		{"shop.json", `"\hunter2secret"`, "invalid character in string escape code"},
		{"shop.json", `"hunter2secret`, ""},
		{"shop.json", `'hunter2secret'`, ""},
	} {
		t.Run(tt.file+" "+tt.value, func(t *testing.T) {
			source := map[string]string{
				"shop.yaml": "password: " + tt.value + "\n",
				"shop.toml": "db.password = " + tt.value + "\n",
				"shop.json": `{"db": {"password": ` + tt.value + "}}\n",
			}[tt.file]
			w := newWorld(t, map[string]string{tt.file: source})
			for _, args := range []string{"get server.port", "validate", "list", "explain server.port", "set server.port 1"} {
				out, msg, code := w.run(strings.Fields(args)...)
				if tt.says != "" {
					require.NotZero(t, code, args)
				}
				requireQuiet(t, out+msg, tt.value)
				require.Contains(t, out+msg, tt.says, args)
			}
		})
	}
}

// requireQuiet looks for parts of a secret, and for single characters of it as
// messages quote them.
func requireQuiet(t *testing.T, text, value string) {
	t.Helper()
	for _, part := range []string{value, "hunter", "unter", "secret", "U+", "'h'", "'t'", "'u'", "'r'", "'@'", "'`'", `"true"`, "literal true", `"inf"`} {
		require.NotContains(t, text, part)
	}
}

// TestAValueThatLooksLikeAFlagIsNotRepeated: it may be a secret.
func TestAValueThatLooksLikeAFlagIsNotRepeated(t *testing.T) {
	w := newWorld(t, map[string]string{"shop.toml": ""})
	for _, value := range []string{"-Xhunter2", "--hunter2secret", "--hunter2=secret", "-hunter2", "--=hunter2", "-ohunter2"} {
		for _, args := range [][]string{{"set", "password", value}, {"set", value, "password"}} {
			out, msg, code := w.run(args...)
			require.Equal(t, 2, code, "%s", args)
			require.NotContains(t, out+msg, "hunter2")
			require.NotContains(t, out+msg, "'X'")
			require.Contains(t, msg, "begins with - comes after --", "%s", args)
		}
	}
	out, msg, code := w.run("get", "password", "-set=password=hunter2")
	require.Equal(t, 2, code)
	require.NotContains(t, out+msg, "hunter2", "a dash too few")
	_, msg, code = w.run("set", "--", "password", "-Xhunter2")
	require.Zero(t, code, "%s", msg)
	require.Equal(t, "password = \"-Xhunter2\"\n", w.read("shop.toml"))
}
