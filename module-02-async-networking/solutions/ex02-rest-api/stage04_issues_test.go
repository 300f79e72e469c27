package restapi_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"systems.course/checkkit"
)

var issueMembers = []string{"project", "number", "title", "body", "state", "author", "assignee", "labels", "created_at", "updated_at", "closed_at"}

func TestOpensIssuesWithTheProjectsNextNumber(t *testing.T) {
	s := start(t)
	r := checkkit.Rand(t)
	words := r.Words(4)
	bo := s.user(words[0])
	for _, key := range words[1:3] {
		project := s.project(key)
		for n := 1; n <= 3; n++ {
			title, body := sentence(r), sentence(r)
			made := bo.post(project+"/issues", object{"title": title, "body": body, "assignee": "ann"}).is(201, "every user may open issues").members(issueMembers...)
			because := "it was sent so"
			made.has("project", key, "%s", because).has("title", title, "%s", because).has("body", body, "%s", because).has("assignee", "ann", "%s", because)
			made.has("number", n, "numbers of a project are 1, 2, 3").has("author", words[0], "it is his token").has("state", "open", "it is new").has("closed_at", nil, "it is open").has("labels", []any{}, "it has none")
			checkkit.Equal(t, "Location", made.location(), fmt.Sprintf("%s/issues/%d", project, n), "201 says where the new resource is")
			shown := s.get(made.location()).is(200, "the issue is there")
			if !bytes.Equal(shown.body, made.body) || shown.etag() != made.etag() {
				shown.fail("what the POST has answered, with the ETag "+made.etag(), string(shown.body), "nobody has changed it since")
			}
		}
		for _, number := range []string{"0", "-1", "01", "4", "+1", "1.0", "x", "99999999999999999999", "1'--"} {
			s.get(project+"/issues/"+number).problem("not-found", "the project's issues are 1 to 3, and there is one way to write a number: "+number)
		}
	}
	s.post("/v1/projects/not-there/issues", object{"title": "x"}).problem("not-found", "there is no such project")
	s.post("/v1/projects/"+words[1]+"/issues", object{"title": "short"}).is(201, "a title is enough").has("body", "", "that is the default").has("assignee", nil, "it is nobody's")
}

func TestNumbersDoNotRace(t *testing.T) {
	s := start(t)
	words := checkkit.Rand(t).Words(3)
	projects := []string{s.project(words[0]), s.project(words[1])}
	const each = 30
	replies := together(t, 2*each, func(i int) (*reply, error) {
		body := object{"title": fmt.Sprint("issue ", i)}
		if i%10 == 9 {
			body["assignee"] = words[2] // no user: refused
		}
		return s.try("POST", projects[i%2]+"/issues", body)
	})
	numbers := map[string][]int{}
	for i, r := range replies {
		if i%10 == 9 {
			r.problem("validation", "the assignee is no user", "/assignee")
			continue
		}
		r.is(201, "issues that are opened at the same time are all opened")
		numbers[r.text("project")] = append(numbers[r.text("project")], r.number("number"))
		s.get(r.location()).is(200, "it was made").has("title", fmt.Sprint("issue ", i), "the POST of this issue was answered with this number")
	}
	refused := map[string]int{words[0]: 0, words[1]: each / 5}
	for _, key := range words[:2] {
		want := []int{}
		for n := range each - refused[key] {
			want = append(want, n+1)
		}
		slices.Sort(numbers[key])
		checkkit.Equal(t, "the numbers in project "+key, numbers[key], want, "numbers have no gaps, and no two issues have the same; a POST that was refused has taken none")
	}
	last := fmt.Sprintf("%s/issues/%d", projects[0], each)
	s.delete(last, "If-Match: *").is(204, "the author deletes it")
	s.post(projects[0]+"/issues", object{"title": "x"}).is(201, "").has("number", each+1, "the number of an issue that was deleted is never used again")
}

