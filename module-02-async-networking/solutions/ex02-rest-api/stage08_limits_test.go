package restapi_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"systems.course/checkkit"
)

func TestBoundsTheBody(t *testing.T) {
	s := start(t)
	path := s.project(checkkit.Rand(t).Word()) + "/issues"
	issue := `{"title":"x"}`
	s.post(path, issue+strings.Repeat(" ", 1<<20-len(issue))).is(201, "a body has up to 1 MiB").has("number", 1, "it is the first issue")
	because := "a body has up to 1 MiB"
	s.post(path, issue+strings.Repeat(" ", 1<<20-len(issue)+1)).problem("body-too-large", because)
	huge := s.raw() // 8 GiB are announced, and none of it comes
	huge.send(s.head("POST", path, 8<<30))
	r := huge.read("what is too large by its header is refused before it is read")
	r.examine()
	r.problem("body-too-large", because)
	chunked := s.raw() // and this one doesn't say how much it will be
	chunked.send(strings.Replace(s.head("POST", path, 0), "Content-Length: 0", "Transfer-Encoding: chunked", 1))
	chunk := "10000\r\n" + strings.Repeat(" ", 1<<16) + "\r\n"
	chunked.send(strings.Repeat(chunk, 17))
	r = chunked.read("17 chunks of 64 KiB have come")
	r.examine()
	r.problem("body-too-large", because)
	checkkit.Equal(t, "the number of issues", len(s.items(path)), 1, "what was refused was not done")
}

func TestSurvivesHostileJSON(t *testing.T) {
	s := start(t)
	path := s.project(checkkit.Rand(t).Word()) + "/issues"
	nest := func(n int) string {
		return `{"title":"x","x":` + strings.Repeat("[", n-1) + strings.Repeat("]", n-1) + "}"
	}
	s.post(path, nest(16)).problem("validation", "16 levels are allowed, and x is not known", "/x")
	for _, body := range []string{nest(17), nest(100_000), strings.Repeat("[", 1<<20), strings.Repeat(`{"a":`, 200_000), `{"title":"x","x":` + strings.Repeat("[{\"a\":", 17)} {
		s.post(path, body).problem("malformed-request", "more than 16 levels are refused")
	}
	for body, pointer := range map[string]string{
		`{"title":1e999999}`: "/title", `{"title":` + strings.Repeat("9", 100_000) + `}`: "/title", `{"title":"x","assignee":{"a":[]}}`: "/assignee",
		`{"title":"x","labels":[` + strings.Repeat(`"a",`, 100_000) + `"a"]}`: "/labels", `{"title":"x","\u0000":1}`: "/\x00", `{"title":"\u0000"}`: "/title",
	} {
		s.post(path, body).problem("validation", "it is JSON, and a member is wrong", pointer)
	}
	r := checkkit.Rand(t)
	valid := `{"title":"a\u00e9\n","body":"b","assignee":"ann","labels":[]}`
	for range 150 {
		body := []byte(valid)
		for range 1 + r.IntN(3) {
			at := r.IntN(len(body))
			switch r.IntN(3) {
			case 0:
				body[at] = byte(r.IntN(256))
			case 1:
				body = append(body[:at:at], body[at+1:]...)
			default:
				body = append(body[:at:at], append([]byte{"{}[]\",:\\u0\xff"[r.IntN(11)]}, body[at:]...)...)
			}
		}
		if got := s.post(path, string(body)); got.status >= 500 {
			got.fail("201, 400 or 422", fmt.Sprint(got.status), "whatever a body is, it is no fault of the server: %q", body)
		}
	}
	s.get("/readyz").is(200, "the server is as well as before")
}

