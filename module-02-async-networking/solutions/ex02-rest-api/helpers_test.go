package restapi

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"
	"github.com/pb33f/libopenapi-validator/config"
	"github.com/pb33f/libopenapi-validator/errors"
	"github.com/stretchr/testify/require"
	"go.uber.org/zap"
)

// stores are run by the same tests.
var stores = []string{"plain", "batch"}

// eachStore runs a test once with each store, on a server of its own.
func eachStore(t *testing.T, f func(*testing.T, *api)) {
	t.Helper()
	for _, name := range stores {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f(t, newAPI(t, Options{Store: name}))
		})
	}
}

// An api is a server in this process and its first user, an admin.
type api struct {
	*client
	options Options
	addr    string
	stop    func() error // once; later calls return the same
}

// newAPI starts a server with a new database, unless the options name one.
func newAPI(t *testing.T, o Options) *api {
	t.Helper()
	if o.Database == "" {
		o.Database = filepath.Join(t.TempDir(), "tracker.db")
	}
	token, err := AddUser(t.Context(), o.Database, "ann", true)
	require.NoError(t, err)
	a := startAPI(t, o)
	a.client = &client{t: t, base: "http://" + a.addr, token: token}
	return a
}

// startAPI starts a server that has users already.
func startAPI(t *testing.T, o Options) *api {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	a := &api{options: o, addr: listener.Addr().String()}
	ready := make(chan struct{})
	o.Ready = func() { close(ready) }
	if o.Logger == nil {
		o.Logger = zap.NewNop()
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- Serve(ctx, listener, o) }()
	select {
	case <-ready:
	case err := <-ended:
		cancel()
		require.NoError(t, err)
	}
	a.stop = sync.OnceValue(func() error {
		cancel()
		http.DefaultClient.CloseIdleConnections()
		return <-ended
	})
	t.Cleanup(func() { require.NoError(t, a.stop()) })
	return a
}

// A client sends requests as one user, and holds every request and response
// against the document.
type client struct {
	t     testing.TB
	base  string
	token string
}

// user makes another user with a client.
func (c *client) user(name string) *client {
	c.t.Helper()
	r := c.do("POST", "/v1/users", map[string]any{"name": name})
	r.is(201)
	return &client{t: c.t, base: c.base, token: r.get("token").(string)}
}

// A reply is a response that has been read.
type reply struct {
	t      testing.TB
	status int
	header http.Header
	body   []byte
	json   any
}

// do sends a body as it is if it is a string, as JSON otherwise, none if it is
// nil. header has names and values in turns.
func (c *client) do(method, path string, body any, header ...string) *reply {
	c.t.Helper()
	r, err := c.try(method, path, body, header...)
	require.NoError(c.t, err)
	return r
}

func (c *client) try(method, path string, body any, header ...string) (*reply, error) {
	c.t.Helper()
	data := encodeBody(c.t, body)
	newRequest := func() *http.Request {
		r, err := http.NewRequest(method, c.base+path, bytes.NewReader(data))
		require.NoError(c.t, err)
		if body == nil {
			r.Body, r.ContentLength = http.NoBody, 0
		} else {
			r.Header.Set("Content-Type", "application/json")
		}
		if c.token != "" {
			r.Header.Set("Authorization", "Bearer "+c.token)
		}
		for i := 0; i < len(header); i += 2 {
			if header[i+1] == "" {
				r.Header.Del(header[i])
			} else {
				r.Header.Set(header[i], header[i+1])
			}
		}
		return r
	}
	response, err := http.DefaultClient.Do(newRequest())
	if err != nil {
		return nil, err
	}
	got, err := io.ReadAll(response.Body)
	require.NoError(c.t, response.Body.Close())
	if err != nil {
		return nil, err
	}
	response.Body = io.NopCloser(bytes.NewReader(got))
	r := &reply{t: c.t, status: response.StatusCode, header: response.Header, body: got}
	if strings.Contains(response.Header.Get("Content-Type"), "json") && len(got) > 0 {
		require.NoError(c.t, json.Unmarshal(got, &r.json), "%s", got)
	}
	validate(c.t, newRequest(), response, r)
	return r, nil
}

func encodeBody(t testing.TB, body any) []byte {
	switch b := body.(type) {
	case nil:
		return nil
	case string:
		return []byte(b)
	default:
		data, err := json.Marshal(b)
		require.NoError(t, err)
		return data
	}
}

func (r *reply) is(status int) *reply {
	r.t.Helper()
	require.Equal(r.t, status, r.status, "%s", r.body)
	return r
}

