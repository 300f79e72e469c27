package confctl_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"systems.course/checkkit"
	"systems.course/confctl"
)

// secretSchema has secrets of every shape.
const secretSchema = `app = "shop"
[[key]]
name = "db.password"
type = "secret"
min = 8
pattern = "[a-z0-9]+"
[[key]]
name = "tokens"
type = "list of secret"
[[key]]
name = "keys"
type = "map of secret"
[[key]]
name = "open"
type = "string"
[[key]]
name = "password"
type = "secret"
deprecated = "db.password"
`

// hush is a secret that no other text of a check has in it.
func hush(t *testing.T) string {
	return fmt.Sprintf("hush%d", checkkit.Rand(t).IntN(1<<40)+1<<40)
}

const noSecret = "a secret is printed nowhere"

func TestPrintsStarsForASecret(t *testing.T) {
	word := hush(t)
	secret := confctl.Secret(word)
	checkkit.Equal(t, "String()", secret.String(), confctl.Redacted, "the number of stars says nothing of the length")
	holder := struct {
		Name string
		Key  confctl.Secret
		Map  map[string]confctl.Secret
	}{"x", secret, map[string]confctl.Secret{"k": secret}}
	encoded, err := json.Marshal(holder)
	checkkit.NoError(t, "json.Marshal", err, "a secret is encoded as stars")
	for what, text := range map[string]string{
		"%v": fmt.Sprintf("%v", secret), "%q": fmt.Sprintf("%q", secret), "%#v": fmt.Sprintf("%#v", secret),
		"%x": fmt.Sprintf("%x", secret.String()), "%+v of a struct": fmt.Sprintf("%+v", holder), "%#v of a struct": fmt.Sprintf("%#v", holder), "JSON": string(encoded), "Format": confctl.Format(secret),
		"Format of a list": confctl.Format([]any{secret, secret}), "Format of a map": confctl.Format(map[string]any{"a": secret}),
	} {
		lacks(t, what, text, noSecret, word, fmt.Sprintf("%x", word))
		if what != "%x" {
			contains(t, what, text, "stars stand in its place, as many for each", confctl.Redacted)
		}
	}
}

func TestRevealsByNameOnly(t *testing.T) {
	word := hush(t)
	secret := confctl.Secret(word)
	list := []any{secret, "b"}
	checkkit.Equal(t, "Reveal of a secret", confctl.Reveal(secret), any(word), "Reveal is the way to see one")
	checkkit.Equal(t, "Reveal of a list", confctl.Reveal(list), any([]any{word, "b"}), "it reveals what is inside")
	checkkit.Equal(t, "Reveal of a map", confctl.Reveal(map[string]any{"a": secret}), any(map[string]any{"a": word}), "it reveals what is inside")
	checkkit.Equal(t, "Reveal of an int", confctl.Reveal(int64(3)), any(int64(3)), "it leaves other values")
	checkkit.Equal(t, "the type of what was revealed", fmt.Sprintf("%T", list[0]), "confctl.Secret", "Reveal changes nothing of what it is given")
}

func TestKeepsSecretsOutOfProblems(t *testing.T) {
	s := readSchema(t, secretSchema)
	word := hush(t)
	wrong := strings.ToUpper(word)
	d := parse(t, "shop.toml", fmt.Sprintf("tokens = %q\nkeys = [%q]\npassword = %q\n[db]\npassword = %q\npasswort = %q\n", word, word, wrong, wrong, word))
	_, inFile := s.Check(d, confctl.User)
	_, inEnv := s.Environ([]string{"SHOP_DB_PASSWORD=" + wrong, "SHOP_KEYS=" + word, "SHOP_TOKENS=[" + word, "SHOP_PASSWORT=" + word})
	_, inFlags := s.Flags([]string{"db.password=" + wrong, "db.passwort=" + word, "keys=" + word, "keys={" + word})
	for what, problems := range map[string]confctl.Problems{"a file": inFile, "the environment": inEnv, "flags": inFlags} {
		checkkit.True(t, "at least three problems in "+what, len(problems) >= 3, "the values are wrong")
		text := fmt.Sprintf("%+v", problems) + problems.Error()
		lacks(t, "the problems of "+what, text, noSecret+", also not one that is wrong, or under a name that is", word, wrong)
		contains(t, "the problems of "+what, text, "what was found is stars", confctl.Redacted)
	}
}

