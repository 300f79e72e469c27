//go:build unix

package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"systems.course/confctl/cli"
)

const schema = `app = "shop"
[[key]]
name = "server.port"
type = "int"
default = 8080
max = 65535
[[key]]
name = "server.host"
type = "string"
[[key]]
name = "log.level"
type = "enum"
allowed = ["info", "warn"]
[[key]]
name = "password"
type = "secret"
[[key]]
name = "labels"
type = "map of int"
`

// world is a working directory with files, in which commands are run.
type world struct {
	t   *testing.T
	dir string
	env []string
}

func newWorld(t *testing.T, files map[string]string) *world {
	t.Helper()
	w := &world{t: t, dir: t.TempDir()}
	w.env = []string{"HOME=" + w.dir, "XDG_CONFIG_DIRS=" + filepath.Join(w.dir, "etc")}
	w.write("confctl.schema.toml", schema)
	for name, text := range files {
		w.write(name, text)
	}
	t.Chdir(w.dir)
	return w
}

func (w *world) write(name, text string) {
	w.t.Helper()
	file := filepath.Join(w.dir, name)
	require.NoError(w.t, os.MkdirAll(filepath.Dir(file), 0o755))
	require.NoError(w.t, os.WriteFile(file, []byte(text), 0o644))
}

func (w *world) read(name string) string {
	w.t.Helper()
	text, err := os.ReadFile(filepath.Join(w.dir, name))
	require.NoError(w.t, err)
	return string(text)
}

// run runs the program in this process and returns its outputs and exit code.
func (w *world) run(args ...string) (stdout, stderr string, code int) {
	w.t.Helper()
	var out, err strings.Builder
	code = cli.Main(cli.Process{Args: args, Environ: w.env, Stdin: strings.NewReader("d\n"), Stdout: &out, Stderr: &err})
	return out.String(), err.String(), code
}

func TestExitCodes(t *testing.T) {
	tests := []struct {
		name  string
		files map[string]string
		args  string
		code  int
		says  string // in either output
	}{
		{"set", nil, "get server.port", 0, "8080\n"},
		{"help", nil, "help exit-codes", 0, "5  the schema"},
		{"not set", nil, "get server.host", 1, "no layer sets it"},
		{"nothing wrong", nil, "validate", 0, ""},
		{"problems", map[string]string{"shop.toml": "[server]\nport = 70000\n"}, "validate", 1, "shop.toml:2:8: server.port: found an int 70000, allowed an int of at most 65535"},
		{"no differences", nil, "diff user project", 0, "KEY"},
		{"differences", nil, "diff default project", 1, "8080"},
		{"unset what is not set", nil, "unset server.host", 1, "doesn't set the key"},
		{"no such command", nil, "gte server.port", 2, "unknown command"},
		{"no such flag", nil, "get --loud server.port", 2, "unknown flag"},
		{"no such key", nil, "get server.prot", 2, "did you mean server.port?"},
		{"no such key of a flag", nil, "get server.port --set nosuch=1", 2, "--set nosuch: nosuch: found a key"},
		{"no such key of a flag, listed", nil, "list --set nosuch=1", 2, "--set nosuch: nosuch: found a key"},
		{"a flag without a value", nil, "get server.port --set server.port", 2, "allowed key=value"},
		{"a value like a flag", nil, "set server.port -1", 2, "comes after --"},
		{"no such layer", nil, "set --layer moon server.port 1", 2, "allowed user, project, system"},
		{"no such output", nil, "list -o xml", 2, "allowed table, json, yaml"},
		{"a value that cannot be", nil, "set server.port x", 2, "allowed an int"},
		{"a flag that cannot be", nil, "get server.port --set server.port=x", 3, "--set server.port: server.port: found"},
		{"broken file", map[string]string{"shop.toml": "x ="}, "get server.port", 3, "shop.toml:1:"},
		{"missing file", nil, "get server.port --user-file none.toml", 3, "none.toml"},
		{"two files", map[string]string{"shop.toml": "", "shop.yaml": ""}, "list", 3, "found both shop.toml and shop.yaml"},
		{"directory", map[string]string{"shop.toml/x": ""}, "get server.port", 3, "found a directory"},
		{"directory to be set", map[string]string{"shop.toml/x": ""}, "set server.port 1", 3, "no regular file"},
		{"asked value is wrong", map[string]string{"shop.toml": "[server]\nport = \"x\"\n"}, "get server.port", 3, "shop.toml:2:8"},
		{"other value is wrong", map[string]string{"shop.toml": "[server]\nport = \"x\"\n"}, "get log.level --set log.level=warn", 0, "warn\n"},
		{"no such directory", nil, "set server.port 1 --file none/shop.toml", 4, "none"},
		{"unsafe edit", map[string]string{"shop.yaml": "server:\n  host: &h a\nlog:\n  level: *h\n"}, "set server.host b", 4, "it would change log.level"},
		{"no schema", nil, "list --schema none.toml", 5, "none.toml"},
		{"wrong schema", map[string]string{"confctl.schema.toml": "app = 1\n"}, "list", 5, "confctl.schema.toml:1:7"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t, nil)
			for name, text := range tt.files {
				w.write(name, text)
			}
			out, err, code := w.run(strings.Fields(tt.args)...)
			require.Equal(t, tt.code, code, "%s%s", out, err)
			require.Contains(t, strings.ReplaceAll(out+err, w.dir+"/", ""), tt.says)
		})
	}
}

