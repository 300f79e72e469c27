package notify_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"systems.course/checkkit"
)

// patience is how long a check waits for what must come. It is no measure of
// speed: a machine that does ten things at once needs a while.
const patience = 10 * time.Second

// secrets is the tokens that start gives the program, by user. Each may
// subscribe, but for press, who may publish only, and clerk, who may do nothing
// but look at the metrics.
var secrets = map[string]string{
	"alice": "alice:has:colons", "bob": "b0b-has-one", "carol": "carol.has.one",
	"press": "press-publishes", "clerk": "clerk-counts",
}

// A server is the program under check.
type server struct {
	*checkkit.Program
	t   *testing.T
	web *http.Client
}

// start starts cmd/notify with a token for each user and 1 as the first id,
// unless args say otherwise.
func start(t *testing.T, args ...string) *server {
	t.Helper()
	flags := []string{"--first-id", "1"}
	for _, user := range slices.Sorted(maps.Keys(secrets)) {
		rights := map[string]string{"press": "publish", "clerk": "metrics"}[user]
		if rights == "" {
			rights = "subscribe,publish"
		}
		flags = append(flags, "--token", user+":"+rights+":"+secrets[user])
	}
	transport := &http.Transport{MaxIdleConnsPerHost: 16}
	t.Cleanup(transport.CloseIdleConnections)
	return &server{checkkit.Start(t, "notify", append(flags, args...)...), t, &http.Client{Transport: transport, Timeout: patience}}
}

// An answer is what came of an HTTP request.
type answer struct {
	status int
	header http.Header
	body   string
}

func (a answer) String() string {
	return fmt.Sprintf("%d, Content-Type %q, body %s", a.status, a.header.Get("Content-Type"), clip(a.body))
}

// A call is an HTTP request.
type call struct {
	method, path string
	user         string // whose token; "" for none
	media        string // Content-Type; "" for none
	body         string
	header       []string // names and values in turn
}

func (c call) String() string {
	s := c.method + " " + c.path
	if c.user != "" {
		s += " with " + c.user + "'s token"
	}
	if c.media != "" {
		s += " as " + c.media
	}
	if c.body != "" {
		s += " and the body " + clip(c.body)
	}
	return s
}

