package restapi_test

import (
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"systems.course/checkkit"
)

// A reply is the answer to one request, and the request.
type reply struct {
	t      *testing.T
	method string
	sent   string // the request, for people
	status int
	header http.Header
	body   []byte
	json   object // the body, if it is a JSON object
}

// problems are the contract's types, with their status.
var problems = map[string]int{
	"malformed-request": 400, "invalid-parameter": 400, "idempotency-key-refused": 400, "unauthenticated": 401,
	"forbidden": 403, "not-found": 404, "method-not-allowed": 405, "request-timeout": 408, "conflict": 409,
	"idempotency-key-in-use": 409, "precondition-failed": 412, "body-too-large": 413, "unsupported-media-type": 415,
	"validation": 422, "idempotency-key-reused": 422, "precondition-required": 428, "rate-limited": 429,
	"internal": 500, "unavailable": 503, "storage-full": 507,
}

var (
	requestIDs = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)
	tokens     = regexp.MustCompile(`^it_[A-Za-z0-9_-]{43}$`)
	times      = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$`)
	strong     = regexp.MustCompile(`^"[^"]+"$`)
)

func isToken(s string) bool { return tokens.MatchString(s) }

// String is the exchange, for people.
func (r *reply) String() string {
	var fields []string
	for _, name := range []string{"Content-Type", "X-Request-Id", "ETag", "Location", "Link", "Allow", "Retry-After", "Idempotency-Replayed", "WWW-Authenticate"} {
		for _, value := range r.header.Values(name) {
			fields = append(fields, name+": "+value)
		}
	}
	return fmt.Sprintf("%d %s\n%s\n%s", r.status, http.StatusText(r.status), strings.Join(fields, "\n"), clip(string(r.body)))
}

// fail ends the check, and shows the exchange.
func (r *reply) fail(expected, got, because string, args ...any) {
	r.t.Helper()
	checkkit.Fail(r.t, checkkit.Failure{
		Expected: expected, Got: got,
		Because: fmt.Sprintf(because, args...) + "\n\nthe request was\n" + r.sent + "\n\nand the answer\n" + r.String(),
	})
}

// examine holds the answer against what the contract says of every answer.
func (r *reply) examine() {
	r.t.Helper()
	if id := r.header.Get("X-Request-Id"); !requestIDs.MatchString(id) {
		r.fail("the header field X-Request-Id with 1 to 64 letters, digits, dots, underscores and hyphens", fmt.Sprintf("%q", id), "every answer has the request's id")
	}
	media, _, err := mime.ParseMediaType(r.header.Get("Content-Type"))
	if err == nil && strings.HasSuffix(media, "json") && len(r.body) > 0 {
		if err := json.Unmarshal(r.body, &r.json); err != nil {
			r.fail("a JSON object as the body", "the error "+err.Error(), "Content-Type is %s", media)
		}
	}
	switch {
	case r.method == "HEAD" || r.status == 204 || r.status == 304:
		if len(r.body) > 0 {
			r.fail("no body", fmt.Sprintf("%d bytes", len(r.body)), "the answers to HEAD, 204 and 304 have none (RFC 9110, 9.3.2, 15.3.5, 15.4.5)")
		}
	case r.status >= 400:
		r.examineProblem(media)
	case r.status >= 300:
		r.fail("no redirection", fmt.Sprint(r.status), "the contract has none: there is one path for one thing")
	}
}

func (r *reply) examineProblem(media string) {
	r.t.Helper()
	if media != "application/problem+json" {
		r.fail("Content-Type: application/problem+json", fmt.Sprintf("%q", r.header.Get("Content-Type")), "every error is a problem (RFC 9457, 3)")
	}
	name, _ := r.json["type"].(string)
	status, known := problems[strings.TrimPrefix(name, "/problems/")]
	if !known || !strings.HasPrefix(name, "/problems/") {
		r.fail("a type of the contract's list, as in /problems/not-found", fmt.Sprintf("%q", name), "type says which problem it is (RFC 9457, 3.1.1)")
	}
	if status != r.status || r.json["status"] != float64(status) {
		r.fail(fmt.Sprintf("status %d in the header and in the body", status), fmt.Sprintf("%d and %v", r.status, r.json["status"]), "that is the status of %s", name)
	}
	if title, _ := r.json["title"].(string); title == "" {
		r.fail("a title", fmt.Sprintf("%v", r.json["title"]), "title says in words what type it is (RFC 9457, 3.1.3)")
	}
	if id := r.header.Get("X-Request-Id"); r.json["request_id"] != id {
		r.fail("request_id "+id, fmt.Sprintf("%v", r.json["request_id"]), "the problem has the same id as the header field X-Request-Id")
	}
}

// is ends the check unless the answer has this status.
func (r *reply) is(status int, because string, args ...any) *reply {
	r.t.Helper()
	if r.status != status {
		r.fail(fmt.Sprintf("%d %s", status, http.StatusText(status)), fmt.Sprintf("%d %s", r.status, http.StatusText(r.status)), because, args...)
	}
	return r
}

// problem ends the check unless the answer is a problem of this type. With
// pointers, these and no others must be what errors names.
func (r *reply) problem(kind, because string, pointers ...string) *reply {
	r.t.Helper()
	r.is(problems[kind], "%s", because)
	if r.method == "HEAD" {
		return r
	}
	if r.json["type"] != "/problems/"+kind {
		r.fail("type /problems/"+kind, fmt.Sprintf("%v", r.json["type"]), "%s", because)
	}
	if len(pointers) > 0 {
		r.names("pointer", because, pointers)
	}
	return r
}

