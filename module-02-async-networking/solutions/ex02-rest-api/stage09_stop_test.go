package restapi_test

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"systems.course/checkkit"
)

func TestFinishesTheRequestsThatHaveBegun(t *testing.T) {
	s := start(t)
	project := s.project(checkkit.Rand(t).Word())
	body := `{"title":"late"}`
	late := s.raw()
	late.send(s.head("POST", project+"/issues", len(body), "Expect: 100-continue"))
	late.read("the server has the header").is(100, "the client waits for 100 before it sends the body (RFC 9110, 10.1.1)")
	type result struct {
		refused bool // new connections, before the body was sent
		reply   *reply
		err     error
	}
	ended := make(chan result, 1)
	go func() { // while the check waits for the program's end
		var got result
		for deadline := time.Now().Add(patience); !got.refused && time.Now().Before(deadline); {
			conn, err := net.DialTimeout("tcp", s.Addr, patience)
			if err != nil {
				got.refused = true
				break
			}
			if err := conn.Close(); err != nil {
				break
			}
			time.Sleep(10 * time.Millisecond) // thousands of connections would slow the stop down
		}
		late.linger() // a server that cuts its requests off needs a moment for it
		late.send(body)
		got.reply, got.err = late.try()
		ended <- got
	}()
	s.Stop()
	got := <-ended
	checkkit.True(t, "new connections are refused after SIGTERM", got.refused, "the server takes no new requests, and they should go to another one at once")
	checkkit.NoError(t, "read the answer of a request that had begun before SIGTERM", got.err, "on SIGTERM the server finishes what it has begun (within --shutdown-timeout, 8 seconds), and then ends")
	got.reply.examine()
	got.reply.is(201, "the request had begun before SIGTERM").has("number", 1, "it is the first issue")
	s.again().get(got.reply.location()).is(200, "it was answered with 201").has("title", "late", "it was answered so")
}

func TestStopsInTheMiddleOfWork(t *testing.T) {
	s := start(t)
	project := s.project(checkkit.Rand(t).Word())
	s.get("/v1/me") // leaves an idle connection, which must not be waited for
	acknowledged, wait := s.load(project, 20)
	s.Stop()
	wait()
	s.again().holds(project, acknowledged, "SIGTERM")
}

// load opens issues from six clients at once, and returns when so many have been
// answered with 201. The clients go on until the server does not answer; wait
// returns then, and what they were told is in acknowledged: the number by title.
func (s *tracker) load(project string, n int) (acknowledged map[string]int, wait func()) {
	s.t.Helper()
	acknowledged = map[string]int{}
	var mu sync.Mutex
	var all sync.WaitGroup
	enough, once := make(chan struct{}), sync.Once{}
	deadline := time.Now().Add(patience)
	for c := range 6 {
		all.Go(func() {
			for i := 0; time.Now().Before(deadline); i++ {
				title := fmt.Sprintf("client %d, issue %d", c, i)
				r, err := s.try("POST", project+"/issues", object{"title": title})
				if err != nil {
					return
				}
				if number, ok := r.json["number"].(float64); r.status == 201 && ok {
					mu.Lock()
					acknowledged[title] = int(number)
					if len(acknowledged) == n {
						once.Do(func() { close(enough) })
					}
					mu.Unlock()
				}
			}
		})
	}
	select {
	case <-enough:
	case <-time.After(patience):
		all.Wait()
		checkkit.True(s.t, fmt.Sprintf("%d issues are opened within %v", n, patience), false, "six clients open one after the other; %d were answered with 201", len(acknowledged))
	}
	return acknowledged, all.Wait
}

// holds ends the check unless the project has what was acknowledged, once each,
// and numbers without gaps.
func (s *tracker) holds(project string, acknowledged map[string]int, after string) {
	s.t.Helper()
	times := map[string]int{}
	items := s.items(project + "/issues?limit=100&sort=number&order=asc")
	for i, item := range items {
		title, _ := item["title"].(string)
		number, _ := item["number"].(float64)
		times[title]++
		if want, ok := acknowledged[title]; ok && want != int(number) {
			checkkit.Equal(s.t, "the number of "+title, int(number), want, "its POST was answered with 201 and this number, before %s", after)
		}
		checkkit.Equal(s.t, fmt.Sprintf("the number of issue %d of the list after %s", i+1, after), int(number), i+1, "numbers have no gaps: a number and its issue are committed together")
	}
	for title, number := range acknowledged {
		checkkit.Equal(s.t, fmt.Sprintf("how many issues there are with the title %q after %s", title, after), times[title], 1, "its POST was answered with 201 and number %d; of %d such answers all must be there, each once", number, len(acknowledged))
	}
}

func TestHasEverythingAfterKill9(t *testing.T) {
	s := start(t)
	project := s.project(checkkit.Rand(t).Word())
	for round := range 2 {
		acknowledged, wait := s.load(project, 30)
		s.Kill()
		wait()
		s = s.again()
		s.holds(project, acknowledged, "kill -9")
		s.delete(project).is(204, "the owner deletes it")
		s.project(strings.TrimPrefix(project, "/v1/projects/"))
		s.get("/readyz").is(200, "round %d: the server runs again", round+1)
	}
}