func TestWantsToKnowWhichVersionIsChanged(t *testing.T) {
	s := start(t)
	path := s.issue(s.project(checkkit.Rand(t).Word()), "first")
	first := s.get(path).etag()
	s.patch(path, object{"title": "x"}).problem("precondition-required", "without If-Match a change could be one of a version that its author has never seen")
	s.delete(path).problem("precondition-required", "without If-Match a change could be one of a version that its author has never seen")
	second := s.patch(path, object{"title": "second"}, "If-Match: "+first).is(200, "If-Match names the version that is there").etag()
	checkkit.False(t, "the second version has the ETag of the first", first == second, "ETag changes with every change")
	for _, tags := range []string{first, `"x"`, "W/" + second, first + `, "x"`, `"` + strings.Trim(second, `"`) + `x"`} {
		because := "If-Match does not name the version that is there, " + second + "; a weak ETag names none (RFC 9110, 13.1.1): " + tags
		r := s.patch(path, object{"title": "third"}, "If-Match: "+tags).problem("precondition-failed", because)
		checkkit.Equal(t, "the ETag of the refusal", r.etag(), second, "it is the current one")
		s.delete(path, "If-Match: "+tags).problem("precondition-failed", because)
	}
	for _, tags := range []string{"x", `"x`, "* *", `"a" "b"`, "W/"} {
		s.patch(path, object{"title": "third"}, "If-Match: "+tags).problem("malformed-request", "If-Match is * or ETags with commas between: "+tags)
	}
	s.get(path).is(200, "it is there").has("title", "second", "what was refused has changed nothing")
	third := s.patch(path, object{"title": "third"}, `If-Match: "x", `+second).is(200, "one of the list is the version that is there").etag()
	s.patch(path, object{"title": "fourth"}, "If-Match: *").is(200, "* is any version")
	s.delete(path, "If-Match: "+third).problem("precondition-failed", "that was the version before")
	s.delete(path, "If-Match: *").is(204, "* is any version")
	s.patch(path, object{"title": "x"}, "If-Match: *").problem("not-found", "it was deleted")
}

func TestLosesNoUpdate(t *testing.T) {
	s := start(t)
	path := s.issue(s.project(checkkit.Rand(t).Word()), "shared")
	const clients, lines = 6, 4
	together(t, clients, func(i int) (*reply, error) {
		for n := range lines {
			for tries := 0; ; tries++ {
				old, err := s.try("GET", path, nil)
				if err != nil {
					return nil, err
				}
				text, _ := old.json["body"].(string)
				r, err := s.try("PATCH", path, object{"body": text + fmt.Sprintf("<%d.%d>", i, n)}, "If-Match: "+old.header.Get("ETag"))
				if err != nil || tries > 1000 {
					return r, err
				}
				if r.status == 200 {
					break
				}
				if r.status != 412 {
					return r, fmt.Errorf("PATCH with If-Match was answered with %d, and not with 200 or 412", r.status)
				}
			}
		}
		return s.try("GET", path, nil)
	})
	end := s.get(path)
	for i := range clients {
		for n := range lines {
			if line := fmt.Sprintf("<%d.%d>", i, n); strings.Count(end.text("body"), line) != 1 {
				end.fail(line+" once", end.text("body"), "%d clients have read the issue, added a text to its body, and sent it with If-Match until they got 200", clients)
			}
		}
	}
	tag := end.etag()
	replies := together(t, 8, func(i int) (*reply, error) {
		return s.try("PATCH", path, object{"title": fmt.Sprint("by ", i)}, "If-Match: "+tag)
	})
	if n := count(replies); n[200] != 1 || n[412] != 7 {
		replies[0].fail("of 8 PATCHes at once with the same If-Match, one with 200 and seven with 412", fmt.Sprint(n), "after the first of them the version is another")
	}
}

func TestSaysThatNothingHasChanged(t *testing.T) {
	s := start(t)
	key := checkkit.Rand(t).Word()
	project := s.project(key)
	for _, path := range []string{s.issue(project, "x"), project, "/v1/me", "/v1/users/ann"} {
		tag := s.get(path).etag()
		for _, tags := range []string{tag, "W/" + tag, `"x", ` + tag, "*"} {
			for _, method := range []string{"GET", "HEAD"} {
				r := s.do(method, path, nil, "If-None-Match: "+tags).is(304, "the client has this version: compared weakly (RFC 9110, 13.1.2)")
				checkkit.Equal(t, "the ETag of the 304", r.etag(), tag, "a 304 has the ETag of the 200 (RFC 9110, 15.4.5)")
			}
		}
		s.get(path, `If-None-Match: "x", "y"`).is(200, "the client has another version")
		s.get(path, `If-None-Match: "x`).problem("malformed-request", "If-None-Match is * or ETags with commas between")
	}
	old := s.get(project).etag()
	s.patch(project, object{"name": "x"}).is(200, "the owner changes it")
	s.get(project, "If-None-Match: "+old).is(200, "it has changed").has("name", "x", "it is the new version")
}

