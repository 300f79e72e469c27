package restapi_test

import (
	"bytes"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"systems.course/checkkit"
)

// replays ends the check unless the answer is the first one, again.
func (r *reply) replays(first *reply, because string) {
	r.t.Helper()
	r.is(first.status, "%s", because)
	if !bytes.Equal(r.body, first.body) {
		r.fail(string(first.body), string(r.body), "%s, byte for byte", because)
	}
	for _, name := range []string{"Location", "ETag", "Content-Type"} {
		if got, want := r.header.Get(name), first.header.Get(name); got != want {
			r.fail(name+": "+want, got, "%s, with its header", because)
		}
	}
	if r.header.Get("Idempotency-Replayed") != "true" {
		r.fail("Idempotency-Replayed: true", r.header.Get("Idempotency-Replayed"), "who repeats a request is told that this is the first one's answer")
	}
	if r.header.Get("X-Request-Id") == first.header.Get("X-Request-Id") {
		r.fail("an X-Request-Id of its own", r.header.Get("X-Request-Id"), "the repetition is another request, of which the log has another line")
	}
}

func key(r *checkkit.Random) string {
	return "Idempotency-Key: " + strings.Join(r.Words(3), "-")
}

func TestAnswersARepeatedPostWithTheFirstAnswer(t *testing.T) {
	s := start(t)
	r := checkkit.Rand(t)
	project := s.project(r.Word())
	issue := s.issue(project, "x")
	for _, post := range []struct {
		path string
		body object
		list string
	}{
		{"/v1/projects", object{"key": "second", "name": "x"}, "/v1/projects"},
		{project + "/issues", object{"title": sentence(r)}, project + "/issues"},
		{project + "/labels", object{"name": "bug"}, project + "/labels"},
		{issue + "/comments", object{"body": sentence(r)}, issue + "/comments"},
	} {
		before, key := len(s.items(post.list)), key(r)
		first := s.post(post.path, post.body, key).is(201, "the first request with a key is done")
		checkkit.Equal(t, "Idempotency-Replayed of the first answer", first.header.Get("Idempotency-Replayed"), "", "nothing is repeated yet")
		for range 2 {
			s.post(post.path, post.body, key).replays(first, "the same key has the answer of the first request")
		}
		checkkit.Equal(t, "the number of items in GET "+post.list, len(s.items(post.list)), before+1, "what has been asked for three times with one key is done once")
	}
}

func TestRepeatsAnAnswerThatIsOutOfDate(t *testing.T) {
	s := start(t)
	r := checkkit.Rand(t)
	project, k := s.project(r.Word()), key(r)
	body := object{"title": "first"}
	first := s.post(project+"/issues", body, k).is(201, "the first request with a key is done")
	s.patch(first.location(), object{"title": "second", "state": "closed"}, "If-Match: *").is(200, "it is changed")
	because := "the key has the answer that the first request got, whatever has become of the issue"
	s.post(project+"/issues", body, k).replays(first, because)
	s.delete(first.location(), "If-Match: *").is(204, "it is deleted")
	s.post(project+"/issues", body, k).replays(first, because)
	s.get(first.location()).problem("not-found", "it was deleted, and a repeated request does nothing")
	s.Stop()
	s.again().post(project+"/issues", body, k).replays(first, "a restart within 24 hours changes nothing")
}

func TestRefusesAKeyForAnotherRequest(t *testing.T) {
	s := start(t)
	r := checkkit.Rand(t)
	project, other, k := s.project("one"), s.project("two"), key(r)
	first := s.post(project+"/issues", `{"title":"x"}`, k).is(201, "the first request with a key is done")
	for _, body := range []string{`{"title":"y"}`, `{"title": "x"}`, `{"title":"x","body":""}`, `{"title":""}`} {
		s.post(project+"/issues", body, k).problem("idempotency-key-reused", `the key was used with the body {"title":"x"}, and these are other bytes: `+body)
	}
	for _, path := range []string{other + "/issues", project + "/labels", project + "/issues/1/comments"} {
		s.post(path, `{"title":"x"}`, k).problem("idempotency-key-reused", "the key was used with another path")
	}
	s.post(project+"/issues", `{"title":"x"}`, k).replays(first, "the key still has its answer")
	checkkit.Equal(t, "the number of issues", len(s.items(project+"/issues"))+len(s.items(other+"/issues")), 1, "what is refused is not done")
}

