package restapi

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/stretchr/testify/require"
)

// spec is the document as a tree.
var spec = sync.OnceValue(func() map[string]any {
	var d map[string]any
	if err := yaml.Unmarshal(openAPI, &d); err != nil {
		panic(err)
	}
	return d
})

var documentPaths = sync.OnceValue(func() []string {
	var list []string
	for path := range spec()["paths"].(map[string]any) {
		list = append(list, path)
	}
	slices.Sort(list)
	return list
})

func TestTheDocumentIsOpenAPI(t *testing.T) {
	v, err := document()
	require.NoError(t, err)
	_, errs := v.ValidateDocument()
	require.Empty(t, describe(errs))
}

// Each path has exactly the document's methods: any other is a 405 whose Allow
// says so.
func TestRoutesAreTheDocuments(t *testing.T) {
	a := newAPI(t, Options{})
	for path, item := range spec()["paths"].(map[string]any) {
		allow := []string{"OPTIONS"}
		for name := range item.(map[string]any) {
			if name != "parameters" {
				allow = append(allow, strings.ToUpper(name))
			}
			if name == "get" {
				allow = append(allow, "HEAD")
			}
		}
		slices.Sort(allow)
		path = strings.NewReplacer("{number}", "1", "{comment}", "1", "{", "", "}", "").Replace(path)
		r := a.do("TRACE", path, nil)
		r.problem(methodNotAllowed)
		require.Equal(t, strings.Join(allow, ", "), r.header.Get("Allow"), path)
		require.Equal(t, r.header.Get("Allow"), a.do("OPTIONS", path, nil).is(204).header.Get("Allow"))
	}
}

func TestOperations(t *testing.T) {
	eachStore(t, func(t *testing.T, a *api) {
		nobody := &client{t: t, base: a.base}
		require.Equal(t, openAPI, nobody.do("GET", "/openapi.yaml", nil).is(200).body)
		require.Equal(t, "3.1.0", nobody.do("GET", "/openapi.json", nil).is(200).get("openapi"))
		nobody.do("GET", "/healthz", nil).is(200)
		nobody.do("GET", "/readyz", nil).is(200)
		require.Empty(t, nobody.do("HEAD", "/healthz", nil).is(200).body)
		for _, path := range []string{"/", "/v1", "/v1/", "/v1/none", "/v1//me", "/v1/../v1/me", "/healthz/", "/%2e%2e/healthz"} {
			nobody.do("GET", path, nil).problem(notFound)
		}
		a.do("GET", "/v1/me", nil).is(200)
		metrics := string(nobody.do("GET", "/metrics", nil).is(200).body)
		require.Contains(t, metrics, `http_requests_total{method="GET",route="/v1/me",status="200"} 1`)
		require.Contains(t, metrics, `route="none"`)
		require.NotContains(t, metrics, "/v1/none", "a client must not make series")
	})
}

func TestRequestIDs(t *testing.T) {
	a := newAPI(t, Options{})
	seen := map[string]bool{}
	for _, sent := range []string{"", "a b", "ü", strings.Repeat("x", 65), "<script>"} {
		id := a.do("GET", "/healthz", nil, "X-Request-Id", sent).header.Get("X-Request-Id")
		require.NotEqual(t, sent, id)
		require.False(t, seen[id])
		seen[id] = true
	}
	for _, sent := range []string{"a", "A.b_c-9", strings.Repeat("x", 64)} {
		require.Equal(t, sent, a.do("GET", "/none", nil, "X-Request-Id", sent).get("request_id"))
	}
}

