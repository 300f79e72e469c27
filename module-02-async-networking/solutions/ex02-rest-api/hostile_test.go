package restapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"systems.course/checkkit"
)

func TestHostileJSON(t *testing.T) {
	eachStore(t, func(t *testing.T, a *api) {
		for _, body := range []string{
			"", " ", "{", `{"key":`, `{"key":"a","name":"b"`, `{"key":"a","name":"b"}}`, `{"key":"a","name":"b"} x`, `{"key":"a","name":"b"}{}`,
			`{"key":"a","key":"b","name":"c"}`, `{"key":"a","name":"b","x":{"y":1,"y":2}}`, `{'key':'a'}`, `{key:"a"}`, `{"key":"a",}`,
			"{\"key\":\"a\",\"name\":\"\xff\"}", `{"key":"a","name":"\ud800"}`, `{"key":"a","name":"\udc00\ud800"}`, "{\"key\":\"a\",\"name\":\"\x00\"}",
			"\xef\xbb\xbf{}", `{"key":"a","name":NaN}`, `{"x":01}`, strings.Repeat("[", 1000), strings.Repeat(`{"a":`, 17) + "1" + strings.Repeat("}", 17),
		} {
			a.do("POST", "/v1/projects", body).problem(malformed)
		}
		for _, body := range []string{"null", "1", `"x"`, "[]", "true", "[{}]"} {
			require.Equal(t, []string{""}, a.do("POST", "/v1/projects", body).problem(invalid))
		}
		a.do("POST", "/v1/projects", `{"key":"pair","name":"\ud83d\ude00"}`).is(201)
		require.Equal(t, "😀", a.do("GET", "/v1/projects/pair", nil).get("name"))
		require.Len(t, a.do("GET", "/v1/projects", nil).items(), 1)
	})
}

func TestMediaTypes(t *testing.T) {
	a := newAPI(t, Options{})
	body := map[string]any{"key": "a", "name": "b"}
	for _, wrong := range []string{"", "text/plain", "application/json; charset=latin1", "application/jsonx", "application/x-www-form-urlencoded", "json", "a/b; c"} {
		a.do("POST", "/v1/projects", body, "Content-Type", wrong).problem(wrongMediaType)
	}
	a.do("POST", "/v1/projects", body, "Content-Type", "Application/JSON; charset=UTF-8").is(201)
}

// The server takes a body if and only if the document allows it.
func TestBodiesAgreeWithTheDocument(t *testing.T) {
	a := newAPI(t, Options{Store: "batch", Sync: "normal"})
	a.project("shop", "bug", "ui")
	a.do("POST", "/v1/projects/shop/issues", map[string]any{"title": "t"}).is(201)
	v, err := document()
	require.NoError(t, err)
	random := checkkit.Rand(t)
	values := []any{nil, true, 1, 1.5, "", " ", "a", "A", "bug", "ann", "open", "closed", "none", "#00ff00", "#00FF00", "a\nb", "a\x00b", "\u00a0", "é", "😀",
		strings.Repeat("x", 50), strings.Repeat("x", 51), strings.Repeat("é", 200), strings.Repeat("é", 201), strings.Repeat("😀", 65536),
		strings.Repeat("x", 65537), []any{}, []any{"bug"}, []any{"ui", "bug"}, []any{"bug", "bug"}, []any{1}, []any{nil}, map[string]any{}}
	targets := []struct {
		method, path string
		members      []string
	}{
		{"POST", "/v1/projects", []string{"key", "name", "description", "extra"}},
		{"PATCH", "/v1/projects/shop", []string{"name", "description", "key"}},
		{"POST", "/v1/projects/shop/issues", []string{"title", "body", "assignee", "labels", "state"}},
		{"PATCH", "/v1/projects/shop/issues/1", []string{"title", "body", "assignee", "state", "labels"}},
		{"PUT", "/v1/projects/shop/issues/1/labels", []string{"labels", "extra"}},
		{"POST", "/v1/projects/shop/issues/1/comments", []string{"body", "extra"}},
		{"POST", "/v1/projects/shop/labels", []string{"name", "color", "description"}},
		{"POST", "/v1/users", []string{"name", "admin"}},
	}
	taken, refused := 0, 0
	for range 1500 {
		target := targets[random.IntN(len(targets))]
		body := map[string]any{}
		for _, name := range target.members {
			if random.IntN(3) > 0 {
				body[name] = values[random.IntN(len(values))]
			}
		}
		if text, ok := body["assignee"].(string); ok && text != "ann" {
			body["assignee"] = "ann" // whether the user exists is not the document's
		}
		if _, ok := body["labels"].([]any); !ok && random.IntN(2) == 0 {
			delete(body, "labels")
		}
		data, err := json.Marshal(body)
		require.NoError(t, err)
		request, err := http.NewRequest(target.method, a.base+target.path, bytes.NewReader(data))
		require.NoError(t, err)
		for name, value := range map[string]string{"Content-Type": "application/json", "If-Match": "*", "Authorization": "Bearer " + a.token} {
			request.Header.Set(name, value)
		}
		allowed, _ := v.ValidateHttpRequestSync(request)
		r := a.do(target.method, target.path, string(data), "If-Match", "*")
		if allowed {
			taken++
			require.Contains(t, []int{200, 201, 409}, r.status, "%s %s %.300s: %.300s", target.method, target.path, data, r.body)
		} else {
			refused++
			require.Equal(t, 422, r.status, "%s %s %.300s: %.300s", target.method, target.path, data, r.body)
		}
	}
	require.Greater(t, taken, 50)
	require.Greater(t, refused, 50)
}

