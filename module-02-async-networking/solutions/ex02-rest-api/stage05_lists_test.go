package restapi_test

import (
	"encoding/base64"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"systems.course/checkkit"
)

// issues opens n issues, and returns the path of their list.
func (c *client) issues(key string, n int) string {
	c.t.Helper()
	project := c.project(key)
	for i := range n {
		c.issue(project, fmt.Sprint("issue ", i+1))
	}
	return project + "/issues"
}

// want compares the numbers of a list's items.
func want(t *testing.T, list string, items []object, numbers []int, because string) {
	t.Helper()
	got := []int{}
	for _, item := range items {
		n, _ := item["number"].(float64)
		got = append(got, int(n))
	}
	checkkit.Equal(t, "the numbers in GET "+list, got, numbers, "%s", because)
}

func TestCutsAListIntoPages(t *testing.T) {
	s := start(t)
	list := s.issues(checkkit.Rand(t).Word(), 21)
	first := s.get(list).page()
	checkkit.Equal(t, "the number of items on a page without limit", len(first.items), 20, "that is the default")
	want(t, list, first.items[:3], []int{21, 20, 19}, "without sort and order, the newest issue comes first")
	one := first.items[0]
	path := fmt.Sprintf("%s/%v", list, one["number"])
	if shown := s.get(path); inJSON(shown.json) != inJSON(one) {
		shown.fail("what the list has: "+inJSON(one), inJSON(shown.json), "an item of a list is the issue as GET shows it")
	}
	second := s.get(with(list, "cursor="+url.QueryEscape(first.next))).page()
	want(t, list, second.items, []int{1}, "the next page begins where the last one ended")
	checkkit.Equal(t, "the next_cursor of the last page", second.next, "", "there is no page after it")
	for _, limit := range []int{1, 7, 20, 21, 100} {
		var sizes []int
		for next := "start"; next != ""; {
			path := with(list, fmt.Sprint("limit=", limit))
			if next != "start" {
				path = with(path, "cursor="+url.QueryEscape(next))
			}
			p := s.get(path).page()
			sizes, next = append(sizes, len(p.items)), p.next
			checkkit.True(t, "the list ends", len(sizes) < 30, "the last page has next_cursor null; the pages so far have %v items", sizes)
		}
		rest := []int{}
		for left := 21; left > 0; left -= limit {
			rest = append(rest, min(left, limit))
		}
		checkkit.Equal(t, fmt.Sprintf("the sizes of the pages of 21 issues with limit=%d", limit), sizes, rest, "all pages but the last are full, and none is empty")
	}
	link := s.get(with(list, "limit=5&state=open")).header.Get("Link")
	next := strings.TrimSuffix(strings.TrimPrefix(link, "<"), `>; rel="next"`)
	want(t, next, s.get(next).page().items, []int{16, 15, 14, 13, 12}, "the Link leads to the next page, with the same filters and limit")
}

func TestSeesEachIssueOnceWhileOthersComeAndGo(t *testing.T) {
	s := start(t)
	r := checkkit.Rand(t)
	const there = 24
	for _, order := range []string{"", "sort=number&order=asc", "sort=number&order=desc", "sort=created&order=asc", "sort=updated&order=desc"} {
		list := s.issues(r.Word()+fmt.Sprint(r.IntN(10_000)), there)
		seen, gone := map[int]int{}, map[int]bool{}
		path := strings.TrimSuffix(with(list, "limit=4&"+order), "&")
		for next := "start"; next != ""; {
			request := path
			if next != "start" {
				request = with(path, "cursor="+url.QueryEscape(next))
			}
			p := s.get(request).page()
			next = p.next
			for _, item := range p.items {
				n, _ := item["number"].(float64)
				seen[int(n)]++
			}
			if len(seen) > there+40 || len(p.items) == 0 {
				break
			}
			// The one that the cursor stands at goes, and two come.
			last, _ := p.items[len(p.items)-1]["number"].(float64)
			if last <= there {
				gone[int(last)] = true
				s.delete(fmt.Sprintf("%s/%d", list, int(last)), "If-Match: *").is(204, "the author deletes it")
			}
			for range 2 * min(1, max(0, there+12-len(seen))) {
				if len(seen) < there+8 {
					s.post(list, object{"title": "new"}).is(201, "issues are opened while the list is read")
				}
			}
		}
		for n := 1; n <= there; n++ {
			if seen[n] != 1 {
				checkkit.Fail(t, checkkit.Failure{
					Expected: fmt.Sprintf("issue %d once in the pages of GET %s", n, path),
					Got:      fmt.Sprintf("%d times", seen[n]),
					Because:  "it was there when the list was begun, and its place in the order has not changed; between the pages two issues were opened, and the last one of the page was deleted",
				})
			}
		}
	}
}

