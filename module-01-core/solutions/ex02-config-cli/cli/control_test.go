//go:build unix

package cli_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestFilesDoNotSpeakToTheTerminal: what a terminal would obey is printed as Go
// writes it.
func TestFilesDoNotSpeakToTheTerminal(t *testing.T) {
	w := newWorld(t, map[string]string{
		"shop.toml":  "\"\\u001b[31mx\" = 1\n[server]\nhost = \"\\u001b[2J\\u009b1m\\u202e\"\n[labels]\n\"\\u001b[31my\" = \"z\"\n",
		"other.yaml": "server: {host: \"\\u001b]0;title\\a\"}\n",
	})
	w.env = append(w.env, "SHOP_\x1b[31m=1", "SHOP_SERVER_PORT=\x1b[31m")
	for _, args := range []string{
		"validate", "list", "explain server.host", "get server.port", "diff shop.toml other.yaml", "diff user other.yaml",
		"get server.host --set server.host=x --project-file \x1b.toml", "set \x1b 1", "list --set \x1b=1",
	} {
		out, msg, _ := w.run(strings.Fields(args)...)
		for _, c := range []string{"\x1b", "\u009b", "\u202e", "\a"} {
			require.NotContains(t, out+msg, c, "%q", args)
		}
	}
	out, _, _ := w.run("validate")
	require.Contains(t, out, `shop.toml:1:1: \x1b[31mx: found a key`)
	out, _, _ = w.run("list")
	require.Contains(t, out, `\x1b[2J\u009b1m\u202e`)
	out, _, code := w.run("get", "server.host")
	require.Zero(t, code)
	require.Equal(t, "\x1b[2J\u009b1m\u202e\n", out, "a script gets the value as it is")
}