// try sends a request. It may be called from any goroutine.
func (s *server) try(c call) (answer, error) {
	req, err := http.NewRequest(c.method, "http://"+s.Addr+c.path, strings.NewReader(c.body))
	if err != nil {
		return answer{}, err
	}
	if c.user != "" {
		req.Header.Set("Authorization", "Bearer "+secrets[c.user])
	}
	if c.media != "" {
		req.Header.Set("Content-Type", c.media)
	}
	for i := 0; i < len(c.header); i += 2 {
		req.Header.Set(c.header[i], c.header[i+1])
	}
	resp, err := s.web.Do(req)
	if err != nil {
		return answer{}, err
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	return answer{resp.StatusCode, resp.Header, string(body)}, errors.Join(err, resp.Body.Close())
}

// do sends a request, which has to be answered, whatever the answer is.
func (s *server) do(c call) answer {
	s.t.Helper()
	a, err := s.try(c)
	checkkit.NoError(s.t, c.String(), err, "each request gets an answer")
	return a
}

// tryPublish publishes, and returns the event's id. It may be called from any
// goroutine.
func (s *server) tryPublish(topic, data string) (uint64, error) {
	c := call{method: "POST", path: "/topics/" + topic, user: "press", media: "application/json", body: data}
	a, err := s.try(c)
	if err != nil {
		return 0, err
	}
	var id struct {
		ID *uint64 `json:"id"`
	}
	media, _, _ := mime.ParseMediaType(a.header.Get("Content-Type"))
	if err := json.Unmarshal([]byte(a.body), &id); a.status != 201 || media != "application/json" || err != nil || id.ID == nil {
		return 0, fmt.Errorf("%s was answered with %s", c, a)
	}
	return *id.ID, nil
}

// publish publishes an event and returns its id.
func (s *server) publish(topic, data string) uint64 {
	s.t.Helper()
	id, err := s.tryPublish(topic, data)
	if err != nil {
		checkkit.Fail(s.t, checkkit.Failure{
			Expected: fmt.Sprintf(`POST /topics/%s with the body %s to be answered with 201, application/json, {"id":N}`, topic, clip(data)),
			Got:      err.Error(),
			Because:  "that is how an event is published (PROTOCOL.md, HTTP)",
		})
	}
	return id
}

// publishMany publishes n events of some bytes each to the topic, from some
// goroutines at once.
func (s *server) publishMany(topic string, n, size, publishers int) {
	s.t.Helper()
	data, _ := json.Marshal(strings.Repeat("x", max(0, size-2)))
	next, failed := make(chan struct{}, n), make(chan error, publishers)
	for range n {
		next <- struct{}{}
	}
	close(next)
	for range publishers {
		go func() {
			for range next {
				if _, err := s.tryPublish(topic, string(data)); err != nil {
					failed <- err
					return
				}
			}
			failed <- nil
		}()
	}
	for range publishers {
		checkkit.NoError(s.t, fmt.Sprintf("publishing %d events of %d bytes to %s", n, size, topic), <-failed,
			"no subscriber, slow or fast, keeps a publisher from its 201")
	}
}

// keepPublishing publishes to the topics in turn until stop is called, which
// returns the ids by topic.
func (s *server) keepPublishing(topics ...string) (stop func() map[string][]uint64) {
	ids, end, failed := map[string][]uint64{}, make(chan struct{}), make(chan error, 1)
	go func() {
		for i := 0; ; i++ {
			select {
			case <-end:
				failed <- nil
				return
			default:
			}
			topic := topics[i%len(topics)]
			id, err := s.tryPublish(topic, fmt.Sprint(i))
			if err != nil {
				failed <- err
				return
			}
			ids[topic] = append(ids[topic], id)
		}
	}()
	once := sync.OnceFunc(func() { close(end) })
	s.t.Cleanup(once)
	return func() map[string][]uint64 {
		s.t.Helper()
		once()
		checkkit.NoError(s.t, "publishing one event after the other", <-failed, "each is answered with 201 (PROTOCOL.md, HTTP)")
		return ids
	}
}

// problem ends the check unless the answer is this problem (RFC 9457).
func (s *server) problem(what string, a answer, status int, kind, because string) {
	s.t.Helper()
	var p struct {
		Type, Title string
		Status      int
	}
	media, _, _ := mime.ParseMediaType(a.header.Get("Content-Type"))
	err := json.Unmarshal([]byte(a.body), &p)
	if a.status != status || media != "application/problem+json" || err != nil || p.Type != "urn:notify:problem:"+kind || p.Title == "" || p.Status != status {
		checkkit.Fail(s.t, checkkit.Failure{
			Expected: fmt.Sprintf("%s\nto be answered with %d, Content-Type \"application/problem+json\", a body with\n{\"type\":\"urn:notify:problem:%s\",\"title\":\"…\",\"status\":%d}", what, status, kind, status),
			Got:      a.String(), Because: because + " (PROTOCOL.md, HTTP)",
		})
	}
}

// connect opens a TCP connection to the server.
func (s *server) connect() net.Conn {
	s.t.Helper()
	conn, err := net.DialTimeout("tcp", s.Addr, patience)
	checkkit.NoError(s.t, "connect to "+s.Addr, err, "the server said that it listens there")
	s.t.Cleanup(func() {
		if err := conn.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
			s.t.Logf("a check's own connection: %v", err)
		}
	})
	return conn
}

// compact is JSON without white space between its tokens.
func compact(t *testing.T, text string) string {
	t.Helper()
	var b bytes.Buffer
	if err := json.Compact(&b, []byte(text)); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// clip is a text in quotes, without its middle if it is long.
func clip(text string) string {
	if len(text) > 400 {
		return fmt.Sprintf("%q … %q (%d bytes)", text[:250], text[len(text)-80:], len(text))
	}
	return fmt.Sprintf("%q", text)
}
