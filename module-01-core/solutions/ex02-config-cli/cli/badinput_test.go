//go:build unix

package cli_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// A bad is a project file with something wrong in it, and what three commands
// say of it.
type bad struct {
	name, file, source string
	says               string // by each command: the place, what was found
	get, set, validate int    // exit codes; zero is 3 for all
}

const levels = 10_000

var badFiles = []bad{
	{name: "toml: no value", file: "shop.toml", source: "[server]\nport =\n", says: "shop.toml:2:7: "},
	{name: "toml: string without an end", file: "shop.toml", source: "[server]\nhost = \"x\nport = 1\n", says: "shop.toml:2:10: "},
	{name: "toml: header without an end", file: "shop.toml", source: "# one\n[server\nport = 1\n", says: "shop.toml:2:8: "},
	{name: "toml: a list that is open", file: "shop.toml", source: "[server]\nport = [1,\n", says: "shop.toml:"},
	{name: "toml: a number that is none", file: "shop.toml", source: "[server]\nport = 01\n", says: "shop.toml:2:8: "},
	{name: "toml: a control character", file: "shop.toml", source: "[server]\nhost = \"\x01\"\n", says: "shop.toml:2:9: "},
	{name: "yaml: a list that is open", file: "shop.yaml", source: "server:\n  port: [1\n", says: "shop.yaml:2:"},
	{name: "yaml: string without an end", file: "shop.yaml", source: "server:\n  host: 'x\n", says: "shop.yaml:2:9: "},
	{name: "yaml: tab for indentation", file: "shop.yaml", source: "server:\n\tport: 1\n", says: "shop.yaml:2:1: "},
	{name: "yaml: indented too little", file: "shop.yaml", source: "server:\n    port: 1\n  host: x\n", says: "shop.yaml:"},
	{name: "yaml: no such anchor", file: "shop.yaml", source: "server:\n  port: *p\n", says: "shop.yaml:2:9: "},
	{name: "yaml: a list", file: "shop.yaml", source: "- port\n", says: "shop.yaml:1:1: found a list"},
	{name: "json: nothing", file: "shop.json", source: "", says: "shop.json:1:1: "},
	{name: "json: cut", file: "shop.json", source: "{\"server\": {\n\"port\": 1", says: "shop.json:2:"},
	{name: "json: no colon", file: "shop.json", source: "{\"server\":\n {\"port\" 1}}", says: "shop.json:2:10: "},
	{name: "json: a comma too many", file: "shop.json", source: "{\"server\":\n {\"port\": 1,}}", says: "shop.json:2:13: "},
	{name: "json: a comment", file: "shop.json", source: "{\n// port\n}", says: "shop.json:2:1: "},
	{name: "json: more after the end", file: "shop.json", source: "{}\n{}", says: "shop.json:2:1: "},

	{name: "toml: 100 MB", file: "shop.toml", says: "found 104857600 bytes, allowed at most 16777216"},
	{name: "yaml: 100 MB", file: "shop.yaml", says: "found 104857600 bytes, allowed at most 16777216"},
	{name: "json: 100 MB", file: "shop.json", says: "found 104857600 bytes, allowed at most 16777216"},

	{name: "toml: lists in lists", file: "shop.toml", source: "a = " + strings.Repeat("[", levels) + strings.Repeat("]", levels), says: "shop.toml:1:"},
	{name: "toml: tables in tables", file: "shop.toml", source: "a = " + strings.Repeat("{a=", levels) + "1" + strings.Repeat("}", levels), says: "shop.toml:1:"},
	{name: "toml: a long header", file: "shop.toml", source: "[a" + strings.Repeat(".a", levels) + "]", says: "shop.toml:1:"},
	{name: "yaml: lists in lists", file: "shop.yaml", source: "a: " + strings.Repeat("[", levels) + strings.Repeat("]", levels), says: "shop.yaml:1:"},
	{name: "yaml: tables in tables", file: "shop.yaml", source: "a: " + strings.Repeat("{a: ", levels) + strings.Repeat("}", levels), says: "shop.yaml:1:"},
	{name: "yaml: dashes", file: "shop.yaml", source: "a:\n" + strings.Repeat("- ", levels), says: "shop.yaml:2:"},
	{name: "json: lists in lists", file: "shop.json", source: `{"a": ` + strings.Repeat("[", levels) + strings.Repeat("]", levels) + "}", says: "shop.json:1:"},
	{name: "json: tables in tables", file: "shop.json", source: strings.Repeat(`{"a":`, levels) + "1" + strings.Repeat("}", levels), says: "shop.json:1:"},

	{name: "toml: a key twice", file: "shop.toml", source: "[server]\nport = 1\nport = 2\n", says: `shop.toml:3:1: found the key "port" a second time`},
	{name: "toml: a table twice", file: "shop.toml", source: "[server]\n[log]\n[server]\n", says: "shop.toml:3:2: "},
	{name: "yaml: a key twice", file: "shop.yaml", source: "server:\n  port: 1\n  port: 2\n", says: `shop.yaml:3:3: found the key "port" a second time`},
	{name: "json: a key twice", file: "shop.json", source: "{\"server\": {\"port\": 1,\n \"port\": 2}}", says: `shop.json:2:2: found the key "port" a second time`},

	{name: "toml: a scalar and a table", file: "shop.toml", source: "server = 1\n[server]\nport = 1\n", says: "shop.toml:2:2: "},
	{name: "yaml: a scalar and a table", file: "shop.yaml", source: "server: 1\nserver:\n  port: 1\n", says: `shop.yaml:2:1: found the key "server" a second time`},
	{name: "json: a scalar and a table", file: "shop.json", source: "{\"server\": 1,\n\"server\": {\"port\": 1}}", says: `shop.json:2:1: found the key "server" a second time`},
	{name: "toml: a scalar for a table", file: "shop.toml", source: "server = 1\n", says: "shop.toml:1:", get: 3, set: 4, validate: 1},
	{name: "yaml: a scalar for a table", file: "shop.yaml", source: "server: 1\n", says: "shop.yaml:1:", get: 3, set: 4, validate: 1},
	{name: "json: a scalar for a table", file: "shop.json", source: `{"server": 1}`, says: "shop.json:1:", get: 3, set: 4, validate: 1},
	{name: "toml: a table for a scalar", file: "shop.toml", source: "[server.port]\nx = 1\n", says: "shop.toml:1:", get: 3, set: 4, validate: 1},
	{name: "yaml: a table for a scalar", file: "shop.yaml", source: "server:\n  port:\n    x: 1\n", says: "shop.yaml:", get: 3, set: 4, validate: 1},
	{name: "json: a table for a scalar", file: "shop.json", source: `{"server": {"port": {"x": 1}}}`, says: "shop.json:1:", get: 3, set: 4, validate: 1},

	{name: "toml: invalid UTF-8", file: "shop.toml", source: "# é\na\xffb", says: "shop.toml:2:2: found a byte that is not UTF-8"},
	{name: "yaml: invalid UTF-8", file: "shop.yaml", source: "# é\na\xffb", says: "shop.yaml:2:2: found a byte that is not UTF-8"},
	{name: "json: invalid UTF-8", file: "shop.json", source: "{\n\"é\xff", says: "shop.json:2:3: found a byte that is not UTF-8"},
}

