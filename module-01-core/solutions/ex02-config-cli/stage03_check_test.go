package confctl_test

import (
	"errors"
	"fmt"
	"testing"

	"systems.course/checkkit"
	"systems.course/confctl"
)

// check checks a file and compares settings and problems.
func check(t *testing.T, s *confctl.Schema, file, source, because string, want, wrong []string) []confctl.Problem {
	t.Helper()
	got, problems := s.Check(parse(t, file, source), confctl.Project)
	checkkit.Equal(t, "the settings of\n"+source, settings(got), want, "%s", because)
	checkkit.Equal(t, "the problems of\n"+source, places(problems), wrong, "%s", because)
	return problems
}

func TestReadsTheSettingsOfAFile(t *testing.T) {
	check(t, shop(t), "shop.toml", "tags = [\"a\"]\n[log]\nlevel = \"warn\"\n[server]\nport = 80\n[labels]\nx = \"y\"\n",
		"a setting has the place of its value, and settings are in the order of the file",
		[]string{"project: tags = [a] at shop.toml:1:8", "project: log.level = warn at shop.toml:3:9", "project: server.port = 80 at shop.toml:5:8", "project: labels = map[x:y] at shop.toml:6:2"},
		[]string{})
}

func TestReadsTheSameFromEveryFormat(t *testing.T) {
	check(t, shop(t), "shop.yaml", "# é\nserver: {port: 80}\nlog:\n  level: warn # é\n", "YAML says the same",
		[]string{"project: server.port = 80 at shop.yaml:2:16", "project: log.level = warn at shop.yaml:4:10"}, []string{})
	check(t, shop(t), "shop.json", `{"server": {"port": 80}, "log": {"level": "warn"}}`, "JSON says the same",
		[]string{"project: server.port = 80 at shop.json:1:21", "project: log.level = warn at shop.json:1:43"}, []string{})
	check(t, shop(t), "shop.toml", "server.port = 80\nlog = { level = \"warn\" }\n", "dotted keys and inline tables say the same",
		[]string{"project: server.port = 80 at shop.toml:1:15", "project: log.level = warn at shop.toml:2:17"}, []string{})
}

func TestReportsEveryProblemAndReadsOn(t *testing.T) {
	problems := check(t, shop(t), "shop.toml", `tags = ["a", 1, "b", 2]
colour = "red"
[server]
port = 0
timeout = "soon"
[log]
level = "info"
json = "yes"
`, "one problem hides no other, and keeps nothing that is right from being read",
		[]string{"project: log.level = info at shop.toml:7:9"},
		[]string{"shop.toml:1:14 tags type", "shop.toml:1:22 tags type", "shop.toml:2:1 colour unknown", "shop.toml:4:8 server.port range", "shop.toml:5:11 server.timeout type", "shop.toml:8:8 log.json type"})
	contains(t, "Found of server.port", problems[3].Found, "it says what is there", "0")
	contains(t, "Allowed of server.port", problems[3].Allowed, "it says what is allowed", "1", "65535")
	checkkit.False(t, "Warning of server.port", problems[3].Warning, "a value that isn't allowed is no warning")
}

func TestTellsTablesFromValues(t *testing.T) {
	check(t, shop(t), "shop.toml", "server = 80\nlabels = \"x\"\n[log.level]\nx = 1\n[cache]\n",
		"server is a table, so a value there is in the way of its keys; log.level is a value, so a table there is of the wrong type; an empty table is nothing",
		[]string{}, []string{"shop.toml:1:10 server table", "shop.toml:2:10 labels type", "shop.toml:3:6 log.level type"})
	check(t, shop(t), "shop.json", `{"server.port": 80, "server": {}}`,
		"a key with a dot in it is one key, and not a path",
		[]string{}, []string{`shop.json:1:2 "server.port" unknown`})
}

func TestReportsUnknownKeysByTheirWholeName(t *testing.T) {
	problems := check(t, shop(t), "shop.toml", "[servr]\nport = 80\n[server]\nprot = 80\n[other.thing]\nx = 1\n[nothing]\n",
		"a key that the schema doesn't have is reported where its name is written, each for itself",
		[]string{}, []string{"shop.toml:2:1 servr.port unknown", "shop.toml:4:1 server.prot unknown", "shop.toml:6:1 other.thing.x unknown", "shop.toml:7:2 nothing unknown"})
	for i, want := range []string{"server.port", "server.port", "", ""} {
		checkkit.Equal(t, "Nearest of "+problems[i].Key, problems[i].Nearest, want, "it is the key that was probably meant, if one is near")
	}
}

func TestFindsTheNearestKey(t *testing.T) {
	s := shop(t)
	for name, want := range map[string]string{
		"server.prot": "server.port", "sever.port": "server.port", "serverport": "server.port", "Server.Port": "server.port",
		"log.levels": "log.level", "loglevel": "log.level", "cache.siez": "cache.size", "tag": "tags", "tgas": "tags",
		"timeout": "server.timeout", "x.y.z": "", "zebra": "", "": "", "prt": "",
	} {
		checkkit.Equal(t, "Nearest("+name+")", s.Nearest(name), want, "few letters differ, or the last part is the same as of one key alone; a deprecated key is not suggested")
	}
}

func TestFindsTheNearestFieldOfASchema(t *testing.T) {
	source := "app = \"shop\"\n[[key]]\nname = \"a\"\ntype = \"int\"\nmni = 1\nrequierd = true\ncolour = \"red\"\n[[kye]]\n"
	_, err := confctl.ParseSchema(parse(t, "schema.toml", source))
	var problems confctl.Problems
	if !errors.As(err, &problems) || len(problems) != 4 {
		checkkit.Fail(t, checkkit.Failure{Expected: "ParseSchema to return four Problems", Got: fmt.Sprintf("%#v", err), Because: "a schema has no such fields\n" + source})
	}
	for i, want := range []string{"min", "required", "", "key"} {
		checkkit.Equal(t, "Nearest of "+problems[i].Found, problems[i].Nearest, want, "fields of a schema are near by the same count of steps as keys")
	}
}

func TestWarnsOfDeprecatedNames(t *testing.T) {
	s := shop(t)
	problems := check(t, s, "shop.toml", "port = 80\n", "what stands under the old name counts for the new key",
		[]string{"project: server.port = 80 at shop.toml:1:8 as port"}, []string{"shop.toml:1:8 port deprecated"})
	checkkit.True(t, "Warning", problems[0].Warning, "a deprecated key still works")
	contains(t, "Allowed", problems[0].Allowed, "it says what to write instead", "server.port")
	check(t, s, "shop.toml", "port = 80\nserver.port = 90\n", "if both names are there, the key's own counts",
		[]string{"project: server.port = 90 at shop.toml:2:15"}, []string{"shop.toml:1:8 port deprecated"})
	check(t, s, "shop.toml", "server.port = 90\nport = 80\n", "if both names are there, the key's own counts, whichever comes later",
		[]string{"project: server.port = 90 at shop.toml:1:15"}, []string{"shop.toml:2:8 port deprecated"})
	check(t, s, "shop.toml", "port = 0\n", "the rules are those of the new key", []string{}, []string{"shop.toml:1:8 port deprecated", "shop.toml:1:8 port range"})
}