func TestFiltersIssuesByAllThatIsAsked(t *testing.T) {
	s := start(t)
	r := checkkit.Rand(t)
	words := r.Words(3)
	bo := s.user(words[0])
	list := s.project(words[1]) + "/issues"
	type issue struct {
		number          int
		state, assignee string
		title, body     string
	}
	var all []issue
	for n := 1; n <= 16; n++ {
		i := issue{n, []string{"open", "closed"}[r.IntN(2)], []string{"", "ann", words[0]}[r.IntN(3)], words[r.IntN(3)] + " title", words[r.IntN(3)] + " body"}
		body := object{"title": i.title, "body": i.body}
		if i.assignee != "" {
			body["assignee"] = i.assignee
		}
		made := s.post(list, body).is(201, "POST opens an issue")
		if i.state == "closed" {
			s.patch(made.location(), object{"state": "closed"}, "If-Match: *").is(200, "an issue is closed")
		}
		all = append(all, i)
	}
	s.issues("another", 2) // which is in no list of the first
	for _, state := range []string{"", "open", "closed"} {
		for _, assignee := range []string{"", "ann", words[0], "@me", "@none", "nobody-x"} {
			for _, q := range []string{"", words[2], strings.ToUpper(words[0])} {
				path, numbers := with(list, "sort=number&order=asc"), []int{}
				for name, value := range map[string]string{"state": state, "assignee": assignee, "q": q} {
					if value != "" {
						path = with(path, name+"="+url.QueryEscape(value))
					}
				}
				name := map[string]string{"@me": words[0], "@none": ""}
				for _, i := range all {
					who, special := name[assignee]
					if !special {
						who = assignee
					}
					text := strings.ToLower(i.title + "\n" + i.body)
					if (state == "" || i.state == state) && (assignee == "" || i.assignee == who) && strings.Contains(text, strings.ToLower(q)) {
						numbers = append(numbers, i.number)
					}
				}
				want(t, path, bo.get(path).page().items, numbers, "the filters must all hold; @me is "+words[0]+" here, @none is nobody, and q is looked for in title and body, in either case")
			}
		}
	}
}

