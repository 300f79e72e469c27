package restapi

import (
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// project makes one with some labels.
func (c *client) project(key string, labels ...string) string {
	c.t.Helper()
	path := c.do("POST", "/v1/projects", map[string]any{"key": key, "name": key}).is(201).header.Get("Location")
	for _, name := range labels {
		c.do("POST", path+"/labels", map[string]any{"name": name}).is(201)
	}
	return path
}

func TestIssues(t *testing.T) {
	eachStore(t, func(t *testing.T, a *api) {
		path := a.project("shop", "ui", "bug")
		a.user("bo")
		r := a.do("POST", path+"/issues", map[string]any{
			"title": "Ünï ☃ 😀", "body": "line\nline", "assignee": "bo", "labels": []string{"ui", "bug"},
		}).is(201)
		require.Equal(t, path+"/issues/1", r.header.Get("Location"))
		require.Equal(t, []any{"bug", "ui"}, r.get("labels"), "sorted")
		got := a.do("GET", path+"/issues/1", nil).is(200)
		require.Equal(t, r.body, got.body)
		require.Equal(t, r.etag(), got.etag())

		require.Equal(t, []string{"/assignee", "/body", "/labels/0", "/labels/2", "/title", "/x~1y"}, a.do("POST", path+"/issues",
			map[string]any{"assignee": "nobody", "body": 1, "labels": []string{"-", "ui", "none"}, "x/y": 1}).problem(invalid))
		require.Equal(t, []string{"/labels/0", "/labels/1", "/labels/3"}, a.do("POST", path+"/issues",
			map[string]any{"title": "t", "labels": []any{1, 2, "ui", "ui"}}).problem(invalid), "each is wrong once")
		require.EqualValues(t, 2, a.do("POST", path+"/issues", map[string]any{"title": "t"}).is(201).get("number"), "no gap")
		for _, number := range []string{"0", "01", "3", "-1", "x", "99999999999999999999", "1%00"} {
			require.Equal(t, 404, a.do("GET", path+"/issues/"+number, nil).status, number)
		}
		a.do("POST", "/v1/projects/none/issues", map[string]any{}).problem(notFound)
	})
}

func TestIssuesChangeOnlyWithIfMatch(t *testing.T) {
	eachStore(t, func(t *testing.T, a *api) {
		path := a.project("shop", "bug") + "/issues/1"
		first := a.do("POST", "/v1/projects/shop/issues", map[string]any{"title": "t", "assignee": "ann"}).etag()
		closed := map[string]any{"state": "closed"}
		a.do("PATCH", path, closed).problem(noPrecondition)
		a.do("DELETE", path, nil).problem(noPrecondition)
		a.do("PUT", path+"/labels", map[string]any{"labels": []string{}}).problem(noPrecondition)
		for _, tag := range []string{`x`, `"`, `"a" "b"`, `W/`, `,`, `*, "a"`} {
			a.do("PATCH", path, closed, "If-Match", tag).problem(malformed)
		}
		require.Equal(t, []string{""}, a.do("PATCH", path, map[string]any{}, "If-Match", first).problem(invalid))

		r := a.do("PATCH", path, closed, "If-Match", `"9-9", `+first).is(200)
		second := r.etag()
		require.NotNil(t, r.get("closed_at"))
		require.Equal(t, second, a.do("PATCH", path, closed, "If-Match", "*").is(200).etag(), "no change")
		require.Equal(t, second, a.do("PATCH", path, closed, "If-Match", first).problemETag(stale))
		r = a.do("PATCH", path, map[string]any{"state": "open", "assignee": nil}, "If-Match", second).is(200)
		require.Nil(t, r.get("closed_at"))
		require.Nil(t, r.get("assignee"))

		third := r.etag()
		require.Equal(t, third, a.do("PUT", path+"/labels", map[string]any{"labels": []string{}}, "If-Match", third).is(200).etag())
		r = a.do("PUT", path+"/labels", map[string]any{"labels": []string{"bug"}}, "If-Match", third).is(200)
		require.NotEqual(t, third, r.etag())
		require.Equal(t, []string{"/labels/1"}, a.do("PUT", path+"/labels",
			map[string]any{"labels": []string{"bug", "none"}}, "If-Match", "*").problem(invalid))
		require.Equal(t, []any{"bug"}, a.do("GET", path, nil).get("labels"), "all or nothing")

		bo := a.user("bo")
		bo.do("DELETE", path, nil, "If-Match", "*").problem(forbidden)
		a.do("DELETE", path, nil, "If-Match", first).problem(stale)
		a.do("DELETE", path, nil, "If-Match", r.etag()).is(204)
		a.do("DELETE", path, nil, "If-Match", "*").problem(notFound)
		require.EqualValues(t, 2, a.do("POST", "/v1/projects/shop/issues", map[string]any{"title": "t"}).get("number"), "never again")
	})
}

func (r *reply) problemETag(k kind) string {
	r.t.Helper()
	r.problem(k)
	return r.etag()
}

// Of many who change one version, one does.
func TestNoUpdateIsLost(t *testing.T) {
	eachStore(t, func(t *testing.T, a *api) {
		path := a.project("shop") + "/issues/1"
		a.do("POST", "/v1/projects/shop/issues", map[string]any{"title": "0"}).is(201)
		const clients, each = 8, 5
		var wg sync.WaitGroup
		for range clients {
			wg.Go(func() {
				for done := 0; done < each; {
					r := a.do("GET", path, nil)
					next := r.get("title").(string) + "+"
					if a.do("PATCH", path, map[string]any{"title": next}, "If-Match", r.etag()).status == 200 {
						done++
					}
				}
			})
		}
		within(t, "changing", wg.Wait)
		require.Equal(t, "0"+strings.Repeat("+", clients*each), a.do("GET", path, nil).get("title"))
	})
}

// Requests that fail between others leave no gap.
func TestNumbersAreDense(t *testing.T) {
	eachStore(t, func(t *testing.T, a *api) {
		path := a.project("shop") + "/issues"
		const clients, each = 8, 10
		var mu sync.Mutex
		seen := map[float64]bool{}
		var wg sync.WaitGroup
		for range clients {
			wg.Go(func() {
				for range each {
					a.do("POST", path, map[string]any{"title": "t", "assignee": "nobody"}).problem(invalid)
					number := a.do("POST", path, map[string]any{"title": "t"}).is(201).get("number").(float64)
					mu.Lock()
					seen[number] = true
					mu.Unlock()
				}
			})
		}
		within(t, "opening", wg.Wait)
		require.Len(t, seen, clients*each)
		for n := 1; n <= clients*each; n++ {
			require.True(t, seen[float64(n)], n)
		}
	})
}

func TestComments(t *testing.T) {
	eachStore(t, func(t *testing.T, a *api) {
		path := a.project("shop") + "/issues"
		issue := a.do("POST", path, map[string]any{"title": "t"}).etag()
		a.do("POST", path, map[string]any{"title": "u"}).is(201)
		bo := a.user("bo")
		r := bo.do("POST", path+"/1/comments", map[string]any{"body": "hello"}).is(201)
		require.Equal(t, path+"/1/comments/1", r.header.Get("Location"))
		require.Equal(t, issue, a.do("GET", path+"/1", nil).etag(), "the issue does not change")
		bo.do("POST", path+"/9/comments", map[string]any{"body": "hello"}).problem(notFound)
		require.Equal(t, []string{"/body"}, bo.do("POST", path+"/1/comments", map[string]any{"body": " \n"}).problem(invalid))

		one := path + "/1/comments/1"
		require.Equal(t, r.etag(), a.do("GET", one, nil).is(200).etag())
		a.do("GET", path+"/2/comments/1", nil).problem(notFound)
		cy := a.user("cy")
		cy.do("PATCH", one, map[string]any{"body": "mine"}).problem(forbidden)
		cy.do("DELETE", one, nil).problem(forbidden)
		second := bo.do("PATCH", one, map[string]any{"body": "bye"}).is(200)
		require.NotEqual(t, r.etag(), second.etag())
		bo.do("PATCH", one, map[string]any{"body": "x"}, "If-Match", r.etag()).problem(stale)
		a.do("DELETE", one, nil, "If-Match", second.etag()).is(204)
		a.do("GET", one, nil).problem(notFound)
	})
}

// A label's name is part of the issues that have it.
func TestLabelsChangeTheirIssues(t *testing.T) {
	eachStore(t, func(t *testing.T, a *api) {
		path := a.project("shop", "bug", "ui")
		with := a.do("POST", path+"/issues", map[string]any{"title": "t", "labels": []string{"bug"}})
		without := a.do("POST", path+"/issues", map[string]any{"title": "u"})
		require.Equal(t, []string{"/name"}, a.do("POST", path+"/labels", map[string]any{"name": "ui"}).problem(conflict))
		require.Equal(t, []string{"/name"}, a.do("PATCH", path+"/labels/bug", map[string]any{"name": "ui"}).problem(conflict))
		require.Equal(t, with.etag(), a.do("GET", path+"/issues/1", nil).etag(), "nothing was changed")

		a.do("PATCH", path+"/labels/bug", map[string]any{"color": "#ff0000"}).is(200)
		require.Equal(t, with.etag(), a.do("GET", path+"/issues/1", nil).etag(), "the color is not in the issue")
		a.do("PATCH", path+"/labels/bug", map[string]any{"name": "Bug"}, "If-Match", `"0-0"`).problem(stale)
		a.do("PATCH", path+"/labels/bug", map[string]any{"name": "Bug"}).is(200)
		renamed := a.do("GET", path+"/issues/1", nil)
		require.Equal(t, []any{"Bug"}, renamed.get("labels"))
		require.NotEqual(t, with.etag(), renamed.etag())
		require.Equal(t, with.get("updated_at"), renamed.get("updated_at"))
		require.Equal(t, without.etag(), a.do("GET", path+"/issues/2", nil).etag())

		a.do("GET", path+"/labels/bug", nil).problem(notFound)
		a.do("DELETE", path+"/labels/Bug", nil).is(204)
		gone := a.do("GET", path+"/issues/1", nil)
		require.Empty(t, gone.get("labels"))
		require.NotEqual(t, renamed.etag(), gone.etag())
	})
}