func TestTokens(t *testing.T) {
	eachStore(t, func(t *testing.T, a *api) {
		require.Equal(t, "ann", a.do("GET", "/v1/me", nil).is(200).get("name"))
		token := a.token
		for _, wrong := range []string{"", "Bearer", "Bearer ", "Basic " + token, "Bearer " + token + "x", "Bearer it_", token,
			"Bearer " + strings.ToUpper(token), "Bearer it_' OR 1=1 --"} {
			r := (&client{t: t, base: a.base}).do("GET", "/v1/me", nil, "Authorization", wrong)
			r.problem(unauthenticated)
			require.True(t, strings.HasPrefix(r.header.Get("WWW-Authenticate"), "Bearer"))
		}
		a.do("GET", "/v1/me", nil, "Authorization", "bearer "+token).is(200)

		bo := a.user("bo")
		bo.do("POST", "/v1/users", map[string]any{"name": "cy"}).problem(forbidden)
		require.Equal(t, []string{"/name"}, a.do("POST", "/v1/users", map[string]any{"name": "bo"}).problem(conflict))
		a.do("POST", "/v1/users", map[string]any{"name": "cy"}, "Idempotency-Key", "k").problem(keyRefused)
		require.Equal(t, []string{"/admin", "/name"}, a.do("POST", "/v1/users", map[string]any{"name": "B", "admin": 1}).problem(invalid))

		bo.do("POST", "/v1/users/ann/token", nil).problem(forbidden)
		r := bo.do("POST", "/v1/users/bo/token", nil).is(201)
		require.Equal(t, "no-store", r.header.Get("Cache-Control"))
		bo.do("GET", "/v1/me", nil).problem(unauthenticated)
		bo.token = r.get("token").(string)
		bo.do("GET", "/v1/me", nil).is(200)
		a.do("POST", "/v1/users/none/token", nil).problem(notFound)
		a.do("GET", "/v1/users/none", nil).problem(notFound)
		require.Equal(t, "bo", bo.do("GET", "/v1/users/bo", nil).is(200).get("name"))
	})
}

// The token that the database has is its hash and not the token.
func TestTheDatabaseHasNoToken(t *testing.T) {
	a := newAPI(t, Options{})
	bo := a.user("bo")
	require.NoError(t, a.stop())
	data := readFile(t, a.options.Database)
	require.Contains(t, data, "bo")
	require.NotContains(t, data, a.token)
	require.NotContains(t, data, bo.token)
}

func TestProjects(t *testing.T) {
	eachStore(t, func(t *testing.T, a *api) {
		r := a.do("POST", "/v1/projects", map[string]any{"key": "shop", "name": "The shop"}).is(201)
		require.Equal(t, "/v1/projects/shop", r.header.Get("Location"))
		first := r.etag()
		r = a.do("GET", "/v1/projects/shop", nil).is(200)
		require.Equal(t, first, r.etag())
		a.do("GET", "/v1/projects/shop", nil, "If-None-Match", `"0-0", W/`+first).is(304)
		a.do("GET", "/v1/projects/shop", nil, "If-None-Match", "*").is(304)
		a.do("GET", "/v1/projects/shop", nil, "If-None-Match", "x").problem(malformed)
		a.do("GET", "/v1/projects/shop", nil, "If-Match", `"0-0"`).problem(stale)
		a.do("GET", "/v1/projects/shop", nil, "If-Match", `"0-0", `+first).is(200)
		a.do("GET", "/v1/me", nil, "If-Match", `"0-0"`).problem(stale)
		a.do("POST", "/v1/projects", map[string]any{"key": "shop", "name": "Another"}).problem(conflict)

		require.Equal(t, first, a.do("PATCH", "/v1/projects/shop", map[string]any{"name": "The shop"}).is(200).etag())
		second := a.do("PATCH", "/v1/projects/shop", map[string]any{"description": "x"}, "If-Match", first).is(200).etag()
		require.NotEqual(t, first, second)
		require.Equal(t, second, a.do("PATCH", "/v1/projects/shop", map[string]any{"name": "y"}, "If-Match", first).is(412).etag())
		a.do("PATCH", "/v1/projects/shop", map[string]any{"name": "y"}, "If-Match", "W/"+second).problem(stale)
		a.do("DELETE", "/v1/projects/shop", nil, "If-Match", first).problem(stale)

		bo := a.user("bo")
		bo.do("PATCH", "/v1/projects/shop", map[string]any{"name": "y"}).problem(forbidden)
		bo.do("DELETE", "/v1/projects/shop", nil).problem(forbidden)
		a.do("POST", "/v1/projects/shop/issues", map[string]any{"title": "t"}).is(201)
		a.do("DELETE", "/v1/projects/shop", nil, "If-Match", second).is(204)
		a.do("GET", "/v1/projects/shop", nil).problem(notFound)
		a.do("GET", "/v1/projects/shop/issues/1", nil).problem(notFound)
		bo.do("POST", "/v1/projects", map[string]any{"key": "shop", "name": "The shop"}).is(201)
		require.NotEqual(t, first, a.do("GET", "/v1/projects/shop", nil).etag(), "it is another one")
		require.Equal(t, http.StatusNoContent, a.do("DELETE", "/v1/projects/shop", nil).status, "an admin may")
	})
}