func TestEveryLayer(t *testing.T) {
	w := newWorld(t, map[string]string{
		"etc/shop/config.yaml":     "server: {port: 1}\n",
		".config/shop/config.json": `{"server": {"port": 2}}`,
		"shop.toml":                "server.port = 3\n",
	})
	w.env = append(w.env, "SHOP_SERVER_PORT=4")
	out, _, code := w.run("explain", "server.port", "--set", "server.port=5")
	require.Zero(t, code)
	require.Equal(t, `LAYER        VALUE  PLACE                            NOTE
flag         5      --set server.port                won
environment  4      SHOP_SERVER_PORT
project      3      shop.toml:1:15
user         2      DIR/.config/shop/config.json:1:21
system       1      DIR/etc/shop/config.yaml:1:16
default      8080   DIR/confctl.schema.toml:3:8
`, squeeze(strings.NewReplacer(w.dir+"/confctl", "DIR/confctl", w.dir, "DIR", "confctl.schema", "DIR/confctl.schema").Replace(out)))
}

// squeeze gives the table the columns that it has with short names.
func squeeze(table string) string {
	lines := strings.SplitAfter(table, "\n")
	for i, l := range lines {
		fields := strings.Fields(l)
		if len(fields) > 2 && fields[2] == "--set" {
			fields = append([]string{fields[0], fields[1], fields[2] + " " + fields[3]}, fields[4:]...)
		}
		if len(fields) == 0 {
			continue
		}
		text := pad(fields[0], 13) + pad(fields[1], 7) + pad(fields[2], 33)
		if len(fields) > 3 {
			text += fields[3]
		}
		lines[i] = strings.TrimRight(text, " ") + "\n"
	}
	return strings.Join(lines, "")
}

func pad(s string, n int) string { return s + strings.Repeat(" ", max(n-len(s), 0)) }

// TestFullDisk lets a limit on the size of files stand for a disk without room.
func TestFullDisk(t *testing.T) {
	program := build(t)
	w := newWorld(t, map[string]string{"shop.toml": strings.Repeat("#", 8192) + "\n"})
	c := command("/bin/sh", w.dir, "-c", "trap '' XFSZ; ulimit -f 8; exec "+program+" set server.port 1")
	out, err := c.CombinedOutput()
	require.Error(t, err)
	require.Equal(t, 4, c.ProcessState.ExitCode(), "%s", out)
	require.Contains(t, string(out), syscall.EFBIG.Error())
	require.Equal(t, strings.Repeat("#", 8192)+"\n", w.read("shop.toml"))
	requireNoCompanions(t, w.dir)
}

