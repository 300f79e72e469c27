package restapi_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"systems.course/checkkit"
)

var commentMembers = []string{"id", "author", "body", "created_at", "updated_at"}

// label makes a label.
func (c *client) label(project, name string) {
	c.t.Helper()
	c.post(project+"/labels", object{"name": name}).is(201, "POST to a project's labels makes one")
}

func TestHoldsAConversationAboutAnIssue(t *testing.T) {
	s := start(t)
	r := checkkit.Rand(t)
	words := r.Words(3)
	bo, cy := s.user(words[0]), s.user(words[1])
	project := s.project(words[2])
	path, other := s.issue(project, "one"), s.issue(project, "two")
	tag := s.get(path).etag()
	text := sentence(r) + "\nsecond line"
	made := bo.post(path+"/comments", object{"body": text}).is(201, "every user may say something").members(commentMembers...)
	made.has("body", text, "it was sent so").has("author", words[0], "it is his token")
	checkkit.Equal(t, "Location", made.location(), fmt.Sprintf("%s/comments/%d", path, made.number("id")), "201 says where the new resource is")
	if shown := cy.get(made.location()).is(200, "everybody may look"); !bytes.Equal(shown.body, made.body) || shown.etag() != made.etag() {
		shown.fail("what the POST has answered, with the ETag "+made.etag(), string(shown.body), "nobody has changed it since")
	}
	second := s.post(path+"/comments", object{"body": "second"}).is(201, "every user may say something")
	s.post(other+"/comments", object{"body": "elsewhere"}).is(201, "every user may say something")
	checkkit.Equal(t, "the bodies of GET "+path+"/comments?limit=1, page by page", column(s.items(path+"/comments?limit=1"), "body"), []any{text, "second"}, "the oldest comes first")
	checkkit.Equal(t, "the issue's ETag after two comments", s.get(path).etag(), tag, "the issue itself does not change by a comment")
	at := made.location()
	for _, wrong := range []string{strings.Replace(at, path, other, 1), path + "/comments/0", path + "/comments/x", path + "/comments/" + fmt.Sprint(1<<40), strings.Replace(at, path, project+"/issues/99", 1)} {
		s.get(wrong).problem("not-found", "this issue has no such comment: "+wrong)
		s.delete(wrong).problem("not-found", "this issue has no such comment: "+wrong)
	}
	cy.patch(at, object{"body": "x"}).problem("forbidden", "a comment is changed by its author and by admins")
	second2 := bo.patch(at, object{"body": "other words"}, "If-Match: "+made.etag()).is(200, "the author may change it").has("body", "other words", "that was sent")
	bo.patch(at, object{"body": "x"}, "If-Match: "+made.etag()).problem("precondition-failed", "there is a second version")
	checkkit.Equal(t, "the ETag after a change to the same body", bo.patch(at, object{"body": "other words"}).etag(), second2.etag(), "a change to the same values is none")
	cy.delete(second.location()).problem("forbidden", "a comment is deleted by its author and by admins")
	s.delete(at).is(204, "ann is an admin")
	s.get(at).problem("not-found", "it was deleted")
	checkkit.Equal(t, "the bodies of GET "+path+"/comments", column(s.items(path+"/comments"), "body"), []any{"second"}, "the first was deleted")
}

func TestSaysWhatIsWrongWithCommentsAndLabels(t *testing.T) {
	s := start(t)
	project := s.project(checkkit.Rand(t).Word())
	comments := s.issue(project, "x") + "/comments"
	for _, body := range []any{"", " \n\t", "a\x00b", 5, nil, strings.Repeat("x", 65537)} {
		s.post(comments, object{"body": body, "id": 7}).problem("validation", "a comment's body is a text of up to 65536 characters, not only of blanks, without U+0000; errors has all that is wrong", "/body", "/id")
	}
	at := s.post(comments, object{"body": "x"}).is(201, "one character is enough").location()
	s.patch(at, object{"body": " ", "author": "bo"}).problem("validation", "errors has all that is wrong", "/author", "/body")
	s.patch(at, object{}).problem("validation", "a patch has at least one member", "")
	labels := project + "/labels"
	s.post(labels, object{"name": "two words", "color": "red", "description": "a\nb", "x": 1}).problem("validation", "errors has all that is wrong", "/color", "/description", "/name", "/x")
	for _, name := range []any{"", "-a", ".a", "a/b", "é", "a\n", strings.Repeat("a", 51), nil, 5} {
		s.post(labels, object{"name": name}).problem("validation", "a label's name is a letter or digit, and up to 49 letters, digits, dots, hyphens and underscores", "/name")
	}
	for _, color := range []any{"", "#FFFFFF", "#fff", "123456", "#12345g", nil} {
		s.post(labels, object{"name": "a", "color": color}).problem("validation", "a color is # and six digits 0 to 9 and a to f", "/color")
	}
	s.post(project+"-x/labels", object{"name": ""}).problem("not-found", "there is no such project")
}