func TestTakesSQLAsText(t *testing.T) {
	s := start(t)
	project := s.project(checkkit.Rand(t).Word())
	first := s.issue(project, "first")
	for _, sql := range []string{`'; DROP TABLE issues; --`, `x', 1); DELETE FROM projects; --`, `" OR "1"="1`, `' OR '1'='1`, `%' UNION SELECT token_hash FROM users --`, `?1 :a @b $c`, `\'; --`} {
		made := s.post(project+"/issues", object{"title": sql, "body": sql}, "X-Request-Id: "+sql).is(201, "this is a text like others: %s", sql).has("title", sql, "a text comes back as it was").has("body", sql, "a text comes back as it was")
		s.get(made.location()).has("title", sql, "a text is kept as it was")
		s.patch(first, object{"title": sql}, "If-Match: *").is(200, "this is a text like others").has("title", sql, "a text comes back as it was")
		s.post(first+"/comments", object{"body": sql}).is(201, "this is a text like others").has("body", sql, "a text comes back as it was")
		escaped := escape(sql)
		found := s.items(project + "/issues?q=" + escaped)
		checkkit.Equal(t, "the titles in GET "+project+"/issues?q="+escaped, column(found, "title"), []any{sql, sql}, "two issues have this text, and no others")
		s.patch(first, object{"title": "first"}, "If-Match: *").is(200, "an issue is changed")
		for _, name := range []string{"state", "label", "assignee", "sort", "order", "limit", "cursor"} {
			s.get(project+"/issues?"+name+"="+escaped).parameters("this is no value for "+name+": "+sql, name)
		}
		for _, path := range []string{"/v1/projects/" + escaped, project + "/issues/" + escaped, project + "/issues/1" + escaped, project + "/labels/" + escaped, "/v1/users/" + escaped, first + "/comments/" + escaped} {
			s.get(path).problem("not-found", "nothing is at this path: "+path)
		}
		s.post("/v1/projects", object{"key": sql, "name": sql}).problem("validation", "this can be a name, and no key", "/key")
		s.post(project+"/issues", object{"title": "x", "assignee": sql, "labels": []string{sql}}).problem("validation", "this is no user and no label", "/assignee", "/labels/0")
		s.patch(first, object{"state": sql}, "If-Match: *").problem("validation", "this is no state", "/state")
		s.post(project+"/labels", object{"name": "x", "color": sql}).problem("validation", "this is no color", "/color")
	}
	checkkit.Equal(t, "the number of issues", len(s.items(project+"/issues")), 8, "one, and one for each of seven texts")
}

// escape is for a path or a query: every byte of it as %XX.
func escape(text string) string {
	var b strings.Builder
	for i := range len(text) {
		fmt.Fprintf(&b, "%%%02X", text[i])
	}
	return b.String()
}

func TestLimitsTheRateOfEachUser(t *testing.T) {
	s := start(t, "--rate", "0.05", "--burst", "5")
	r := checkkit.Rand(t)
	bo := s.user(r.Word())
	cy := newClient(t, s.Addr, addUser(t, s.db, "x"+r.Word()))
	for _, who := range []*client{s.client, bo} {
		for left := 4; left >= 0; left-- {
			got := who.get("/v1/me").is(200, "--burst 5 lets five requests through at once; another user of the same address takes none of them")
			limit := got.header.Get("RateLimit")
			if !strings.HasPrefix(limit, fmt.Sprintf(`"default";r=%d;t=`, left)) {
				got.fail(fmt.Sprintf(`RateLimit: "default";r=%d;t=…`, left), limit, "it says how many requests are left, and after how many seconds the quota is full again")
			}
			if policy := got.header.Get("RateLimit-Policy"); policy != `"default";q=5;w=100` {
				got.fail(`RateLimit-Policy: "default";q=5;w=100`, policy, "the quota is 5 (--burst), and fills in 100 seconds at 0.05 a second (--rate)")
			}
		}
		refused := who.post("/v1/projects", object{"key": "a", "name": "a"}).problem("rate-limited", "five requests were let through, and the next one would come 20 seconds later")
		if seconds, err := strconv.Atoi(refused.header.Get("Retry-After")); err != nil || seconds < 1 || seconds > 20 {
			refused.fail("Retry-After from 1 to 20", refused.header.Get("Retry-After"), "one request more is allowed after 20 seconds at most")
		}
		if !strings.HasPrefix(refused.header.Get("RateLimit"), `"default";r=0;t=`) {
			refused.fail(`RateLimit: "default";r=0;t=…`, refused.header.Get("RateLimit"), "nothing is left")
		}
	}
	s.get("/healthz").is(200, "healthz has no limit")
	cy.get("/v1/projects/a").problem("not-found", "what was refused was not done")
	for range 3 {
		s.nobody().get("/v1/me").problem("unauthenticated", "who has no token is not limited by users of the same address")
	}
}

func TestLimitsTheRateOfThoseWhoGuess(t *testing.T) {
	s := start(t, "--rate", "0.05", "--burst", "4")
	for i := range 4 {
		s.get("/v1/me", fmt.Sprintf("Authorization: Bearer it_%043d", i)).problem("unauthenticated", "it is nobody's token")
	}
	r := s.get("/v1/me", fmt.Sprintf("Authorization: Bearer it_%043d", 5)).problem("rate-limited", "four wrong tokens came from this address (--burst 4), and each is a guess")
	checkkit.True(t, "Retry-After is there", r.header.Get("Retry-After") != "", "429 says when to come again")
	s.nobody().get("/v1/me").problem("rate-limited", "no token is no valid token either")
	s.get("/v1/me").is(200, "ann has a valid token, and her own quota")
}