// problem checks the status and the type, and returns what errors names.
func (r *reply) problem(k kind) []string {
	r.t.Helper()
	r.is(k.status)
	require.Equal(r.t, "/problems/"+k.name, r.get("type"), "%s", r.body)
	var names []string
	list, _ := r.get("errors").([]any)
	for _, e := range list {
		e := e.(map[string]any)
		name, ok := e["pointer"].(string)
		if !ok {
			name = e["parameter"].(string)
		}
		names = append(names, name)
	}
	return names
}

func (r *reply) get(name string) any {
	r.t.Helper()
	object, ok := r.json.(map[string]any)
	require.True(r.t, ok, "%d %s", r.status, r.body)
	return object[name]
}

func (r *reply) etag() string { return r.header.Get("ETag") }

func (r *reply) items() []map[string]any {
	r.t.Helper()
	list, ok := r.get("items").([]any)
	require.True(r.t, ok, "%s", r.body)
	items := make([]map[string]any, len(list))
	for i := range list {
		items[i] = list[i].(map[string]any)
	}
	return items
}

// document is the validator, made once; it may be used by many.
var document = sync.OnceValues(func() (validator.Validator, error) {
	d, err := libopenapi.NewDocument(openAPI)
	if err != nil {
		return nil, err
	}
	v, errs := validator.NewValidator(d, config.WithFormatAssertions(), config.WithScalarCoercion())
	if len(errs) > 0 {
		return nil, fmt.Errorf("%v", errs)
	}
	return v, nil
})

// validate holds an exchange against the document: a response must be as the
// operation says; a request that was taken must be one that it allows.
func validate(t testing.TB, request *http.Request, response *http.Response, r *reply) {
	t.Helper()
	v, err := document()
	require.NoError(t, err)
	require.Regexp(t, `^[A-Za-z0-9._-]{1,64}$`, r.header.Get("X-Request-Id"))
	if r.status >= 400 {
		validateProblem(t, r)
	}
	if !documented(request, r) {
		return
	}
	_, errs := v.ValidateHttpResponse(request, response)
	require.Empty(t, describe(errs), "%s %s: %d %s", request.Method, request.URL, r.status, r.body)
	if r.status < 400 {
		_, errs := v.ValidateHttpRequestSync(request)
		require.Empty(t, describe(errs), "%s %s was taken: %d", request.Method, request.URL, r.status)
	}
}

// documented leaves out what is about operations that the document doesn't have.
func documented(request *http.Request, r *reply) bool {
	if r.status == http.StatusMethodNotAllowed || request.Method == http.MethodHead || request.Method == http.MethodOptions {
		return false
	}
	return r.status != http.StatusNotFound || pathPattern(request.URL.Path) != ""
}

// pathPattern is the path in the document that the path is one of, or "".
func pathPattern(path string) string {
	parts := strings.Split(path, "/")
	for _, pattern := range documentPaths() {
		p := strings.Split(pattern, "/")
		same := len(p) == len(parts)
		for i := 0; same && i < len(p); i++ {
			same = p[i] == parts[i] || strings.HasPrefix(p[i], "{") && parts[i] != ""
		}
		if same {
			return pattern
		}
	}
	return ""
}

func validateProblem(t testing.TB, r *reply) {
	t.Helper()
	if len(r.body) == 0 { // the answer to a HEAD
		return
	}
	require.Equal(t, "application/problem+json", r.header.Get("Content-Type"))
	require.Equal(t, r.header.Get("X-Request-Id"), r.get("request_id"))
	require.EqualValues(t, r.status, r.get("status"))
	require.Contains(t, string(openAPI), "| "+r.get("type").(string)+" | "+fmt.Sprint(r.status)+" |")
}

func describe(errs []*errors.ValidationError) []string {
	var list []string
	for _, e := range errs {
		text := e.Message + ": " + e.Reason
		for _, s := range e.SchemaValidationErrors {
			text += "; " + s.Reason
		}
		list = append(list, text)
	}
	slices.Sort(list)
	return list
}

// within fails the test if f has not returned after a minute, which says that it
// never will.
func within(t *testing.T, what string, f func()) {
	t.Helper()
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	select {
	case <-done:
	case <-time.After(time.Minute):
		t.Fatal(what + " does not end")
	}
}

// limit is for what happens at once unless it never does.
const limit = time.Minute

func readAll(t *testing.T, r io.Reader) string {
	t.Helper()
	data, err := io.ReadAll(r)
	require.NoError(t, err)
	return string(data)
}

// goroutines counts those that belong to a server or a database.
func goroutines() int {
	stacks := make([]byte, 1<<20)
	stacks = stacks[:runtime.Stack(stacks, true)]
	count := 0
	for g := range strings.SplitSeq(string(stacks), "\n\n") {
		if strings.Contains(g, "restapi.Serve(") || strings.Contains(g, "net/http.(*conn)") ||
			strings.Contains(g, "internal/store.") || strings.Contains(g, "database/sql.") {
			count++
		}
	}
	return count
}