func TestAKeyBelongsToItsUser(t *testing.T) {
	s := start(t)
	r := checkkit.Rand(t)
	words := r.Words(2)
	bo, k := s.user(words[0]), key(r)
	project := s.project(words[1])
	body := object{"title": "x"}
	first := s.post(project+"/issues", body, k).is(201, "the first request with a key is done")
	second := bo.post(project+"/issues", body, k).is(201, "the key is new for %s", words[0]).has("number", 2, "this is another issue").has("author", words[0], "it is his")
	s.post(project+"/issues", body, k).replays(first, "the key still has ann's answer, for her")
	bo.post(project+"/issues", body, k).replays(second, "the key has "+words[0]+"'s answer, for him")
	s.nobody().post(project+"/issues", body, k).problem("unauthenticated", "who shows no token is told nothing of keys")
}

func TestARefusedRequestLeavesItsKeyFree(t *testing.T) {
	s := start(t)
	r := checkkit.Rand(t)
	k, word := key(r), r.Word()
	path := "/v1/projects/" + word + "/issues"
	s.post(path, object{"title": "x"}, k).problem("not-found", "there is no such project yet")
	s.project(word)
	s.post(path, object{"title": ""}, k).problem("validation", "a title has a character at least, and the key is free, since a 404 is not kept", "/title")
	s.post(path, `{"title":`, k).problem("malformed-request", "it is no JSON, and the key is free, since a 422 is not kept")
	s.post(path, "x", k, "Content-Type: text/plain").problem("unsupported-media-type", "it is no JSON")
	first := s.post(path, object{"title": "x"}, k).is(201, "answers other than 2xx leave the key free")
	first.has("number", 1, "what was refused has taken no number")
	s.post(path, object{"title": "x"}, k).replays(first, "the key has an answer now")
	s.post("/v1/projects", object{"key": word, "name": "x"}, k+"2").problem("conflict", "the key of the project is taken", "/key")
	s.delete("/v1/projects/"+word).is(204, "the owner deletes it")
	s.post("/v1/projects", object{"key": word, "name": "x"}, k+"2").is(201, "a 409 leaves the key free as well")
}

func TestRunsOnceWhenRepeatedAtTheSameTime(t *testing.T) {
	s := start(t)
	r := checkkit.Rand(t)
	project := s.project(r.Word())
	for round := range 5 {
		k := key(r)
		replies := together(t, 12, func(int) (*reply, error) {
			return s.try("POST", project+"/issues", object{"title": fmt.Sprint("round ", round)}, k)
		})
		done := 0
		for _, r := range replies {
			if r.status == 409 {
				r.problem("idempotency-key-in-use", "the first request with the key still runs")
				checkkit.True(t, "Retry-After is a number of seconds from 1", strings.Trim(r.header.Get("Retry-After"), "0123456789") == "" && r.header.Get("Retry-After") > "0", "who comes too early is told when to come again")
				continue
			}
			r.is(201, "of requests with the same key at once, each gets the answer of the first or 409").has("number", round+1, "there is one issue for each key")
			if r.header.Get("Idempotency-Replayed") == "" {
				done++
			}
		}
		checkkit.Equal(t, "how many of 12 POSTs with one key at once were done", done, 1, "the others get the first one's answer, with Idempotency-Replayed, or 409")
	}
	checkkit.Equal(t, "the number of issues", len(s.items(project+"/issues")), 5, "there were five keys")
}

func TestAKeyIsInUseFromTheHeaderOn(t *testing.T) {
	s := start(t)
	r := checkkit.Rand(t)
	project, k := s.project(r.Word()), key(r)
	path, body := project+"/issues", `{"title":"slow"}`
	for _, whole := range []bool{true, false} {
		slow := s.raw()
		slow.send(s.head("POST", path, len(body), k, "Expect: 100-continue"))
		slow.read("the server has the header").is(100, "the client waits for 100 before it sends the body (RFC 9110, 10.1.1)")
		other := s.post(path, `{"title":""}`, k)
		other.problem("idempotency-key-in-use", "the first request with the key still runs")
		if whole {
			slow.send(body)
			first := slow.read("its body has come")
			first.examine()
			first.is(201, "the first request with the key was the one whose header came first").has("number", 1, "it is the first issue")
			s.post(path, body, k).replays(first, "the key has an answer now")
			k = key(r)
			continue
		}
		checkkit.NoError(t, "close the first request's connection", slow.conn.Close(), "a client may go away")
		checkkit.Eventually(t, patience, "the key to be free", "the client of the first request went away before its body was whole, and nothing was done", func() bool {
			return s.post(path, body, k).status == 201
		})
	}
	checkkit.Equal(t, "the number of issues", len(s.items(path)), 2, "there were two keys")
}

