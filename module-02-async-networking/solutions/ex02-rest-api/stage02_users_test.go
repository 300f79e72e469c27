package restapi_test

import (
	"bytes"
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"systems.course/checkkit"
)

func TestKnowsWhoseTokenItIs(t *testing.T) {
	s := start(t)
	name := checkkit.Rand(t).Word()
	other := s.user(name) // while the server runs
	because := "GET /v1/me says whose token it is"
	s.get("/v1/me").is(200, "%s", because).members("name", "admin", "created_at").has("name", "ann", "%s", because).has("admin", true, "she was made with --admin")
	me := other.get("/v1/me").is(200, "a user whom `restapi user add` makes is there at once").has("name", name, "%s", because).has("admin", false, "he was made without --admin")
	if user := s.get("/v1/users/"+name).is(200, "everybody may look at users"); !bytes.Equal(user.body, me.body) {
		user.fail("the same as GET /v1/me of "+name, string(user.body), "it is the same user")
	}
	s.get("/v1/users/nobody-"+name).problem("not-found", "there is no user of this name")
}

func TestRefusesWhoShowsNoValidToken(t *testing.T) {
	s := start(t)
	last := byte('A')
	if strings.HasSuffix(s.token, "A") {
		last = 'E' // of the last character only the upper four bits count
	}
	other := s.token[:len(s.token)-1] + string(last)
	for _, value := range []string{
		"", "Bearer", "Bearer ", "Bearer it_", "Bearer " + other, "Bearer " + s.token + "A", "Bearer " + s.token[:len(s.token)-1],
		"Bearer " + strings.ToLower(s.token), "Basic " + base64.StdEncoding.EncodeToString([]byte("ann:"+s.token)), s.token,
		"Bearer ' OR 1=1 --", "Bearer it_' OR '1'='1", "Bearer " + s.token + ", Bearer " + other,
	} {
		for _, path := range []string{"/v1/me", "/v1/users/ann"} {
			r := s.get(path, "Authorization: "+value).problem("unauthenticated", "it has no token that is valid: "+value)
			if !strings.HasPrefix(r.header.Get("WWW-Authenticate"), "Bearer") {
				r.fail("WWW-Authenticate: Bearer", r.header.Get("WWW-Authenticate"), "401 says how to authenticate (RFC 9110, 15.5.2)")
			}
		}
	}
	s.nobody().post("/v1/users", "{").problem("unauthenticated", "nobody's body is read before it is known whose it is")
	s.get("/v1/me", "Authorization: bearer "+s.token).is(200, "the scheme's name is in either case (RFC 9110, 11.1)")
}

func TestLetsAdminsMakeUsers(t *testing.T) {
	s := start(t)
	words := checkkit.Rand(t).Words(2)
	r := s.post("/v1/users", object{"name": words[0]}).is(201, "an admin makes users")
	r.members("name", "admin", "created_at", "token").has("name", words[0], "it is the user").has("admin", false, "that is the default")
	checkkit.Equal(t, "Location", r.location(), "/v1/users/"+words[0], "201 says where the new resource is")
	checkkit.Equal(t, "Cache-Control", r.header.Get("Cache-Control"), "no-store", "a token is in the answer, and no cache may keep it")
	made := newClient(t, s.Addr, r.text("token"))
	made.get("/v1/me").is(200, "the token in the answer is valid").has("name", words[0], "it is the new user's")
	made.post("/v1/users", object{"name": words[1]}).problem("forbidden", words[0]+" is no admin")
	s.get("/v1/users/"+words[1]).problem("not-found", "who was refused has made nobody")
	s.post("/v1/users", object{"name": words[1], "admin": true}).is(201, "an admin makes admins too").has("admin", true, "that was asked for")
	s.post("/v1/users", object{"name": words[0]}).problem("conflict", "the name is taken", "/name")
	made.get("/v1/me").is(200, "a refused request leaves the user's token as it is")
}

func TestSaysAllThatIsWrongWithAUser(t *testing.T) {
	s := start(t)
	because := "errors has all that is wrong at once"
	s.post("/v1/users", object{"name": "No Name", "admin": "yes", "email": "x"}).problem("validation", because, "/admin", "/email", "/name")
	s.post("/v1/users", object{"admin": 1}).problem("validation", because, "/admin", "/name")
	for _, name := range []any{"", "9lives", "-a", "Ann", "a_b", "ann\n", "é", strings.Repeat("a", 33), 7, nil, []string{"a"}} {
		s.post("/v1/users", object{"name": name}).problem("validation", "a user's name is a letter a to z, and up to 31 letters, digits and hyphens", "/name")
	}
	s.post("/v1/users", object{"name": strings.Repeat("a", 32)}).is(201, "32 characters are allowed")
}

