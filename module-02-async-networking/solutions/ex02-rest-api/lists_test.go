package restapi

import (
	"encoding/base64"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"systems.course/checkkit"
)

// all follows next_cursor, calls between after each page, and returns the numbers.
func (c *client) all(path, query string, between func()) []int {
	c.t.Helper()
	var numbers []int
	next := path + "?" + query
	for next != "" {
		r := c.do("GET", next, nil).is(200)
		for _, item := range r.items() {
			numbers = append(numbers, int(item["number"].(float64)))
		}
		link := regexp.MustCompile(`^<(.*)>; rel="next"$`).FindStringSubmatch(r.header.Get("Link"))
		next = ""
		if cursor := r.get("next_cursor"); cursor != nil {
			require.Len(c.t, link, 2)
			next = link[1]
			u, err := url.Parse(next)
			require.NoError(c.t, err)
			require.Equal(c.t, cursor, u.Query().Get("cursor"))
		} else {
			require.Empty(c.t, link)
		}
		between()
	}
	return numbers
}

// A naive model filters what it has put in.
func TestFiltersAgreeWithAModel(t *testing.T) {
	eachStore(t, func(t *testing.T, a *api) {
		random := checkkit.Rand(t)
		path := a.project("shop", "a", "b", "c") + "/issues"
		a.user("bo")
		type issue struct {
			title    string
			labels   []string
			assignee any
			closed   bool
		}
		var model []issue
		for range 40 {
			i := issue{title: random.Word() + []string{"%", "_", `\`, "'", "X", "x"}[random.IntN(6)]}
			for _, l := range []string{"a", "b", "c"} {
				if random.IntN(2) == 0 {
					i.labels = append(i.labels, l)
				}
			}
			i.assignee = []any{nil, "ann", "bo"}[random.IntN(3)]
			i.closed = random.IntN(2) == 0
			body := map[string]any{"title": i.title, "assignee": i.assignee, "labels": append([]string{}, i.labels...)}
			r := a.do("POST", path, body).is(201)
			if i.closed {
				a.do("PATCH", r.header.Get("Location"), map[string]any{"state": "closed"}, "If-Match", r.etag()).is(200)
			}
			model = append(model, i)
		}
		for range 40 {
			q := url.Values{}
			keep := []func(issue) bool{}
			if random.IntN(2) == 0 {
				closed := random.IntN(2) == 0
				q.Set("state", map[bool]string{true: "closed", false: "open"}[closed])
				keep = append(keep, func(i issue) bool { return i.closed == closed })
			}
			for _, l := range []string{"a", "b", "none"}[:random.IntN(3)] {
				q.Add("label", l)
				keep = append(keep, func(i issue) bool { return slices.Contains(i.labels, l) })
			}
			if n := random.IntN(4); n < 3 {
				q.Set("assignee", []string{"@none", "@me", "bo"}[n])
				keep = append(keep, func(i issue) bool { return i.assignee == []any{nil, "ann", "bo"}[n] })
			}
			if random.IntN(2) == 0 {
				text := []string{"%", "_", `\`, "'", "x", "e"}[random.IntN(6)]
				q.Set("q", text)
				keep = append(keep, func(i issue) bool { return strings.Contains(strings.ToLower(i.title), text) })
			}
			q.Set("sort", "number")
			order := []string{"asc", "desc"}[random.IntN(2)]
			q.Set("order", order)
			q.Set("limit", fmt.Sprint(1+random.IntN(10)))
			var want []int
			for n, i := range model {
				if !slices.ContainsFunc(keep, func(f func(issue) bool) bool { return !f(i) }) {
					want = append(want, n+1)
				}
			}
			if order == "desc" {
				slices.Reverse(want)
			}
			require.Equal(t, want, a.all(path, q.Encode(), func() {}), q.Encode())
		}
	})
}

// What was there from the first page to the last is seen exactly once, whatever
// comes and goes meanwhile.
func TestPagesAreRightWhileRowsComeAndGo(t *testing.T) {
	eachStore(t, func(t *testing.T, a *api) {
		path := a.project("shop") + "/issues"
		open := func() int {
			return int(a.do("POST", path, map[string]any{"title": "t"}).is(201).get("number").(float64))
		}
		for range 30 {
			open()
		}
		for _, sort := range []string{"created", "updated", "number"} {
			for _, order := range []string{"asc", "desc"} {
				var extra []int
				stays := a.all(path, "limit=100&sort="+sort+"&order="+order, func() {})
				pages := 0
				got := a.all(path, "limit=7&sort="+sort+"&order="+order, func() {
					if pages++; pages > 3 {
						return
					}
					extra = append(extra, open(), open())
					gone := extra[0]
					extra = extra[1:]
					a.do("DELETE", fmt.Sprint(path, "/", gone), nil, "If-Match", "*").is(204)
				})
				var seen []int
				for _, n := range got {
					if slices.Contains(stays, n) {
						seen = append(seen, n)
					}
				}
				require.Equal(t, stays, seen, sort+" "+order)
				for _, n := range extra {
					a.do("DELETE", fmt.Sprint(path, "/", n), nil, "If-Match", "*").is(204)
				}
			}
		}
	})
}

func TestEqualTimesAreOrderedByNumber(t *testing.T) {
	a := newAPI(t, Options{Store: "batch"})
	path := a.project("shop") + "/issues"
	for range 10 {
		a.do("POST", path, map[string]any{"title": "t"}).is(201)
	}
	execSQL(t, a.options.Database, `UPDATE issues SET created_at = 1, updated_at = 2`)
	for _, sort := range []string{"created", "updated"} {
		want := []int{10, 9, 8, 7, 6, 5, 4, 3, 2, 1}
		require.Equal(t, want, a.all(path, "limit=3&sort="+sort, func() {}))
		slices.Reverse(want)
		require.Equal(t, want, a.all(path, "limit=3&order=asc&sort="+sort, func() {}))
	}
}

func TestWrongParameters(t *testing.T) {
	eachStore(t, func(t *testing.T, a *api) {
		path := a.project("shop") + "/issues"
		for range 3 {
			a.do("POST", path, map[string]any{"title": "t"}).is(201)
		}
		cursor := a.do("GET", path+"?limit=1", nil).get("next_cursor").(string)
		require.NotNil(t, a.do("GET", path+"?limit=2&cursor="+cursor, nil).is(200).get("items"), "another limit is fine")
		forged := func(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }
		for query, names := range map[string][]string{
			"limit=0":                      {"limit"},
			"limit=101":                    {"limit"},
			"limit=1e1":                    {"limit"},
			"limit=":                       {"limit"},
			"limit=+1":                     {"limit"},
			"limit=1&limit=1":              {"limit"},
			"state=all&sort=x&order=y&z=1": {"order", "sort", "state", "z"},
			"label=!&label=a":              {"label"},
			"label=a&label=b&label=c&label=d&label=e&label=f": {"label"},
			"q=":                                 {"q"},
			"q=%00":                              {"q"},
			"q=%ff":                              {"q"},
			"assignee=@you":                      {"assignee"},
			"cursor=":                            {"cursor"},
			"cursor=x":                           {"cursor"},
			"cursor=" + cursor + "&state=open":   {"cursor"},
			"cursor=" + cursor + "&sort=updated": {"cursor"},
			"cursor=" + forged(`{}`):             {"cursor"},
			"cursor=" + forged(`{"l":"x","k":{"Value":1,"Number":1}}`): {"cursor"},
			"cursor=" + strings.Repeat("A", 600):                       {"cursor"},
		} {
			require.Equal(t, names, slices.Compact(a.do("GET", path+"?"+query, nil).problem(invalidParameter)), query)
		}
		a.do("GET", path+"?%zz", nil).problem(invalidParameter)
		a.do("GET", path+"?a;b", nil).problem(invalidParameter)
		a.do("GET", "/v1/me?x=1", nil).problem(invalidParameter)
		a.do("GET", "/v1/projects?cursor="+cursor, nil).problem(invalidParameter)
		a.do("GET", "/v1/projects/none/issues", nil).problem(notFound)
	})
}

func TestOtherLists(t *testing.T) {
	eachStore(t, func(t *testing.T, a *api) {
		a.project("shop", "C", "a", "b", "B")
		a.project("bar")
		a.user("zoe")
		a.user("bo")
		a.do("POST", "/v1/projects/shop/issues", map[string]any{"title": "t"}).is(201)
		for _, body := range []string{"1", "2", "3"} {
			a.do("POST", "/v1/projects/shop/issues/1/comments", map[string]any{"body": body}).is(201)
		}
		for path, want := range map[string][]any{
			"/v1/users":                           {"name", "ann", "bo", "zoe"},
			"/v1/projects":                        {"key", "bar", "shop"},
			"/v1/projects/shop/labels":            {"name", "B", "C", "a", "b"},
			"/v1/projects/shop/issues/1/comments": {"body", "1", "2", "3"},
			"/v1/projects/bar/labels":             {"name"},
			"/v1/projects/bar/issues":             {"title"},
		} {
			got := []any{want[0]}
			for next := path + "?limit=1"; next != ""; {
				r := a.do("GET", next, nil).is(200)
				for _, item := range r.items() {
					got = append(got, item[want[0].(string)])
				}
				next = strings.TrimSuffix(strings.TrimPrefix(r.header.Get("Link"), "<"), `>; rel="next"`)
			}
			require.Equal(t, want, got, path)
		}
	})
}
