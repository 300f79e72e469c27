package restapi_test

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"systems.course/checkkit"
)

// startEmpty starts the program on a file that isn't there yet.
func startEmpty(t *testing.T) *tracker {
	t.Helper()
	return startOn(t, filepath.Join(t.TempDir(), "tracker.db"), "", "--log-level", "info")
}

func TestSaysThatItRunsAndIsReady(t *testing.T) {
	s := startEmpty(t)
	for _, path := range []string{"/healthz", "/readyz"} {
		s.get(path).is(200, "the process runs, and its database can be read").members("status").has("status", "ok", "the contract has no other word for it")
	}
}

func TestServesItsContract(t *testing.T) {
	s := startEmpty(t)
	text := s.get("/openapi.yaml").is(200, "the contract is served")
	if !strings.HasPrefix(text.header.Get("Content-Type"), "application/yaml") || !strings.HasPrefix(string(text.body), "openapi: 3.1.0\n") {
		text.fail("application/yaml that begins with openapi: 3.1.0", clip(string(text.body)), "/openapi.yaml is the file openapi.yaml, as it is given")
	}
	tree := s.get("/openapi.json").is(200, "the contract is served as JSON too")
	tree.has("openapi", "3.1.0", "/openapi.json is the same document")
	paths, _ := tree.json["paths"].(object)
	for _, path := range []string{"/healthz", "/v1/me", "/v1/projects/{project}/issues/{number}"} {
		if paths[path] == nil {
			tree.fail("the path "+path, fmt.Sprintf("%d paths", len(paths)), "/openapi.json is the same document")
		}
	}
}

func TestAnswersUnknownPathsWithAProblem(t *testing.T) {
	s := startEmpty(t)
	word := checkkit.Rand(t).Word()
	for _, path := range []string{"/", "/" + word, "/healthz/", "/v1", "/v1/" + word, "/healthz/" + word, "/%00", "/" + strings.Repeat(word, 200)} {
		s.get(path).problem("not-found", "nothing is at this path; /v1 has no other rule, since its paths are nobody's secret")
	}
	s.post("/"+word, "{").problem("not-found", "what is sent to a path that isn't there is not looked at")
	for _, path := range []string{"//healthz", "/v1/../healthz", "/./healthz"} {
		c := s.raw()
		c.send("GET " + path + " HTTP/1.1\r\nHost: " + s.Addr + "\r\n\r\n")
		r := c.read("a path with dots or two slashes is a path like others")
		r.examine()
		r.problem("not-found", "there is one path for one thing, and no other that leads to it")
	}
}

func TestRefusesMethodsThatAPathDoesNotHave(t *testing.T) {
	s := startEmpty(t)
	for _, path := range []string{"/healthz", "/readyz", "/openapi.yaml", "/openapi.json"} {
		for _, method := range []string{"POST", "DELETE", "BREW"} {
			r := s.do(method, path, nil).problem("method-not-allowed", "the path is there and does not have this method")
			allows(r)
		}
	}
}

// allows compares Allow with the methods of a path that can be read only.
func allows(r *reply) {
	r.t.Helper()
	var got []string
	for name := range strings.SplitSeq(r.header.Get("Allow"), ",") {
		got = append(got, strings.TrimSpace(name))
	}
	slices.Sort(got)
	if !slices.Equal(got, []string{"GET", "HEAD", "OPTIONS"}) {
		r.fail("Allow: GET, HEAD, OPTIONS", fmt.Sprintf("%q", r.header.Get("Allow")), "Allow says what the path takes (RFC 9110, 10.2.1)")
	}
}

func TestAnswersHeadAndOptions(t *testing.T) {
	s := startEmpty(t)
	for _, path := range []string{"/healthz", "/openapi.yaml"} {
		get := s.get(path)
		head := s.do("HEAD", path, nil).is(200, "HEAD is answered wherever GET is")
		for _, name := range []string{"Content-Type", "Content-Length"} {
			if got, want := head.header.Get(name), get.header.Get(name); got != want {
				head.fail(name+": "+want, got, "HEAD has the header of GET (RFC 9110, 9.3.2)")
			}
		}
		allows(s.do("OPTIONS", path, nil).is(204, "OPTIONS is answered with 204 and Allow"))
	}
}

func TestTakesTheClientsRequestIDOrMakesOne(t *testing.T) {
	s := startEmpty(t)
	r := checkkit.Rand(t)
	for _, id := range []string{r.Word(), "A.b_c-9", strings.Repeat("x", 64)} {
		for _, path := range []string{"/healthz", "/" + r.Word()} {
			got := s.get(path, "X-Request-Id: "+id)
			if got.header.Get("X-Request-Id") != id {
				got.fail("X-Request-Id: "+id, got.header.Get("X-Request-Id"), "an id of 1 to 64 letters, digits, dots, underscores and hyphens is taken")
			}
		}
	}
	seen := map[string]bool{}
	for _, id := range []string{"", "", "two words", strings.Repeat("x", 65), "a\"b", "<script>", "é"} {
		got := s.get("/healthz", "X-Request-Id: "+id)
		made := got.header.Get("X-Request-Id")
		if made == id || seen[made] {
			got.fail("a new X-Request-Id", fmt.Sprintf("%q", made), "one that can't be taken (here %q) is replaced, and no two requests get the same", id)
		}
		seen[made] = true
	}
}

func TestWritesEachRequestToItsLog(t *testing.T) {
	s := startEmpty(t)
	for _, id := range checkkit.Rand(t).Words(3) {
		id = "log-" + id
		s.get("/healthz", "X-Request-Id: "+id)
		checkkit.Eventually(t, patience, "a line with "+id+" on standard error", "the id of each request is in the log, so that a report of it can be followed up", func() bool {
			return strings.Contains(s.Output(), id)
		})
	}
}

func TestStopsWhenItIsTold(t *testing.T) {
	s := startEmpty(t)
	s.get("/healthz").is(200, "the server runs")
	info, err := os.Stat(s.db)
	checkkit.NoError(t, "the database's file", err, "--db is made if there is none")
	if runtime.GOOS != "windows" {
		checkkit.Equal(t, "the mode of "+filepath.Base(s.db), info.Mode().Perm(), os.FileMode(0o600), "what people write is not for everybody on the machine")
	}
	s.Stop()
	if conn, err := net.Dial("tcp", s.Addr); err == nil {
		checkkit.Fail(t, checkkit.Failure{Expected: "no connection to " + s.Addr, Got: "one that works", Because: fmt.Sprintf("the server has ended (closing it: %v)", conn.Close())})
	}
}