// Whatever is sent is text, and comes back as it was.
func TestSQLInEveryField(t *testing.T) {
	eachStore(t, func(t *testing.T, a *api) {
		path := a.project("shop", "bug")
		for _, attack := range []string{
			`'; DROP TABLE issues; --`, `" OR ""="`, `' OR '1'='1`, `\'; DELETE FROM users; --`, `%`, `_`, `${jndi}`, `?1`, `:name`, `@x`, "`id`", `x'00'`, `') --`,
		} {
			a.do("POST", "/v1/projects", map[string]any{"key": attack, "name": attack}).problem(invalid)
			r := a.do("POST", path+"/issues", map[string]any{"title": attack, "body": attack}).is(201)
			require.Equal(t, attack, a.do("GET", r.header.Get("Location"), nil).get("title"))
			r2 := a.do("POST", r.header.Get("Location")+"/comments", map[string]any{"body": attack}).is(201)
			require.Equal(t, attack, a.do("GET", r2.header.Get("Location"), nil).get("body"))
			a.do("PATCH", path, map[string]any{"name": attack, "description": attack}).is(200)
			a.do("PATCH", path+"/labels/bug", map[string]any{"description": attack}).is(200)
			a.do("POST", path+"/labels", map[string]any{"name": attack}).problem(invalid)
			a.do("POST", path+"/issues", map[string]any{"title": "t", "assignee": attack}).problem(invalid)
			a.do("POST", path+"/issues", map[string]any{"title": "t"}, "Idempotency-Key", strings.ReplaceAll(attack, " ", "+")).is(201)
			escaped := url.PathEscape(attack)
			a.do("GET", "/v1/projects/"+escaped, nil).problem(notFound)
			a.do("GET", "/v1/users/"+escaped, nil).problem(notFound)
			a.do("GET", path+"/labels/"+escaped, nil).problem(notFound)
			a.do("GET", path+"/issues/"+escaped, nil).problem(notFound)
			q := url.QueryEscape(attack)
			found := a.do("GET", path+"/issues?sort=number&order=desc&q="+q, nil).is(200).items()
			require.Equal(t, attack, found[0]["title"])
			for _, name := range []string{"state", "sort", "order", "assignee", "label", "cursor", "limit"} {
				a.do("GET", path+"/issues?"+name+"="+q, nil).problem(invalidParameter)
			}
			a.do("GET", "/v1/me", nil, "Authorization", "Bearer it_"+attack).problem(unauthenticated)
		}
		require.Len(t, a.do("GET", path+"/issues?limit=100", nil).items(), 26)
	})
}