func TestMakesLabels(t *testing.T) {
	s := start(t)
	project := s.project(checkkit.Rand(t).Word())
	made := s.post(project+"/labels", object{"name": "b_u.g-1"}).is(201, "POST makes a label").members("name", "color", "description")
	made.has("color", "#808080", "that is the default").has("description", "", "that is the default")
	checkkit.Equal(t, "Location", made.location(), project+"/labels/b_u.g-1", "201 says where the new resource is")
	s.get(made.location(), "If-None-Match: "+made.etag()).is(304, "it is as the POST has answered")
	s.label(project, "B_u.g-1")
	for _, name := range []string{"zoo", "Zoo", "0", "a"} {
		s.label(project, name)
	}
	checkkit.Equal(t, "the names of GET "+project+"/labels?limit=2, page by page", column(s.items(project+"/labels?limit=2"), "name"), []any{"0", "B_u.g-1", "Zoo", "a", "b_u.g-1", "zoo"}, "upper and lower case differ, and names are sorted by bytes")
	s.post(project+"/labels", object{"name": "zoo"}).problem("conflict", "the project has a label of this name", "/name")
	s.patch(project+"/labels/a", object{"name": "zoo"}).problem("conflict", "the project has a label of this name", "/name")
	changed := s.patch(made.location(), object{"color": "#00ff7f", "description": "é"}, "If-Match: "+made.etag()).is(200, "every user may change labels")
	changed.has("name", "b_u.g-1", "members that are not given stay").has("color", "#00ff7f", "it was given")
	s.delete(made.location(), "If-Match: "+made.etag()).problem("precondition-failed", "there is a second version")
	s.delete(made.location()).is(204, "If-Match is not required for labels")
	s.get(made.location()).problem("not-found", "it was deleted")
	other := s.project("other")
	s.label(other, "zoo")
	s.get(other+"/labels/a").problem("not-found", "labels belong to a project, and this one is another's")
}

func TestGivesAnIssueExactlyTheseLabels(t *testing.T) {
	s := start(t)
	project := s.project(checkkit.Rand(t).Word())
	for _, name := range []string{"bug", "Till", "old"} {
		s.label(project, name)
	}
	made := s.post(project+"/issues", object{"title": "x", "labels": []string{"old", "bug"}}).is(201, "an issue is opened with labels").
		has("labels", []any{"bug", "old"}, "they are sorted by bytes")
	path := made.location()
	labels := func(names ...string) object { return object{"labels": append([]string{}, names...)} }
	s.put(path+"/labels", labels("bug")).problem("precondition-required", "what changes an issue needs If-Match")
	same := s.put(path+"/labels", labels("old", "bug"), "If-Match: "+made.etag()).is(200, "PUT sets the labels")
	checkkit.Equal(t, "the ETag after the same set", same.etag(), made.etag(), "the same set in another order is no change")
	changed := s.put(path+"/labels", labels("bug", "Till"), "If-Match: "+made.etag()).is(200, "PUT sets the labels").members(issueMembers...)
	changed.has("labels", []any{"Till", "bug"}, "it has exactly these, and they are sorted by bytes")
	checkkit.False(t, "the ETag after other labels is that before", changed.etag() == made.etag(), "ETag changes with every change")
	s.put(path+"/labels", labels(), "If-Match: "+made.etag()).problem("precondition-failed", "there is a second version")
	because := "errors has all that is wrong at once"
	s.put(path+"/labels", labels("old", "BUG", "bug", "nolabel"), "If-Match: *").problem("validation", because, "/labels/1", "/labels/3")
	s.put(path+"/labels", labels("-", "old", "nolabel"), "If-Match: *").problem("validation", because+", what can't be a label and what is none alike", "/labels/0", "/labels/2")
	s.put(path+"/labels", labels("old", "bug", "old"), "If-Match: *").problem("validation", "a label is named once", "/labels/2")
	s.put(path+"/labels", object{"labels": []any{"old", 5, nil}, "state": "open"}, "If-Match: *").problem("validation", because, "/labels/1", "/labels/2", "/state")
	s.put(path+"/labels", object{}, "If-Match: *").problem("validation", "labels is required", "/labels")
	many := make([]string, 21)
	for i := range many {
		many[i] = fmt.Sprint("l", i)
		s.label(project, many[i])
	}
	s.put(path+"/labels", labels(many...), "If-Match: *").problem("validation", "an issue has up to 20 labels", "/labels")
	if now := s.get(path); !bytes.Equal(now.body, changed.body) || now.etag() != changed.etag() {
		now.fail(string(changed.body), string(now.body), "what was refused has changed nothing, not even in part")
	}
	s.put(path+"/labels", labels(many[:20]...), "If-Match: *").is(200, "an issue has up to 20 labels")
	s.put(path+"/labels", labels(), "If-Match: *").is(200, "no labels are a set too").has("labels", []any{}, "it has none")
}