func TestLetsTheRateComeBack(t *testing.T) {
	s := start(t, "--rate", "20", "--burst", "1")
	for range 3 {
		checkkit.Eventually(t, patience, "GET /v1/me to be 200 again", "--rate 20 gives one request back in 50 milliseconds", func() bool { return s.get("/v1/me").status == 200 })
	}
	s.get("/v1/me", "Authorization: ").problem("unauthenticated", "the address's own quota is not used yet")
}

func TestCutsOffSlowClients(t *testing.T) {
	s := start(t, "--header-timeout", "300ms", "--read-timeout", "600ms", "--idle-timeout", "300ms")
	path := s.project(checkkit.Rand(t).Word()) + "/issues"
	header, body, idle, silent := s.raw(), s.raw(), s.raw(), s.raw()
	header.send("GET /v1/me HTTP/1.1\r\nHost: x\r\nX-Slow: ")
	body.send(s.head("POST", path, 1000) + `{"title":"x","body":"`)
	idle.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
	idle.read("the server runs").is(200, "the server runs")
	r := body.read("the body did not come within --read-timeout 600ms")
	r.examine()
	r.problem("request-timeout", "the body did not come within --read-timeout 600ms")
	body.closed("after a 408 the rest of the body, should it come, must not be taken for a request")
	if got := header.closed("the header did not come within --header-timeout 300ms"); strings.HasPrefix(got, "HTTP/1.1 200") {
		checkkit.Fail(t, checkkit.Failure{Expected: "no 200", Got: got, Because: "the request never ended"})
	}
	idle.closed("there was no request for --idle-timeout 300ms")
	silent.closed("there was no request for --header-timeout 300ms")
	s.get("/v1/me").is(200, "others are served")
}

func TestBoundsTheHeader(t *testing.T) {
	s := start(t)
	s.get("/v1/me", "X-Large: "+strings.Repeat("x", 8<<10)).is(200, "a header has up to 16 KiB")
	for _, field := range []string{"X-Large: " + strings.Repeat("x", 64<<10), strings.Repeat("X-Many: x\r\n", 8000) + "X-Last: x"} {
		c := s.raw()
		c.send("GET /v1/me HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + s.token + "\r\n" + field + "\r\n\r\n")
		c.read("a header has up to 16 KiB").is(431, "a header has up to 16 KiB, and this is more; the answer is plain text")
		c.closed("after a 431 nobody knows where the next request begins")
	}
	for _, text := range []string{"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET /v1/me HTTP/1.1\r\n\r\n", "\r\n\r\nx\r\n\r\n"} {
		c := s.raw()
		c.send(text)
		if got := c.read("it ends with an empty line, but is no HTTP/1.1"); got.status != 400 && got.status != 505 {
			got.fail("400", strconv.Itoa(got.status), "it is no HTTP/1.1: %q", text)
		}
	}
	s.get("/v1/me").is(200, "others are served")
}

func TestSaysThatItIsFullAndGoesOn(t *testing.T) {
	s := start(t, "--max-size", strconv.Itoa(400<<10))
	r := checkkit.Rand(t)
	project := s.project(r.Word())
	first, k := s.issue(project, "first"), key(r)
	large := object{"title": "large", "body": strings.Repeat("x", 60_000)}
	var stored []string
	var refused *reply
	deadline := time.Now().Add(patience)
	for refused == nil && time.Now().Before(deadline) {
		if got := s.post(project+"/issues", large); got.status == 201 {
			stored = append(stored, got.location())
		} else {
			refused = got
		}
	}
	checkkit.True(t, "a POST is refused", refused != nil, "the database may have 400 KiB (--max-size), and %d issues of 60 kB were opened", len(stored))
	refused.problem("storage-full", "the database may have 400 KiB (--max-size)")
	s.post(project+"/issues", large, k).problem("storage-full", "the database may have 400 KiB (--max-size)")
	s.patch(first, object{"body": large["body"]}, "If-Match: *").problem("storage-full", "the database may have 400 KiB (--max-size)")
	s.get(first).is(200, "what is there can be read").has("body", "", "what was refused has changed nothing")
	checkkit.Equal(t, "the number of issues", len(s.items(project+"/issues")), len(stored)+1, "what was refused was not done")
	s.get("/readyz").is(200, "requests can be answered, if not all of them")
	s.delete(stored[0], "If-Match: *").is(204, "a DELETE needs no room")
	s.delete(stored[1], "If-Match: *").is(204, "a DELETE needs no room")
	s.post(project+"/issues", large, k).is(201, "there is room again, and the key was left free").has("number", len(stored)+2, "what was refused has taken no number")
}