func TestSearchesForWhatIsWritten(t *testing.T) {
	s := start(t)
	list := s.project(checkkit.Rand(t).Word()) + "/issues"
	texts := []string{"100% sure", "100 sure", "snake_case", "snakeXcase", `C:\temp`, "C:temp", "it's", "ÉTÉ", "a*b?c[d]", `say "hi"`, "x' OR '1'='1", "new\nline"}
	for _, text := range texts {
		s.post(list, object{"title": "t", "body": text}).is(201, "POST opens an issue")
	}
	for _, q := range []string{"100%", "0%", "%", "_", "SNAKE_", `\`, `c:\`, "'", "ÉTÉ", "b?c", "[d]", `"hi"`, "' or '", "*", "line", "w\nl", "%25", "zzz"} {
		numbers := []int{}
		for i, text := range texts {
			if strings.Contains(strings.ToLower(text), strings.ToLower(q)) {
				numbers = append(numbers, i+1)
			}
		}
		path := list + "?sort=number&order=asc&q=" + url.QueryEscape(q)
		want(t, path, s.get(path).page().items, numbers, fmt.Sprintf("q finds what has this text in it, ASCII letters in either case, and nothing in it is special: %q", q))
	}
}

func TestSortsByCreationChangeAndNumber(t *testing.T) {
	s := start(t)
	list := s.issues(checkkit.Rand(t).Word(), 5)
	changed := []int{3, 1, 5, 2, 4}
	for _, n := range changed {
		s.patch(fmt.Sprintf("%s/%d", list, n), object{"body": "changed"}, "If-Match: *").is(200, "an issue is changed")
	}
	for _, sort := range []string{"", "created", "updated", "number"} {
		numbers := []int{1, 2, 3, 4, 5}
		if sort == "updated" {
			numbers = slices.Clone(changed)
		}
		for _, order := range []string{"asc", "desc", ""} {
			path := list + "?limit=2"
			if sort != "" {
				path += "&sort=" + sort
			}
			if order != "" {
				path += "&order=" + order
			}
			if order == "desc" {
				slices.Reverse(numbers)
			}
			want(t, path, s.items(path), numbers, fmt.Sprintf("they were opened in the order of their numbers and changed in the order %v; desc and created are the defaults", changed))
		}
	}
}

func TestNamesAllParametersThatAreWrong(t *testing.T) {
	s := start(t)
	list := s.issues(checkkit.Rand(t).Word(), 3)
	because := "errors has all parameters that are wrong at once; one that nobody knows would be a filter that doesn't filter"
	s.get(list+"?state=done&limit=0&sort=title&order=up&assignee=Bo&q=&colour=red").
		parameters(because, "assignee", "colour", "limit", "order", "q", "sort", "state")
	for _, query := range []string{"limit=101", "limit=-1", "limit=ten", "limit=", "limit=1e1", "limit=99999999999999999999", "limit=5&limit=5"} {
		s.get(list+"?"+query).parameters("limit is a number from 1 to 100, once: "+query, "limit")
	}
	s.get(list+"?q="+strings.Repeat("é", 101)).parameters("q has up to 100 characters", "q")
	s.get(list+"?q="+strings.Repeat("%C3%A9", 100)).is(200, "q has up to 100 characters")
	s.get(list+"?q=%FF").parameters("q is no UTF-8", "q")
	s.get(list+"?state=open&state=closed").parameters("a parameter other than label occurs once", "state")
	s.get("/v1/me?x=1").parameters("GET /v1/me has no parameters", "x")
	s.get("/v1/projects?state=open&limit=x").parameters("a list of projects has no states", "limit", "state")
	s.get("/v1/projects/not-there/issues").problem("not-found", "there is no such project")
}

func TestRefusesACursorOfAnotherList(t *testing.T) {
	s := start(t)
	list, other := s.issues("one", 6), s.issues("two", 6)
	cursor := url.QueryEscape(s.get(list + "?limit=2&state=open").page().next)
	want(t, list, s.get(list+"?limit=3&state=open&cursor="+cursor).page().items, []int{4, 3, 2}, "limit may be another")
	for _, path := range []string{list, list + "?state=closed", list + "?state=open&q=issue", list + "?state=open&order=asc", list + "?state=open&sort=number", other + "?state=open", "/v1/projects", "/v1/users"} {
		s.get(with(path, "cursor="+cursor)).parameters("a cursor belongs to its path, filters and order; this one is of GET "+list+"?state=open", "cursor")
	}
	r := checkkit.Rand(t)
	made := []string{"", "x", "0", "%00", "....", "%FF%FE", strings.Repeat("A", 513), base64.RawURLEncoding.EncodeToString([]byte("{}")), base64.RawURLEncoding.EncodeToString([]byte("null")), base64.RawURLEncoding.EncodeToString([]byte(`{"l":"","k":null}`)), "1' OR '1'='1"}
	for _, made := range made {
		if !strings.Contains(made, "%") {
			made = url.QueryEscape(made)
		}
		s.get(list+"?state=open&cursor="+made).parameters("it is no cursor", "cursor")
	}
	for range 20 { // what is changed a little may still be a cursor, but is no fault of the server
		changed := []byte(cursor)
		changed[r.IntN(len(changed))] = "Ab0_"[r.IntN(4)]
		got := s.get(list + "?state=open&cursor=" + string(changed))
		if got.status != 200 {
			got.problem("invalid-parameter", "it is no cursor")
		}
	}
}

func TestListsUsersAndProjectsByName(t *testing.T) {
	s := start(t)
	names := checkkit.Rand(t).Words(9)
	for _, name := range names {
		s.post("/v1/users", object{"name": name}).is(201, "an admin makes users")
		s.project(name)
	}
	slices.Sort(names)
	for _, list := range []struct {
		path, member string
		want         []string
	}{{"/v1/projects", "key", names}, {"/v1/users", "name", append([]string{"ann"}, names...)}} {
		want := []any{}
		slices.Sort(list.want)
		for _, name := range list.want {
			want = append(want, name)
		}
		for _, limit := range []int{1, 3, 100} {
			path := fmt.Sprintf("%s?limit=%d", list.path, limit)
			checkkit.Equal(t, "each "+list.member+" of GET "+path, column(s.items(path), list.member), want, "the list is sorted by %s, to the last page", list.member)
		}
	}
	first := s.get("/v1/projects?limit=3").page()
	s.delete("/v1/projects/"+names[2]).is(204, "the owner deletes it")
	s.project(names[0] + "-a")
	next := s.get("/v1/projects?limit=100&cursor=" + url.QueryEscape(first.next)).page()
	rest := []any{}
	for _, name := range names[3:] {
		rest = append(rest, name)
	}
	checkkit.Equal(t, "the keys after the third", column(next.items, "key"), rest, "the one that the cursor stands at was deleted, and one that comes before it was made")
}