func TestChangesOfALabelReachItsIssues(t *testing.T) {
	s := start(t)
	project := s.project(checkkit.Rand(t).Word())
	s.label(project, "bug")
	s.label(project, "mild")
	open := func(labels ...string) *reply {
		return s.post(project+"/issues", object{"title": "x", "labels": labels}).is(201, "an issue is opened with labels")
	}
	with, without := open("bug", "mild"), open("mild")
	now := func(old *reply, names []any, changed bool) *reply {
		r := s.get(old.location()).has("labels", names, "that is what became of its labels").
			has("updated_at", old.text("updated_at"), "an issue's updated_at stays when its label is changed")
		if (r.etag() != old.etag()) != changed {
			r.fail(fmt.Sprintf("changed ETag: %v", changed), fmt.Sprintf("%s, after %s", r.etag(), old.etag()), "ETag changes with every change of the representation, also when another resource is the reason")
		}
		r.header.Set("Location", old.location())
		return r
	}
	s.patch(project+"/labels/bug", object{"color": "#000000"}).is(200, "every user may change labels")
	with = now(with, []any{"bug", "mild"}, false)
	s.patch(project+"/labels/bug", object{"name": "zap"}).is(200, "every user may change labels")
	with = now(with, []any{"mild", "zap"}, true)
	without = now(without, []any{"mild"}, false)
	s.get(project+"/labels/bug").problem("not-found", "it has another name now")
	s.delete(project+"/labels/zap").is(204, "every user may delete labels")
	with = now(with, []any{"mild"}, true)
	s.label(project, "zap")
	now(with, []any{"mild"}, false)
	now(without, []any{"mild"}, false)
}

func TestFiltersIssuesByLabels(t *testing.T) {
	s := start(t)
	project := s.project(checkkit.Rand(t).Word())
	for _, name := range []string{"a", "b", "A"} {
		s.label(project, name)
	}
	for _, labels := range [][]string{{}, {"a"}, {"b"}, {"a", "b"}, {"A"}} {
		s.post(project+"/issues", object{"title": "x", "labels": labels}).is(201, "an issue is opened with labels")
	}
	for query, numbers := range map[string][]int{"label=a": {2, 4}, "label=a&label=b": {4}, "label=b&label=b": {3, 4}, "label=A": {5}, "label=none": {}, "label=a&label=A": {}} {
		path := project + "/issues?sort=number&order=asc&limit=1&" + query
		want(t, path, s.items(path), numbers, "label can be there several times, and then the issue has all of them")
	}
	s.get(project+"/issues?label=a&label=b&label=c&label=d&label=e&label=f").parameters("label can be there up to five times", "label")
	s.get(project+"/issues?label=a&label=-").parameters("- can't be a label", "label")
}

func TestDeletesWhatBelongsToTheDeleted(t *testing.T) {
	const size = 1 << 20
	s := start(t, "--max-size", fmt.Sprint(size))
	r := checkkit.Rand(t)
	key := r.Word()
	for round := range 3 {
		project := s.project(key)
		s.label(project, "bug")
		made := s.post(project+"/issues", object{"title": "x", "labels": []string{"bug"}}).is(201, "an issue is opened in project %d of this key", round+1)
		made.has("number", 1, "a new project begins at 1")
		path := made.location()
		checkkit.Equal(t, "the comments of a new issue", len(s.items(path+"/comments")), 0, "those of the deleted one with this number are gone")
		var last *reply
		for range 8 {
			last = s.post(path+"/comments", object{"body": strings.Repeat(r.Word()[:3], 20_000)})
			last.is(201, "the database may have %d bytes (--max-size), and comments of %d bytes were made since the last DELETE of a project or issue, which deletes all that it holds and makes its room free", size, 8*60_000)
		}
		if round == 1 {
			s.delete(path, "If-Match: *").is(204, "the author deletes the issue")
			s.get(last.location()).problem("not-found", "a comment goes with its issue")
			next := s.issue(project, "y")
			for range 8 {
				s.post(next+"/comments", object{"body": strings.Repeat("y", 60_000)}).is(201, "the comments of the issue that was deleted take no room any more")
			}
		}
		s.delete(project).is(204, "the owner deletes the project")
		for _, gone := range []string{project, path, last.location(), project + "/labels/bug", project + "/issues", project + "/labels"} {
			s.get(gone).problem("not-found", "it went with its project: "+gone)
		}
	}
}
