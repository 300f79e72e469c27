package confctl_test

import (
	"slices"
	"testing"

	"systems.course/checkkit"
	"systems.course/confctl"
)

// setting is a layer's value of a key, at a place of that name.
func setting(t *testing.T, s *confctl.Schema, layer confctl.Layer, name string, value any) confctl.Setting {
	t.Helper()
	return confctl.Setting{Key: key(t, s, name), Layer: layer, Place: confctl.Place{Name: "there"}, Value: value}
}

func resolve(t *testing.T, s *confctl.Schema, layers ...[]confctl.Setting) *confctl.Config {
	t.Helper()
	c := confctl.Resolve(s, layers...)
	if c == nil {
		checkkit.Fail(t, checkkit.Failure{Expected: "Resolve to return a Config", Got: "nil", Because: "there is always one, if an empty one"})
	}
	return c
}

func wantGet(t *testing.T, c *confctl.Config, name, want, because string) {
	t.Helper()
	got, ok := c.Get(name)
	text := "not set"
	if ok {
		text = line(got)
	}
	checkkit.Equal(t, "Get("+name+")", text, want, "%s", because)
}

func TestGivesTheDefaults(t *testing.T) {
	want := []string{"default: server.port = 8080 at schema.toml:9:8", "default: server.timeout = 30s at schema.toml:16:8", "default: log.level = info at schema.toml:22:8", "default: cache.size = 64MiB at schema.toml:32:8"}
	checkkit.Equal(t, "Defaults()", settings(shop(t).Defaults()), want, "they are the keys that have a default, in the order of the schema, at their declarations")
}

func TestLetsTheStrongestLayerWin(t *testing.T) {
	s := shop(t)
	layers := [][]confctl.Setting{}
	for i, l := range confctl.Layers() {
		layers = append(layers, []confctl.Setting{setting(t, s, l, "server.port", int64(i))})
		for range 3 {
			shuffled := slices.Clone(layers)
			checkkit.Rand(t).Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
			wantGet(t, resolve(t, s, shuffled...), "server.port", line(layers[i][0]), "its layer is the strongest that sets the key, in whatever order the layers are given")
		}
	}
	wantGet(t, resolve(t, s), "server.port", "not set", "no layer sets it")
	wantGet(t, resolve(t, s, layers...), "no.such.key", "not set", "the schema has no such key")
}

func TestTakesEachKeyForItself(t *testing.T) {
	s := shop(t)
	c := resolve(t, s, s.Defaults(),
		[]confctl.Setting{setting(t, s, confctl.User, "log.level", "warn"), setting(t, s, confctl.User, "tags", []any{"a", "b"})},
		[]confctl.Setting{setting(t, s, confctl.Flag, "tags", []any{"c"}), setting(t, s, confctl.Flag, "server.host", "")})
	wantGet(t, c, "log.level", "user: log.level = warn at there", "a stronger layer that says nothing of a key takes nothing from it")
	wantGet(t, c, "tags", "flag: tags = [c] at there", "a list is taken whole, and not joined with a weaker layer's")
	wantGet(t, c, "server.host", "flag: server.host =  at there", "an empty string is a value")
	all := settings(c.All())
	want := []string{"flag: server.host =  at there", "default: server.port = 8080 at schema.toml:9:8", "default: server.timeout = 30s at schema.toml:16:8", "user: log.level = warn at there", "default: cache.size = 64MiB at schema.toml:32:8", "flag: tags = [c] at there"}
	checkkit.Equal(t, "All()", all, want, "it has what won for each key, in the order of the schema, and no key that nothing sets")
}

func TestLetsTheLaterOfOneLayerCount(t *testing.T) {
	s := shop(t)
	c := resolve(t, s, []confctl.Setting{setting(t, s, confctl.User, "server.port", int64(1))}, []confctl.Setting{setting(t, s, confctl.User, "server.port", int64(2))})
	wantGet(t, c, "server.port", "user: server.port = 2 at there", "of two settings of one layer the later counts")
	got, err := c.Explain("server.port")
	checkkit.NoError(t, "Explain", err, "the schema has the key")
	checkkit.Equal(t, "Explain(server.port)", settings(got), []string{"user: server.port = 2 at there"}, "the other one is dropped")
}

func TestExplainsWhoWonAgainstWhom(t *testing.T) {
	s := shop(t)
	env, _ := s.Environ([]string{"SHOP_SERVER_PORT=3"})
	file, _ := s.Check(parse(t, "shop.toml", "[server]\nport = 2\n"), confctl.Project)
	c := resolve(t, s, env, file, s.Defaults())
	got, err := c.Explain("server.port")
	checkkit.NoError(t, "Explain", err, "the schema has the key")
	want := []string{"default: server.port = 8080 at schema.toml:9:8", "project: server.port = 2 at shop.toml:2:8", "environment: server.port = 3 at SHOP_SERVER_PORT"}
	checkkit.Equal(t, "Explain(server.port)", settings(got), want, "it has what each layer says, from the weakest to the one that won")
	got[2].Value = "changed"
	wantGet(t, c, "server.port", want[2], "the list belongs to who asked for it, and to change it changes nothing else")
	got, err = c.Explain("server.host")
	checkkit.NoError(t, "Explain", err, "the schema has the key")
	checkkit.Equal(t, "Explain(server.host)", settings(got), []string{}, "no layer sets it")
	_, err = c.Explain("server.prot")
	checkkit.ErrorIs(t, "Explain(server.prot)", err, confctl.ErrUnknownKey, "the schema has no such key")
	contains(t, "the error", err.Error(), "it names the key that was meant", "server.port")
}

func TestAnswersToADeprecatedName(t *testing.T) {
	s := shop(t)
	c := resolve(t, s, s.Defaults())
	wantGet(t, c, "port", "default: server.port = 8080 at schema.toml:9:8", "the old name stands for the key that took its place")
	got, err := c.Explain("port")
	checkkit.NoError(t, "Explain(port)", err, "the old name stands for the key that took its place")
	checkkit.Equal(t, "the number of settings in Explain(port)", len(got), 1, "the old name stands for the key that took its place")
}

func TestReportsWhatIsMissing(t *testing.T) {
	s := shop(t)
	problems := resolve(t, s, s.Defaults()).Missing()
	checkkit.Equal(t, "Missing()", places(problems), []string{"schema.toml:4:8 server.host required"}, "it is required, and no layer sets it")
	c := resolve(t, s, []confctl.Setting{setting(t, s, confctl.System, "server.host", "")})
	checkkit.Equal(t, "Missing()", places(c.Missing()), []string{}, "one layer sets it, if to an empty string")
}
