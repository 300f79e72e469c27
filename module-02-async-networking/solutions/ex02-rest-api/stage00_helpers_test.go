package restapi_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"systems.course/checkkit"
)

// patience is how long a check waits for what must come. It is no measure of
// speed: a machine that does ten things at once needs a while.
const patience = 10 * time.Second

// A tracker is the program under check, and the first user of its database.
type tracker struct {
	*checkkit.Program
	*client // of ann, who is an admin
	t       *testing.T
	db      string
}

// start makes a database with the admin ann and starts cmd/restapi on it,
// without a rate limit unless args set one.
func start(t *testing.T, args ...string) *tracker {
	t.Helper()
	db := filepath.Join(t.TempDir(), "tracker.db")
	token := addUser(t, db, "ann", "--admin")
	return startOn(t, db, token, args...)
}

// startOn starts cmd/restapi on a database that is there. With RESTAPI_STORE=batch
// in the environment, all checks run with --store batch.
func startOn(t *testing.T, db, token string, args ...string) *tracker {
	t.Helper()
	p := checkkit.Start(t, "restapi", serveArgs(db, args...)...)
	return &tracker{p, newClient(t, p.Addr, token), t, db}
}

func serveArgs(db string, args ...string) []string {
	all := []string{"--db", db, "--rate", "0", "--log-level", "warn"}
	if store := os.Getenv("RESTAPI_STORE"); store != "" {
		all = append(all, "--store", store)
	}
	return append(all, args...)
}

// addUser runs `restapi user add` and returns the token.
func addUser(t *testing.T, db, name string, args ...string) string {
	t.Helper()
	command := append([]string{"user", "add", name, "--db", db}, args...)
	got := checkkit.Run(t, "restapi", command...)
	if got.Code != 0 || !isToken(strings.TrimSuffix(got.Stdout, "\n")) {
		checkkit.Fail(t, checkkit.Failure{
			Expected: "restapi " + strings.Join(command, " ") + " to print a token, it_ and 43 characters of base64url, and to end with exit code 0",
			Got:      fmt.Sprintf("exit code %d, on standard output %q, on standard error %q", got.Code, clip(got.Stdout), clip(got.Stderr)),
			Because:  "the command makes the user, and the database too if there is none",
		})
	}
	return strings.TrimSuffix(got.Stdout, "\n")
}

// again starts the program anew on the same database.
func (s *tracker) again(args ...string) *tracker {
	s.t.Helper()
	return startOn(s.t, s.db, s.token, args...)
}

// user makes a user who is no admin, and returns a client with the new token.
func (s *tracker) user(name string) *client {
	s.t.Helper()
	return newClient(s.t, s.Addr, addUser(s.t, s.db, name))
}

// project makes a project and returns its path.
func (c *client) project(key string) string {
	c.t.Helper()
	c.post("/v1/projects", object{"key": key, "name": "Project " + key}).
		is(201, "POST /v1/projects makes a project")
	return "/v1/projects/" + key
}

// issue opens an issue and returns its path.
func (c *client) issue(project, title string) string {
	c.t.Helper()
	r := c.post(project+"/issues", object{"title": title}).is(201, "POST to a project's issues opens one")
	return r.location()
}

type object = map[string]any

// A client talks to one server with one token. Its methods are for the check's
// own goroutine, but for try, and end the check when something is not as it must
// be.
type client struct {
	t     *testing.T
	addr  string
	token string // "" for none
	http  *http.Client
}