// parameters ends the check unless the answer names these parameters as invalid.
func (r *reply) parameters(because string, names ...string) *reply {
	r.t.Helper()
	r.problem("invalid-parameter", because)
	r.names("parameter", because, names)
	return r
}

// names compares what errors says is wrong. Twice the same is once.
func (r *reply) names(member, because string, want []string) {
	r.t.Helper()
	var got []string
	list, _ := r.json["errors"].([]any)
	for _, item := range list {
		entry, _ := item.(object)
		place, ok := entry[member].(string)
		detail, _ := entry["detail"].(string)
		if !ok || detail == "" {
			r.fail(fmt.Sprintf("entries of errors with a %s and a detail", member), fmt.Sprintf("%v", item), "%s", because)
		}
		got = append(got, place)
	}
	if !slices.IsSorted(got) {
		r.fail("errors sorted by "+member, fmt.Sprintf("%q", got), "the same request gets the same answer")
	}
	slices.Sort(want)
	if got = slices.Compact(got); !slices.Equal(got, want) {
		r.fail(fmt.Sprintf("errors with these, as %s: %q", member, want), fmt.Sprintf("%q", got), "%s", because)
	}
}

// has ends the check unless a member of the body has this value.
func (r *reply) has(member string, want any, because string, args ...any) *reply {
	r.t.Helper()
	if n, ok := want.(int); ok {
		want = float64(n)
	}
	got, there := r.json[member]
	if !there || fmt.Sprintf("%#v", got) != fmt.Sprintf("%#v", want) {
		r.fail(fmt.Sprintf("%s: %s", member, inJSON(want)), inJSON(got), because, args...)
	}
	return r
}

// members ends the check unless the body has exactly these members.
func (r *reply) members(names ...string) *reply {
	r.t.Helper()
	var got []string
	for name := range r.json {
		got = append(got, name)
	}
	slices.Sort(got)
	slices.Sort(names)
	if !slices.Equal(got, names) {
		r.fail(fmt.Sprintf("the members %q", names), fmt.Sprintf("%q", got), "the contract's schema has these, and no others")
	}
	for _, name := range names {
		if text, ok := r.json[name].(string); ok && strings.HasSuffix(name, "_at") && !times.MatchString(text) {
			r.fail(name+" as in 2026-01-02T15:04:05.000000Z", text, "times are UTC with microseconds")
		}
	}
	return r
}

// text is a member that must be a string.
func (r *reply) text(member string) string {
	r.t.Helper()
	s, ok := r.json[member].(string)
	if !ok {
		r.fail(member+" as a string", inJSON(r.json[member]), "the contract's schema has it so")
	}
	return s
}

// number is a member that must be a number.
func (r *reply) number(member string) int {
	r.t.Helper()
	n, ok := r.json[member].(float64)
	if !ok {
		r.fail(member+" as a number", inJSON(r.json[member]), "the contract's schema has it so")
	}
	return int(n)
}

// etag is the answer's, which must be strong.
func (r *reply) etag() string {
	r.t.Helper()
	tag := r.header.Get("ETag")
	if !strong.MatchString(tag) {
		r.fail("a strong ETag, in quotes", fmt.Sprintf("%q", tag), "the answer with one resource has its version (RFC 9110, 8.8.3)")
	}
	return tag
}

// location is the path of what was made.
func (r *reply) location() string {
	r.t.Helper()
	path := r.header.Get("Location")
	if !strings.HasPrefix(path, "/v1/") {
		r.fail("Location: /v1/…", fmt.Sprintf("%q", path), "201 says where the new resource is (RFC 9110, 15.3.2)")
	}
	return path
}

// A listed page.
type page struct {
	items []object
	next  string // "" on the last
}

// page is the answer with a page of a list, whose Link must say what its
// next_cursor says.
func (r *reply) page() page {
	r.t.Helper()
	r.is(200, "a list is answered with a page")
	r.members("items", "next_cursor")
	list, ok := r.json["items"].([]any)
	if !ok {
		r.fail("items as an array", inJSON(r.json["items"]), "an empty page is an empty array too")
	}
	var p page
	for _, item := range list {
		o, ok := item.(object)
		if !ok {
			r.fail("items that are objects", inJSON(item), "the contract's schema has it so")
		}
		p.items = append(p.items, o)
	}
	link := r.header.Get("Link")
	if r.json["next_cursor"] == nil {
		if link != "" {
			r.fail("no Link on the last page", link, "next_cursor is null")
		}
		return p
	}
	p.next = r.text("next_cursor")
	target, err := url.Parse(strings.TrimSuffix(strings.TrimPrefix(link, "<"), `>; rel="next"`))
	if !strings.HasPrefix(link, "</v1/") || !strings.HasSuffix(link, `>; rel="next"`) || err != nil || target.Query().Get("cursor") != p.next {
		r.fail(`Link: </v1/…>; rel="next" with the cursor `+p.next, fmt.Sprintf("%q", link), "the header field leads to the next page as well (RFC 8288)")
	}
	return p
}

func inJSON(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		return fmt.Sprint(value)
	}
	return clip(string(text))
}

// column is one member of each item.
func column(items []object, member string) []any {
	list := []any{}
	for _, item := range items {
		list = append(list, item[member])
	}
	return list
}