func TestTheFileAloneIsEnoughAfterAStop(t *testing.T) {
	s := start(t)
	r := checkkit.Rand(t)
	project := s.project(r.Word())
	bo := s.user(r.Word() + "-x")
	path := bo.issue(project, sentence(r))
	before := s.get(path)
	s.Stop()
	data, err := os.ReadFile(s.db)
	checkkit.NoError(t, "read "+filepath.Base(s.db), err, "it is the database")
	elsewhere := filepath.Join(t.TempDir(), "moved.db")
	checkkit.NoError(t, "write a copy", os.WriteFile(elsewhere, data, 0o600), "the folder is the check's own")
	moved := startOn(t, elsewhere, s.token)
	now := moved.get(path).is(200, "before it ends, the server moves SQLite's log (the -wal file) into the database, and whoever copies the file has all of it")
	if !bytes.Equal(now.body, before.body) || now.etag() != before.etag() {
		now.fail(string(before.body)+" with the ETag "+before.etag(), string(now.body), "a restart changes nothing")
	}
	newClient(t, moved.Addr, bo.token).get("/v1/me").is(200, "tokens are valid after a restart")
}

func TestBacksUpWhileItWorks(t *testing.T) {
	s := start(t)
	project := s.project(checkkit.Rand(t).Word())
	acknowledged, wait := s.load(project, 20)
	before := s.items(project + "/issues?limit=100")
	out := filepath.Join(t.TempDir(), "backup.db")
	got := checkkit.Run(t, "restapi", "backup", out, "--db", s.db)
	checkkit.Equal(t, "the exit code of restapi backup", got.Code, 0, "a backup is made while the server works: %s", got.Stderr)
	data, err := os.ReadFile(out)
	checkkit.NoError(t, "read the backup", err, "restapi backup OUT makes the file OUT")
	got = checkkit.Run(t, "restapi", "backup", out, "--db", s.db)
	checkkit.Equal(t, "the exit code of a second backup to the same file", got.Code, 1, "a file that is there is not written over")
	same, err := os.ReadFile(out)
	checkkit.NoError(t, "read the backup", err, "it was there")
	checkkit.True(t, "the first backup is as it was", bytes.Equal(data, same), "a file that is there is not written over")
	left, err := filepath.Glob(out + "*")
	checkkit.NoError(t, "look for the backup", err, "its folder is the check's own")
	checkkit.Equal(t, "the files beside the backup", left, []string{out}, "a backup is one file, and leaves nothing else behind")
	s.Kill()
	wait()
	copied := startOn(t, out, s.token)
	told := map[string]int{}
	for _, item := range before {
		title, _ := item["title"].(string)
		told[title] = acknowledged[title]
		if number, ok := item["number"].(float64); ok {
			told[title] = int(number)
		}
	}
	copied.holds(project, told, "the backup, which began after these were there,")
	copied.issue(project, "the backup is a database like others")
}

var sample = regexp.MustCompile(`(?m)^http_requests_total\{(.*)\} ([0-9.e+]+)$`)

// counted returns the samples of http_requests_total by their labels, sorted.
func (r *reply) counted() map[string]string {
	values := map[string]string{}
	for _, m := range sample.FindAllStringSubmatch(string(r.body), -1) {
		labels := strings.Split(m[1], ",")
		slices.Sort(labels)
		values[strings.Join(labels, ",")] = m[2]
	}
	return values
}

func TestCountsRequestsForPrometheus(t *testing.T) {
	s := start(t)
	words := checkkit.Rand(t).Words(12)
	project := s.project(words[0])
	for _, word := range words {
		s.get("/v1/projects/" + word + "-x")
		s.get("/" + word + "-x")
		s.do("X"+strings.ToUpper(word), "/v1/me", nil)
	}
	s.get(project).is(200, "the project is there")
	var m *reply
	get := func(status string) string {
		return `method="GET",route="/v1/projects/{project}",status="` + status + `"`
	}
	checkkit.Eventually(t, patience, "GET /metrics to have all that was asked", "a request is counted when it is answered, or right after", func() bool {
		m = s.get("/metrics").is(200, "the counters are at /metrics")
		return m.counted()[get("200")] != "" && m.counted()[get("404")] == "12"
	})
	if !strings.HasPrefix(m.header.Get("Content-Type"), "text/plain") {
		m.fail("text/plain", m.header.Get("Content-Type"), "that is Prometheus' text format")
	}
	checkkit.Equal(t, "http_requests_total{"+get("200")+"}", m.counted()[get("200")], "1", "GET of a project was answered once with 200")
	for _, word := range words {
		if strings.Contains(string(m.body), word+"-x") || strings.Contains(string(m.body), "X"+strings.ToUpper(word)) {
			m.fail("no "+word+" in the metrics", "it is there", "a series for each path, or each method, that a client can think of would fill the memory of whoever scrapes: the route is counted, not the path")
		}
	}
}

func TestServesMetricsAtAnAddressOfTheirOwn(t *testing.T) {
	s := start(t, "--metrics-addr", "127.0.0.1:0")
	_, rest, _ := strings.Cut(s.Output(), "metrics on ")
	addr, _, _ := strings.Cut(rest, "\n")
	checkkit.True(t, "the program prints metrics on 127.0.0.1:PORT", strings.HasPrefix(addr, "127.0.0.1:"), "with --metrics-addr, before it says listening on")
	m := newClient(t, addr, "")
	got, err := m.try("GET", "/metrics", nil)
	checkkit.NoError(t, "GET http://"+addr+"/metrics", err, "the counters are at --metrics-addr")
	got.is(200, "the counters are at --metrics-addr")
	s.get("/metrics").problem("not-found", "with --metrics-addr the counters are not for everybody")
	s.Stop()
	_, err = m.try("GET", "/metrics", nil)
	checkkit.True(t, "no answer at --metrics-addr after the end", err != nil, "the server has ended")
}