func TestBadFiles(t *testing.T) {
	for _, b := range badFiles {
		if b.get == 0 {
			b.get, b.set, b.validate = 3, 3, 3
		}
		t.Run(b.name, func(t *testing.T) {
			w := newWorld(t, map[string]string{b.file: b.source})
			if strings.HasSuffix(b.name, "100 MB") {
				require.NoError(t, os.Truncate(b.file, 100<<20))
			}
			before, err := os.Stat(b.file)
			require.NoError(t, err)
			for _, run := range []struct {
				code int
				args []string
			}{
				{b.get, []string{"get", "server.port"}}, {b.set, []string{"set", "server.port", "2"}},
				{b.validate, []string{"validate"}}, {3, []string{"list"}},
			} {
				out, msg, code := w.run(run.args...)
				require.Equal(t, run.code, code, "%s: %s%s", run.args, out, msg)
				require.Contains(t, out+msg, b.says, "%s", run.args)
				require.Less(t, len(msg), 1000)
			}
			after, err := os.Stat(b.file)
			require.NoError(t, err)
			require.True(t, os.SameFile(before, after) && before.ModTime().Equal(after.ModTime()) && before.Size() == after.Size())
			if before.Size() < 1<<20 {
				require.Equal(t, b.source, w.read(b.file))
			}
			requireNoCompanions(t, w.dir)
		})
	}
}

// TestBadSchemas has as a schema what can't be read as a layer.
func TestBadSchemas(t *testing.T) {
	for _, b := range badFiles {
		if b.get != 0 || strings.HasSuffix(b.name, "100 MB") {
			continue
		}
		t.Run(b.name, func(t *testing.T) {
			w := newWorld(t, map[string]string{b.file: b.source})
			_, msg, code := w.run("list", "--schema", b.file)
			require.Equal(t, 5, code, "%s", msg)
			require.Contains(t, msg, b.says)
		})
	}
}

func TestTableHereAndScalarInAnotherLayer(t *testing.T) {
	w := newWorld(t, map[string]string{".config/shop/config.yaml": "server: 1\n", "shop.toml": "[server]\nport = 1\n"})
	for _, args := range []string{"get server.port", "list"} {
		_, msg, code := w.run(strings.Fields(args)...)
		require.Equal(t, 3, code)
		require.Contains(t, msg, "shop/config.yaml:1:9: server: found an int, allowed a table")
	}
	out, _, code := w.run("get", "log.level", "--set", "log.level=warn")
	require.Equal(t, []any{"warn\n", 0}, []any{out, code}, "another key is none of its business")
}