func TestRenewsATokenAndForgetsTheOld(t *testing.T) {
	s := start(t)
	words := checkkit.Rand(t).Words(2)
	a, b := s.user(words[0]), s.user(words[1])
	path := "/v1/users/" + words[0] + "/token"
	b.post(path, nil).problem("forbidden", "a token is renewed by its user and by admins")
	s.post("/v1/users/nobody-x/token", nil).problem("not-found", "there is no such user")
	for i, who := range []*client{a, s.client} {
		a.get("/v1/me").is(200, "the token is valid until it is replaced")
		r := who.post(path, nil).is(201, "its user, and an admin, may renew it").members("name", "admin", "created_at", "token").has("name", words[0], "it is this user's")
		checkkit.Equal(t, "Cache-Control", r.header.Get("Cache-Control"), "no-store", "a token is in the answer, and no cache may keep it")
		a.get("/v1/me").problem("unauthenticated", "the old token is valid no more, from the answer on")
		a = newClient(t, s.Addr, r.text("token"))
		a.get("/v1/me").is(200, "the new token is valid").has("name", words[0], "renewal %d", i+1)
	}
	got := checkkit.Run(t, "restapi", "user", "token", words[0], "--db", s.db)
	checkkit.Equal(t, "the exit code of restapi user token", got.Code, 0, "it renews the token: %s", got.Stderr)
	a.get("/v1/me").problem("unauthenticated", "`restapi user token` replaces the token while the server runs, which must not remember the old one")
	newClient(t, s.Addr, strings.TrimSpace(got.Stdout)).get("/v1/me").is(200, "`restapi user token` prints the new one")
}

func TestKeepsTokensNowhere(t *testing.T) {
	s := start(t, "--log-level", "debug")
	r := checkkit.Rand(t)
	secrets := []string{s.token, s.user("x" + r.Word()).token}
	made := s.post("/v1/users", object{"name": "y" + r.Word()}).is(201, "an admin makes users")
	secrets = append(secrets, made.text("token"))
	secrets = append(secrets, s.post(made.location()+"/token", nil).is(201, "an admin renews tokens").text("token"))
	wrong := "it_" + strings.Repeat("wrong", 8) + "abc"
	s.get("/v1/me", "Authorization: Bearer "+wrong).problem("unauthenticated", "it is nobody's token")
	secrets = append(secrets, wrong)
	files, err := filepath.Glob(s.db + "*")
	checkkit.NoError(t, "look for "+s.db, err, "the database is there")
	for i, secret := range secrets {
		for _, other := range secrets[i+1:] {
			checkkit.False(t, "two tokens are the same", secret == other, "each is 256 random bits")
		}
		secret = strings.TrimPrefix(secret, "it_")
		bits, err := base64.RawURLEncoding.DecodeString(secret)
		checkkit.NoError(t, "decode the token as base64url", err, "a token is it_ and 43 characters of base64url")
		for _, name := range files {
			data, err := os.ReadFile(name)
			checkkit.NoError(t, "read "+name, err, "it is the database")
			found := bytes.Contains(data, []byte(secret)) || bytes.Contains(data, bits)
			checkkit.False(t, "a token is in "+filepath.Base(name), found, "only the SHA-256 of a token is stored: who gets the file, or a backup of it, gets nobody's rights")
		}
		checkkit.False(t, "a token is in what the program prints", strings.Contains(s.Output(), secret), "logs are read by many")
	}
}

func TestUserAddMakesEachUserOnce(t *testing.T) {
	s := start(t)
	name := checkkit.Rand(t).Word()
	first := s.user(name)
	for _, args := range [][]string{{name}, {name, "--admin"}, {"No-Name"}, {""}, {"a b"}} {
		got := checkkit.Run(t, "restapi", append([]string{"user", "add", "--db", s.db}, args...)...)
		checkkit.Equal(t, "the exit code of restapi user add "+strings.Join(args, " "), got.Code, 1, "the name is taken, or can't be one")
		checkkit.Equal(t, "its standard output", got.Stdout, "", "there is no token to print")
	}
	first.get("/v1/me").is(200, "the user is as before, and so is the token").has("admin", false, "the second `user add` was refused")
}