func newClient(t *testing.T, addr, token string) *client {
	transport := &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true}
	t.Cleanup(transport.CloseIdleConnections)
	return &client{t, addr, token, &http.Client{
		Transport: transport, Timeout: patience,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// nobody is a client of the same server without a token.
func (c *client) nobody() *client { return &client{c.t, c.addr, "", c.http} }

func (c *client) get(path string, header ...string) *reply {
	c.t.Helper()
	return c.do("GET", path, nil, header...)
}

func (c *client) post(path string, body any, header ...string) *reply {
	c.t.Helper()
	return c.do("POST", path, body, header...)
}

func (c *client) patch(path string, body any, header ...string) *reply {
	c.t.Helper()
	return c.do("PATCH", path, body, header...)
}

func (c *client) put(path string, body any, header ...string) *reply {
	c.t.Helper()
	return c.do("PUT", path, body, header...)
}

func (c *client) delete(path string, header ...string) *reply {
	c.t.Helper()
	return c.do("DELETE", path, nil, header...)
}

// do sends a request and reads the answer, which must be as the contract has it
// for every answer.
func (c *client) do(method, path string, body any, header ...string) *reply {
	c.t.Helper()
	r, err := c.try(method, path, body, header...)
	if err != nil {
		checkkit.Fail(c.t, checkkit.Failure{
			Expected: "an answer to\n" + r.sent, Got: "the error " + err.Error(),
			Because: "the server listens at " + c.addr + ", and a request that is HTTP is answered",
		})
	}
	r.examine()
	return r
}

// try is do for any goroutine: what is in the way is an error, and nobody has
// looked at the answer. The body is nil, a string that is sent as it is, or a
// value to be sent as JSON. A header is "Name: value"; with an empty value, that
// field is not sent.
func (c *client) try(method, path string, body any, header ...string) (*reply, error) {
	text, err := encode(body)
	r := &reply{t: c.t, method: method, sent: method + " " + path + "\n" + strings.Join(header, "\n") + "\n" + clip(text)}
	if err != nil {
		return r, err
	}
	request, err := http.NewRequest(method, "http://"+c.addr+path, strings.NewReader(text))
	if err != nil {
		return r, err
	}
	if c.token != "" {
		request.Header.Set("Authorization", "Bearer "+c.token)
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	for _, field := range header {
		name, value, _ := strings.Cut(field, ": ")
		request.Header.Del(name)
		if value != "" {
			request.Header.Set(name, value)
		}
	}
	response, err := c.http.Do(request)
	if err != nil {
		return r, err
	}
	r.status, r.header = response.StatusCode, response.Header
	r.body, err = io.ReadAll(io.LimitReader(response.Body, 16<<20))
	if json.Unmarshal(r.body, &r.json) != nil {
		r.json = nil // examine says whether it should have been JSON
	}
	return r, errors.Join(err, response.Body.Close())
}

func encode(body any) (string, error) {
	switch body := body.(type) {
	case nil:
		return "", nil
	case string:
		return body, nil
	}
	text, err := json.Marshal(body)
	return string(text), err
}

// together calls f n times at once, in goroutines, and returns what came of it. An
// error ends the check.
func together(t *testing.T, n int, f func(i int) (*reply, error)) []*reply {
	t.Helper()
	replies, failed := make([]*reply, n), make([]error, n)
	begin := make(chan struct{})
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			<-begin
			replies[i], failed[i] = f(i)
		})
	}
	close(begin)
	all.Wait() // each request has its time-out
	for i, err := range failed {
		checkkit.NoError(t, fmt.Sprintf("request %d of %d at once", i+1, n), err, "requests that come at the same time are answered like others")
		replies[i].examine()
	}
	return replies
}

// count returns how many replies have each status.
func count(replies []*reply) map[int]int {
	n := map[int]int{}
	for _, r := range replies {
		n[r.status]++
	}
	return n
}

// items reads a list to its end, page by page.
func (c *client) items(list string) []object {
	c.t.Helper()
	var items []object
	for path := list; path != ""; {
		p := c.get(path).page()
		items = append(items, p.items...)
		if len(items) > 10_000 {
			checkkit.Fail(c.t, checkkit.Failure{
				Expected: "the list " + list + " to end", Got: "more than 10000 items, over and over",
				Because: "the last page has next_cursor null",
			})
		}
		path = ""
		if p.next != "" {
			path = with(list, "cursor="+url.QueryEscape(p.next))
		}
	}
	return items
}

// with adds a parameter to a path.
func with(path, parameter string) string {
	if strings.Contains(path, "?") {
		return path + "&" + parameter
	}
	return path + "?" + parameter
}

// sentence returns some words with blanks between, and what is special to others.
func sentence(r *checkkit.Random) string {
	return strings.Join(r.Words(3), " ") + `: "` + strings.Join(r.Words(2), "' é ") + `"`
}

// clip shortens a long text in its middle.
func clip(text string) string {
	if len(text) > 700 {
		return fmt.Sprintf("%s … %s (%d bytes)", text[:500], text[len(text)-60:], len(text))
	}
	return text
}