func TestClosesAndReopensIssues(t *testing.T) {
	s := start(t)
	bo := s.user(checkkit.Rand(t).Word())
	path := s.issue(s.project("p"), "door")
	opened := s.get(path)
	tag := opened.etag()
	change := func(body object) *reply {
		r := bo.patch(path, body, "If-Match: "+tag).is(200, "every user may change issues").members(issueMembers...)
		tag = r.etag()
		return r
	}
	closed := change(object{"state": "closed", "assignee": "ann"}).has("state", "closed", "it was closed").has("assignee", "ann", "it was given to her").has("title", "door", "members that are not given stay")
	closed.has("closed_at", closed.text("updated_at"), "it was closed by its last change")
	same := change(object{"state": "closed", "title": "door"}).has("closed_at", closed.text("closed_at"), "it was closed already")
	same.has("updated_at", closed.text("updated_at"), "a change to the same values is none")
	checkkit.Equal(t, "the ETag after a change to the same values", same.etag(), closed.etag(), "a change to the same values is none")
	change(object{"title": "window"}).has("closed_at", closed.text("closed_at"), "it was closed then").has("assignee", "ann", "members that are not given stay")
	again := change(object{"state": "open", "assignee": nil}).has("closed_at", nil, "it is open").has("assignee", nil, "null is nobody")
	again.has("created_at", opened.text("created_at"), "it was made once").has("author", "ann", "she made it")
	checkkit.True(t, "updated_at is later than before", again.text("updated_at") > closed.text("updated_at"), "it says when the last change was")
}

func TestSaysAllThatIsWrongWithAnIssue(t *testing.T) {
	s := start(t)
	project := s.project(checkkit.Rand(t).Word())
	because := "errors has all that is wrong at once: members, and what they name"
	s.post(project+"/issues", object{"assignee": "nobody", "labels": []string{"-"}, "state": "open"}).
		problem("validation", because, "/assignee", "/labels/0", "/state", "/title")
	s.post(project+"/issues", object{"title": "a\nb", "body": 1, "assignee": 7, "labels": "bug"}).
		problem("validation", because, "/assignee", "/body", "/labels", "/title")
	s.post(project+"/issues", object{"title": "x", "assignee": "nobody", "labels": []string{"bug", "till"}}).
		problem("validation", because, "/assignee", "/labels/0", "/labels/1")
	path := s.issue(project, "x")
	s.patch(path, object{"title": nil, "state": "done", "assignee": "Nobody", "number": 7}, "If-Match: *").
		problem("validation", because, "/assignee", "/number", "/state", "/title")
	s.patch(path, object{"labels": []string{}}, "If-Match: *").problem("validation", "labels have a path of their own", "/labels")
	s.patch(path, object{}, "If-Match: *").problem("validation", "a patch has at least one member", "")
	s.get(path).has("title", "x", "what was refused has changed nothing").has("number", 1, "what was refused has taken no number")
}

func TestDeletesAnIssueForThoseWhoMay(t *testing.T) {
	s := start(t)
	words := checkkit.Rand(t).Words(4)
	author, owner, other := s.user(words[0]), s.user(words[1]), s.user(words[2])
	project := owner.project(words[3])
	for _, who := range []*client{author, owner, s.client} {
		path := author.issue(project, "x")
		other.delete(path, "If-Match: *").problem("forbidden", "an issue is deleted by its author, the project's owner and admins")
		who.delete(path, `If-Match: "x"`).problem("precondition-failed", "that is no version of the issue")
		who.delete(path, "If-Match: "+who.get(path).etag()).is(204, "an issue is deleted by its author, the project's owner and admins")
		who.get(path).problem("not-found", "it was deleted")
		who.delete(path, "If-Match: *").problem("not-found", "it was deleted")
	}
}