func TestConvertSaysWhatIsLost(t *testing.T) {
	w := newWorld(t, map[string]string{"in.yaml": "# a\nx: null # b\nt: {a: [1, null]}\n"})
	_, err, code := w.run("convert", "in.yaml", "out.toml")
	require.Zero(t, code)
	require.Equal(t, "in.yaml: 2 comments are left out\nin.yaml:2:4: null is left out: TOML has none\nin.yaml:3:12: null is left out: TOML has none\n", err)
	require.Equal(t, "[t]\na = [1]\n", w.read("out.toml"))
	_, _, code = w.run("convert", "in.yaml", "out.toml")
	require.Equal(t, 4, code, "it is there already")
	w.write("numbers.yaml", "a: 017\nb: 98765432109876543210\nc: .inf\nd: 1e999\n")
	_, err, code = w.run("convert", "numbers.yaml", "numbers.json")
	require.Zero(t, code)
	require.Equal(t, `numbers.yaml:1:4: an int becomes a string: a leading zero
numbers.yaml:2:4: an int becomes a string: more than 64 bits
numbers.yaml:3:4: a float becomes a string: JSON has numbers only
numbers.yaml:4:4: a float becomes a string: more than a 64-bit float holds
`, err)
}

func TestTextThatIsNotUTF8(t *testing.T) {
	w := newWorld(t, map[string]string{"shop.toml": "server.port = 1\n", "half.json": `{"server": {"host": "\ud800"}}`})
	for _, args := range [][]string{{"set", "server.host", "a\xff"}, {"set", "password", "a\xff"}, {"set", "labels", "a\xff=1"}} {
		_, msg, code := w.run(args...)
		require.Equal(t, 2, code, "%q: %s", args, msg)
		require.Contains(t, msg, ", in UTF-8", "%q", args)
	}
	out, msg, code := w.run("get", "server.host", "-o", "json", "--set", "server.host=\xff")
	require.Equal(t, []any{"", 3}, []any{out, code}, "%s", msg)
	_, msg, code = w.run("convert", "half.json", "half.toml")
	require.Equal(t, 3, code)
	require.Contains(t, msg, "half.json:1:21: found an escape that stands for no character")
}

func TestEdit(t *testing.T) {
	w := newWorld(t, map[string]string{"shop.toml": "[server]\nport = 1\n"})
	w.write("ok.sh", "#!/bin/sh\necho 'host = \"x\"' >> \"$1\"\n")
	w.write("bad.sh", "#!/bin/sh\necho 'prot = 1' >> \"$1\"\n")
	w.env = append(w.env, "EDITOR=sh ok.sh", "PATH="+os.Getenv("PATH"))
	_, err, code := w.run("edit")
	require.Zero(t, code, "%s", err)
	require.Equal(t, "[server]\nport = 1\nhost = \"x\"\n", w.read("shop.toml"))
	w.env = append(w.env, "VISUAL=sh bad.sh")
	_, err, code = w.run("edit")
	require.Equal(t, 1, code)
	require.Contains(t, err, "did you mean server.port?")
	require.Equal(t, "[server]\nport = 1\nhost = \"x\"\n", w.read("shop.toml"))
}

func TestCompletion(t *testing.T) {
	w := newWorld(t, nil)
	out, _, _ := w.run("__complete", "get", "server.")
	require.Contains(t, out, "server.port\nserver.host\n")
	out, _, _ = w.run("__complete", "set", "log.level", "")
	require.Contains(t, out, "info\nwarn\n")
	out, _, _ = w.run("__complete", "set", "--layer", "")
	require.Contains(t, out, "user\nproject\nsystem\n")
}