func TestRefusesKeysThatCanNotBe(t *testing.T) {
	s := start(t, "--idempotency-ttl", "1us")
	r := checkkit.Rand(t)
	project := s.project(r.Word())
	for _, k := range []string{strings.Repeat("k", 256), "two words", "é", "a\tb"} {
		s.post(project+"/issues", object{"title": "x"}, "Idempotency-Key: "+k).problem("malformed-request", "a key is 1 to 255 visible ASCII characters: "+k)
	}
	c := s.raw()
	c.send(s.head("POST", project+"/issues", 13, "Idempotency-Key:") + `{"title":"x"}`)
	empty := c.read("an empty key is a header field like others")
	empty.examine()
	empty.problem("malformed-request", "a key is 1 to 255 visible ASCII characters, and this is none")
	for _, path := range []string{"/v1/users", "/v1/users/ann/token"} {
		s.post(path, object{"name": "bo"}, key(r)).problem("idempotency-key-refused", "a token is in the answer, and tokens are not stored, in no answer either")
	}
	s.get("/v1/me").is(200, "the token was not renewed")
	s.get("/v1/users/bo").problem("not-found", "what was refused was not done")
	long := "Idempotency-Key: " + strings.Repeat("~", 255)
	s.post(project+"/issues", object{"title": "x"}, long).is(201, "a key has up to 255 characters").has("number", 1, "what was refused was not done")
	s.post(project+"/issues", object{"title": "y"}, long).is(201, "--idempotency-ttl 1us has passed, and the key is new again").has("number", 2, "it is another issue")
}

func TestRunsOnceThroughKill9(t *testing.T) {
	s := start(t)
	r := checkkit.Rand(t)
	project, prefix := s.project(r.Word()), key(r)
	const clients = 8
	var mu sync.Mutex
	acknowledged, sent := map[string]string{}, map[string]bool{}
	post := func(s *tracker, k string) (*reply, error) {
		return s.try("POST", project+"/issues", object{"title": k}, "Idempotency-Key: "+k)
	}
	enough, once := make(chan struct{}), sync.Once{}
	var all sync.WaitGroup
	for c := range clients {
		all.Go(func() {
			for i := 0; ; i++ {
				k := fmt.Sprintf("%s-%d-%d", strings.TrimPrefix(prefix, "Idempotency-Key: "), c, i)
				mu.Lock()
				sent[k] = true
				mu.Unlock()
				reply, err := post(s, k)
				if err != nil {
					return // killed
				}
				mu.Lock()
				if reply.status == 201 {
					acknowledged[k] = string(reply.body)
				}
				if len(acknowledged) == 60 {
					once.Do(func() { close(enough) })
				}
				mu.Unlock()
			}
		})
	}
	select {
	case <-enough:
	case <-time.After(patience):
	}
	s.Kill()
	all.Wait()
	checkkit.True(t, "60 POSTs by 8 clients are answered with 201", len(acknowledged) >= 60, "within %v; there were %d", patience, len(acknowledged))
	s = s.again()
	for k := range sent {
		reply, err := post(s, k)
		checkkit.NoError(t, "repeat a POST after kill -9", err, "the server runs again")
		reply.examine()
		reply.is(201, "a POST is repeated after kill -9 until it is answered")
		if body, ok := acknowledged[k]; ok && string(reply.body) != body {
			reply.fail(body, string(reply.body), "this POST was answered so before kill -9, and repeated with its key after it")
		}
	}
	times := map[any]int{}
	for _, title := range column(s.items(project+"/issues?limit=100"), "title") {
		times[title]++
	}
	for k := range sent {
		checkkit.Equal(t, "how many issues there are for the key "+k, times[k], 1, "it was sent before kill -9 and repeated after it; answered before: %v", acknowledged[k] != "")
	}
	checkkit.Equal(t, "the number of issues", len(times), len(sent), "there is one for each key")
}
