//go:build unix

package cli_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestDirectoriesThatAreNotAbsolute: XDG says to ignore them.
func TestDirectoriesThatAreNotAbsolute(t *testing.T) {
	w := newWorld(t, map[string]string{
		"rel/shop/config.toml": "server.port = 1\n", "shop/config.toml": "server.port = 2\n", "etc/shop/config.toml": "server.host = \"etc\"\n",
	})
	home := w.env[0]
	for _, dirs := range []string{"", ":", "rel", "rel:./rel"} {
		w.env = []string{home, "XDG_CONFIG_HOME=rel", "XDG_CONFIG_DIRS=" + dirs}
		out, _, code := w.run("get", "server.port")
		require.Equal(t, []any{"8080\n", 0}, []any{out, code}, "XDG_CONFIG_DIRS=%s", dirs)
	}
	w.env = []string{home, "XDG_CONFIG_HOME=rel", "XDG_CONFIG_DIRS=rel::" + filepath.Join(w.dir, "etc")}
	out, _, _ := w.run("get", "server.host")
	require.Equal(t, "etc\n", out, "the first that is absolute")
	_, msg, code := w.run("set", "--layer", "user", "server.port", "3")
	require.Zero(t, code, "%s", msg)
	require.Equal(t, "[server]\nport = 3\n", w.read(".config/shop/config.toml"))
	_, msg, code = w.run("set", "--layer", "system", "server.port", "4")
	require.Zero(t, code, "%s", msg)
	require.Equal(t, "server.host = \"etc\"\nserver.port = 4\n", w.read("etc/shop/config.toml"))
	require.Equal(t, "server.port = 1\nserver.port = 2\n", w.read("rel/shop/config.toml")+w.read("shop/config.toml"))
}

// TestSearchEndsAtTheHome: also if its name is written with a slash at its end.
func TestSearchEndsAtTheHome(t *testing.T) {
	w := newWorld(t, map[string]string{"shop.toml": "server.port = 1\n", "home/project/x": "", "home/confctl.schema.toml": schema})
	t.Chdir(filepath.Join(w.dir, "home", "project"))
	for _, end := range []string{"", "/", "/./"} {
		w.env = []string{"HOME=" + filepath.Join(w.dir, "home") + end, "XDG_CONFIG_DIRS=/none"}
		out, msg, code := w.run("get", "server.port")
		require.Equal(t, []any{"8080\n", 0}, []any{out, code}, "%q: %s", end, msg)
	}
}

// TestUnsetLeavesNothingBehind where there was nothing to take out.
func TestUnsetLeavesNothingBehind(t *testing.T) {
	w := newWorld(t, nil)
	for _, args := range [][]string{{"unset", "server.port", "--file", "none.toml"}, {"unset", "server.port"}, {"unset", "server.port", "--layer", "user"}} {
		_, msg, code := w.run(args...)
		require.Equal(t, 1, code, "%s: %s", args, msg)
		require.Contains(t, msg, "doesn't set the key")
	}
	files, err := filepath.Glob(filepath.Join(w.dir, ".*"))
	require.NoError(t, err)
	require.Empty(t, files)
}