func TestWhatIsNoFile(t *testing.T) {
	w := newWorld(t, nil)
	require.NoError(t, os.Mkdir("dir.toml", 0o755))
	require.NoError(t, syscall.Mkfifo("pipe.toml", 0o600))
	for file, says := range map[string]string{"dir.toml": "dir.toml: found a directory", "pipe.toml": "pipe.toml: found a special file"} {
		_, msg, code := w.run("get", "server.port", "--project-file", file)
		require.Equal(t, 3, code)
		require.Contains(t, msg, says)
		_, msg, code = w.run("set", "server.port", "1", "--file", file)
		require.Equal(t, 3, code)
		require.Contains(t, msg, file)
		_, msg, code = w.run("list", "--schema", file)
		require.Equal(t, 5, code)
		require.Contains(t, msg, says)
	}
}

func TestVariableOfTheWrongType(t *testing.T) {
	w := newWorld(t, map[string]string{"shop.toml": "[server]\nport = 1\n"})
	w.env = append(w.env, "SHOP_SERVER_PORT=ten")
	for args, want := range map[string]int{"get server.port": 3, "list": 3, "explain server.port": 3, "validate": 1, "get log.level": 1} {
		out, msg, code := w.run(strings.Fields(args)...)
		require.Equal(t, want, code, args)
		if args != "get log.level" {
			require.Contains(t, out+msg, `SHOP_SERVER_PORT: server.port: found the string "ten", allowed an int of at most 65535`)
		}
	}
	require.Equal(t, "[server]\nport = 1\n", w.read("shop.toml"))
}

// TestUnreadableFile runs the program as another user if this one is root, who
// reads every file.
func TestUnreadableFile(t *testing.T) {
	program := build(t)
	w := newWorld(t, map[string]string{"shop.toml": "[server]\nport = 1\n"})
	require.NoError(t, os.Chmod("shop.toml", 0))
	if os.Getuid() == 0 {
		require.NoError(t, os.Chmod(filepath.Dir(program), 0o711))
		require.NoError(t, os.Chmod(filepath.Dir(w.dir), 0o711), "it is root's alone: see t.TempDir")
	}
	for want, args := range map[int][]string{3: {"get", "server.port"}, 4: {"set", "server.port", "2"}} {
		c := command(program, w.dir, args...)
		if os.Getuid() == 0 {
			c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 54321, Gid: 54321}}
		}
		out, err := c.CombinedOutput()
		require.Error(t, err)
		require.Equal(t, want, c.ProcessState.ExitCode(), "%s", out)
		require.Contains(t, string(out), "shop.toml")
		require.Contains(t, string(out), "permission denied")
	}
	require.NoError(t, os.Chmod("shop.toml", 0o600))
	require.Equal(t, "[server]\nport = 1\n", w.read("shop.toml"))
}

// TestFullFileSystem fills a file system of 64 KiB, which needs the right to mount.
// TestFullDisk needs none.
func TestFullFileSystem(t *testing.T) {
	w := newWorld(t, map[string]string{"full/.keep": ""})
	dir := filepath.Join(w.dir, "full")
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", dir).CombinedOutput(); err != nil {
		t.Skipf("no tmpfs can be mounted here: %s", out)
	}
	t.Cleanup(func() {
		out, err := exec.Command("umount", dir).CombinedOutput()
		require.NoError(t, err, "%s", out)
	})
	old := append(bytes.Repeat([]byte("#"), 40<<10), '\n')
	require.NoError(t, os.WriteFile("full/shop.toml", old, 0o600))
	_, msg, code := w.run("set", "server.port", "1", "--file", "full/shop.toml")
	require.Equal(t, 4, code)
	require.Contains(t, msg, syscall.ENOSPC.Error())
	require.Contains(t, msg, filepath.Join("full", ".shop.toml.tmp-"))
	require.Equal(t, string(old), w.read("full/shop.toml"))
	requireNoCompanions(t, dir)
}

// TestNameIsSaidOnce: what package confctl says begins with confctl, and so does
// what the program says.
func TestNameIsSaidOnce(t *testing.T) {
	w := newWorld(t, map[string]string{"shop.toml": ""})
	for args, want := range map[string]string{
		"get server.prot":     "confctl: no such key: found \"server.prot\"; did you mean server.port?\n",
		"unset server.host":   "confctl: the file doesn't set the key: shop.toml: server.host\n",
		"explain server.prot": "confctl: no such key: found \"server.prot\"; did you mean server.port?\n",
	} {
		_, msg, _ := w.run(strings.Fields(args)...)
		require.Equal(t, want, msg)
	}
}

func TestEditorOfBlanks(t *testing.T) {
	w := newWorld(t, map[string]string{"shop.toml": "", "ok.sh": "#!/bin/sh\necho '[server]' >> \"$1\"\n"})
	env := append(w.env, "PATH="+os.Getenv("PATH"), "VISUAL= \t ")
	w.env = append(env, "EDITOR=sh ok.sh")
	_, msg, code := w.run("edit")
	require.Zero(t, code, "%s", msg)
	require.Equal(t, "[server]\n", w.read("shop.toml"))
	w.env = append(w.env[:2:2], "PATH=", "VISUAL= ", "EDITOR=  ")
	_, msg, code = w.run("edit")
	require.Equal(t, 4, code)
	require.Contains(t, msg, "the editor vi: ")
}