func TestKeepsSecretsOutOfErrors(t *testing.T) {
	s := readSchema(t, secretSchema)
	word := hush(t)
	for _, name := range []string{"db.password", "tokens", "keys"} {
		for _, text := range []string{strings.ToUpper(word), "[" + word, "{" + word, word + "=,"} {
			_, err := key(t, s, name).Parse(text)
			if err != nil {
				var list confctl.Invalids
				errors.As(err, &list)
				lacks(t, "the error of Parse for "+name, err.Error()+fmt.Sprintf("%+v", list), noSecret, word, strings.ToUpper(word))
			}
		}
	}
	source := strings.Replace(secretSchema, "min = 8", fmt.Sprintf("default = %q\nmin = 8", strings.ToUpper(word)), 1)
	_, err := confctl.ParseSchema(parse(t, "schema.toml", source))
	if err == nil {
		checkkit.Fail(t, checkkit.Failure{Expected: "ParseSchema to refuse the default", Got: "no error", Because: "the pattern doesn't match it"})
	}
	lacks(t, "the problems of a schema", err.Error(), noSecret, strings.ToUpper(word))
}

// place makes a folder with files in it, and returns it.
func place(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, source := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(source), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// confctlIn runs the program in a folder, with no files but those there.
func confctlIn(t *testing.T, dir string, env []string, args ...string) checkkit.Result {
	t.Helper()
	env = append([]string{"HOME=" + dir, "XDG_CONFIG_DIRS=" + filepath.Join(dir, "etc")}, env...)
	return checkkit.Command{Name: "confctl", Args: args, Dir: dir, Env: env}.Run(t)
}

func TestProgramPrintsNoSecret(t *testing.T) {
	word := hush(t)
	dir := place(t, map[string]string{
		"confctl.schema.toml": secretSchema,
		"shop.toml":           fmt.Sprintf("tokens = [%q, %q]\nopen = \"door\"\n[db]\npassword = %q\n", word, word, word),
		"wrong.toml":          fmt.Sprintf("[db]\npassword = %q\nstray = %q\n", strings.ToUpper(word), word),
	})
	for _, args := range [][]string{
		{"get", "db.password"}, {"get", "tokens", "-o", "json"}, {"list"}, {"list", "--origin", "-o", "json"}, {"list", "-o", "yaml"},
		{"explain", "db.password"}, {"explain", "tokens", "-o", "json"}, {"validate"}, {"validate", "wrong.toml"}, {"validate", "wrong.toml", "-o", "json"},
		{"diff", "project", "environment"}, {"schema"}, {"schema", "--json-schema"}, {"get", "db.password", "--set", "db.password=" + strings.ToUpper(word)},
	} {
		r := confctlIn(t, dir, []string{"SHOP_KEYS=a=" + word}, args...)
		lacks(t, "confctl "+strings.Join(args, " "), r.Stdout+r.Stderr, noSecret+" unless it is asked for by name", word, strings.ToUpper(word))
	}
	r := confctlIn(t, dir, nil, "get", "db.password")
	checkkit.Equal(t, "confctl get db.password", r, checkkit.Result{Stdout: confctl.Redacted + "\n"}, "a secret is printed as stars")
	r = confctlIn(t, dir, nil, "get", "open")
	checkkit.Equal(t, "confctl get open", r, checkkit.Result{Stdout: "door\n"}, "what is no secret is printed as it is")
}

func TestProgramRevealsByName(t *testing.T) {
	word := hush(t)
	dir := place(t, map[string]string{"confctl.schema.toml": secretSchema, "shop.toml": fmt.Sprintf("tokens = [%q]\n", word)})
	r := confctlIn(t, dir, nil, "get", "--reveal", "tokens")
	checkkit.Equal(t, "confctl get --reveal tokens", r, checkkit.Result{Stdout: word + "\n"}, "the secret was asked for by name")
	contains(t, "confctl list --show-secrets", confctlIn(t, dir, nil, "list", "--show-secrets").Stdout, "secrets were asked for", word)
}