func TestBodyLimit(t *testing.T) {
	a := newAPI(t, Options{})
	path := a.project("shop") + "/issues"
	a.do("POST", path, `{"title":"t"`+strings.Repeat(" ", maxBody-13)+`}`).is(201)
	a.do("POST", path, `{"title":"t"`+strings.Repeat(" ", maxBody-12)+`}`).problem(tooLarge)
	// Chunked: nobody says how much will come.
	request, err := http.NewRequest("POST", a.base+path, io.MultiReader(strings.NewReader("{"), endless{}))
	require.NoError(t, err)
	request.Header.Set("Authorization", "Bearer "+a.token)
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	require.Equal(t, 413, response.StatusCode)
	require.NoError(t, response.Body.Close())
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

// exchange writes to a connection of its own and returns all that comes until the
// server closes it.
func exchange(t *testing.T, addr string, write func(net.Conn)) string {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	require.NoError(t, err)
	write(conn)
	var got []byte
	within(t, "the connection", func() { got, _ = io.ReadAll(conn) }) // a reset is an end too
	require.NoError(t, conn.Close())
	return string(got)
}

func TestSlowClientsAreCutOff(t *testing.T) {
	a := newAPI(t, Options{HeaderTimeout: 50 * time.Millisecond, ReadTimeout: 200 * time.Millisecond})
	silent := exchange(t, a.addr, func(net.Conn) {})
	require.Empty(t, silent)
	half := exchange(t, a.addr, func(c net.Conn) { sendRaw(c, "GET /healthz HTTP/1.1\r\nHost:") })
	require.NotContains(t, half, "200")
	body := exchange(t, a.addr, func(c net.Conn) {
		sendRaw(c, "POST /v1/projects HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "+a.token+
			"\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{")
	})
	require.Contains(t, body, "HTTP/1.1 408 ")
	require.Contains(t, body, "/problems/request-timeout")
	a.do("GET", "/v1/me", nil).is(200)
}

func TestHeaderBomb(t *testing.T) {
	a := newAPI(t, Options{})
	bomb := exchange(t, a.addr, func(c net.Conn) {
		sendRaw(c, "GET /healthz HTTP/1.1\r\nHost: x\r\nX: "+strings.Repeat("x", maxHeader)+"\r\n\r\n")
	})
	require.Contains(t, bomb, "HTTP/1.1 431 ")
	many := exchange(t, a.addr, func(c net.Conn) {
		sendRaw(c, "GET /healthz HTTP/1.1\r\nHost: x\r\n"+strings.Repeat("X: y\r\n", maxHeader/6)+"\r\n")
	})
	require.Contains(t, many, "HTTP/1.1 431 ")
	for _, garbage := range []string{"\x00\x01\x02\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n"} {
		require.Contains(t, exchange(t, a.addr, func(c net.Conn) { sendRaw(c, garbage) }), "HTTP/1.1 400 ")
	}
	a.do("GET", "/healthz", nil, "X", strings.Repeat("x", maxHeader-1024)).is(200)
}

func sendRaw(c net.Conn, text string) {
	if _, err := io.WriteString(c, text); err != nil {
		return // the server has cut it off already
	}
}

func TestRateLimit(t *testing.T) {
	eachStoreWith(t, Options{Rate: 0.001, Burst: 3}, func(t *testing.T, a *api) {
		for left := 2; left >= 0; left-- {
			r := a.do("GET", "/v1/me", nil).is(200)
			require.Equal(t, `"default";q=3;w=3000`, r.header.Get("RateLimit-Policy"))
			require.True(t, strings.HasPrefix(r.header.Get("RateLimit"), fmt.Sprintf(`"default";r=%d;t=`, left)), r.header.Get("RateLimit"))
		}
		r := a.do("GET", "/v1/me", nil)
		r.problem(rateLimited)
		require.NotEmpty(t, r.header.Get("Retry-After"))
		a.do("GET", "/healthz", nil).is(200)

		nobody := &client{t: t, base: a.base}
		for range 3 {
			nobody.do("GET", "/v1/me", nil).problem(unauthenticated)
		}
		nobody.do("GET", "/v1/me", nil).problem(rateLimited)
	})
}

func eachStoreWith(t *testing.T, o Options, f func(*testing.T, *api)) {
	t.Helper()
	for _, name := range stores {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := o
			o.Store = name
			f(t, newAPI(t, o))
		})
	}
}

// A client that leaves in the middle of its body harms nobody.
func TestClientsThatLeave(t *testing.T) {
	a := newAPI(t, Options{Store: "batch"})
	for range 20 {
		conn, err := net.Dial("tcp", a.addr)
		require.NoError(t, err)
		sendRaw(conn, "POST /v1/projects HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "+a.token+
			"\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{")
		require.NoError(t, conn.Close())
	}
	a.do("GET", "/v1/me", nil).is(200)
	require.Empty(t, a.do("GET", "/v1/projects", nil).items())
}
