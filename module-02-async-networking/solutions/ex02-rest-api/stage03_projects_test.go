package restapi_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"systems.course/checkkit"
)

var projectMembers = []string{"key", "name", "description", "owner", "created_at", "updated_at"}

func TestMakesAProjectAndShowsIt(t *testing.T) {
	s := start(t)
	r := checkkit.Rand(t)
	key, name, description := r.Word(), sentence(r), sentence(r)+"\n\t<script>&\u2028"
	made := s.post("/v1/projects", object{"key": key, "name": name, "description": description}).is(201, "POST makes a project").members(projectMembers...)
	made.has("key", key, "it was sent so").has("name", name, "it was sent so").has("description", description, "it was sent so").has("owner", "ann", "whoever makes it owns it")
	made.has("updated_at", made.text("created_at"), "it has not been changed yet")
	checkkit.Equal(t, "Location", made.location(), "/v1/projects/"+key, "201 says where the new resource is")
	shown := s.get(made.location()).is(200, "the project is there")
	if !bytes.Equal(shown.body, made.body) || shown.etag() != made.etag() {
		shown.fail("what the POST has answered, with the ETag "+made.etag(), string(shown.body), "nobody has changed it since")
	}
	short := s.user("x"+key).post("/v1/projects", object{"key": "x" + key, "name": "x"}, "Content-Type: application/json; charset=UTF-8")
	short.is(201, "every user may make projects").has("description", "", "that is the default").has("owner", "x"+key, "whoever makes it owns it")
	s.get("/v1/projects/not-"+key).problem("not-found", "there is no such project")
	s.get("/v1/projects/Not_A_Key").problem("not-found", "there is no such project, and can't be")
}

func TestNamesAllMembersThatAreWrong(t *testing.T) {
	s := start(t)
	because := "errors has all that is wrong at once, each with its place"
	s.post("/v1/projects", object{"key": "A", "name": " ", "description": 5, "owner": "bo"}).problem("validation", because, "/description", "/key", "/name", "/owner")
	s.post("/v1/projects", object{}).problem("validation", because, "/key", "/name")
	s.post("/v1/projects", object{"key": nil, "name": []int{1}, "description": nil}).problem("validation", "null is no string", "/description", "/key", "/name")
	s.post("/v1/projects", object{"key": "a", "name": "a", "": 1, "a/b~c": 1, "Name": "a"}).
		problem("validation", "a pointer has ~1 for a slash and ~0 for a tilde, and upper and lower case differ (RFC 6901, 3)", "/", "/Name", "/a~1b~0c")
	for _, body := range []string{"[]", `"key"`, "null", "12", "true", `[{"key":"a","name":"a"}]`} {
		s.post("/v1/projects", body).problem("validation", "the body is JSON and no object, so that all of it is wrong: the pointer is empty", "")
	}
	for _, name := range []string{"", "\t", "a\nb", "a\x00b", "a\x7fb"} {
		s.post("/v1/projects", object{"key": "a", "name": name}).problem("validation", "a name is one line without control characters, and not only of blanks", "/name")
	}
	s.post("/v1/projects", object{"key": "a", "name": "a", "description": "a\x00b"}).problem("validation", "U+0000 is in no text", "/description")
	s.get("/v1/projects/a").problem("not-found", "what was refused has made nothing")
}

func TestCountsCharactersAndNotBytes(t *testing.T) {
	s := start(t)
	long := strings.Repeat("é", 199) + "🙂"
	text := strings.Repeat("🙂", 65536)
	s.post("/v1/projects", object{"key": "a", "name": long, "description": text}).is(201, "a name has up to 200 characters, and a description 65536").
		has("name", long, "it comes back as it was").has("description", text, "it comes back as it was")
	s.post("/v1/projects", object{"key": "b", "name": long + "x", "description": text + "x"}).
		problem("validation", "a name has up to 200 characters, and a description 65536", "/description", "/name")
	s.post("/v1/projects", `{"key":"c","name":"\ud83d\ude42\u00e9"}`).is(201, "two escapes are one character").has("name", "🙂é", "it is that character")
}

func TestGivesAKeyToOneProject(t *testing.T) {
	s := start(t)
	key := checkkit.Rand(t).Word()
	replies := together(t, 12, func(i int) (*reply, error) {
		return s.try("POST", "/v1/projects", object{"key": key, "name": fmt.Sprint("number ", i)})
	})
	won := 0
	for i, r := range replies {
		if r.status == 201 {
			won++
			s.get("/v1/projects/"+key).is(200, "it was made").has("name", fmt.Sprint("number ", i), "its POST got the 201")
			continue
		}
		r.problem("conflict", "another project has the key", "/key")
	}
	checkkit.Equal(t, "how many of 12 POSTs of the same key at once got 201", won, 1, "a key is one project's")
}

func TestChangesWhatIsGivenAndNothingElse(t *testing.T) {
	s := start(t)
	r := checkkit.Rand(t)
	path := s.project(r.Word())
	old := s.get(path)
	text := sentence(r)
	changed := s.patch(path, object{"description": text}).is(200, "the owner changes the project").members(projectMembers...)
	changed.has("name", old.text("name"), "members that are not given stay").has("description", text, "it was given").has("created_at", old.text("created_at"), "it was made once")
	checkkit.False(t, "the ETag after the change is that before it", changed.etag() == old.etag(), "ETag changes with every change of the representation")
	checkkit.True(t, "updated_at is later than before", changed.text("updated_at") > old.text("updated_at"), "it says when the last change was")
	same := s.patch(path, object{"description": text, "name": old.text("name")}).is(200, "a change to the same values is allowed")
	same.has("updated_at", changed.text("updated_at"), "a change to the same values is none")
	checkkit.Equal(t, "the ETag after a change to the same values", same.etag(), changed.etag(), "a change to the same values is none")
	same = s.patch(path, object{"name": "only the name"}).is(200, "the owner changes the project").
		has("name", "only the name", "it was given").has("description", text, "members that are not given stay")
	because := "a project's key and owner can't be changed, and what is wrong is named at once"
	s.patch(path, object{"key": "x", "owner": "x", "name": ""}).problem("validation", because, "/key", "/name", "/owner")
	s.patch(path, object{}).problem("validation", "a patch has at least one member", "")
	if now := s.get(path); !bytes.Equal(now.body, same.body) || now.etag() != same.etag() {
		now.fail(string(same.body), string(now.body), "what was refused has changed nothing")
	}
	s.patch(path+"-x", object{"name": "x"}).problem("not-found", "there is no such project")
}

func TestLetsOnlyTheOwnerAndAdminsChangeAProject(t *testing.T) {
	s := start(t)
	words := checkkit.Rand(t).Words(3)
	a, b := s.user(words[0]), s.user(words[1])
	path := a.project(words[2])
	b.get(path).is(200, "everybody may look")
	because := "only the owner and admins may change a project"
	b.patch(path, object{"name": "mine"}).problem("forbidden", because)
	b.patch(path, object{"name": ""}).problem("forbidden", "who may not change it is not told what is wrong with his change")
	b.delete(path).problem("forbidden", because)
	a.get(path).is(200, "who was refused has deleted nothing").has("name", "Project "+words[2], "who was refused has changed nothing")
	s.patch(path, object{"name": "theirs"}).is(200, "ann is an admin").has("owner", words[0], "the owner stays")
	a.delete(path).is(204, "the owner may delete it")
}

func TestADeletedProjectIsGone(t *testing.T) {
	s := start(t)
	key := checkkit.Rand(t).Word()
	path := s.project(key)
	s.patch(path, object{"name": "second version"})
	old := s.get(path)
	s.delete(path).is(204, "the owner deletes the project")
	for _, r := range []*reply{s.get(path), s.patch(path, object{"name": "x"}), s.delete(path)} {
		r.problem("not-found", "it was deleted")
	}
	s.project(key)
	s.patch(path, object{"name": "second version"})
	now := s.get(path)
	checkkit.False(t, "the ETag of the new project of this key is that of the old one", now.etag() == old.etag(), "an ETag is never used again, not by a later resource of the same name either")
	s.patch(path, object{"name": "x"}, "If-Match: "+old.etag()).problem("precondition-failed", "If-Match names the version of a project that is gone")
	s.delete(path, "If-Match: "+old.etag()).problem("precondition-failed", "If-Match names the version of a project that is gone")
	s.delete(path, "If-Match: "+now.etag()).is(204, "If-Match names the version that is there")
}

func TestReadsOneObjectOfJSONAndNothingElse(t *testing.T) {
	s := start(t)
	fine := `{"key":"a","name":"a"}`
	for _, media := range []string{"", "text/plain", "application/json; charset=iso-8859-1", "application/x-www-form-urlencoded", "application/", "application/jsonp"} {
		s.post("/v1/projects", fine, "Content-Type: "+media).problem("unsupported-media-type", "the body must be application/json, in UTF-8; here it is "+media)
	}
	for _, body := range []string{
		"", " ", "{", `{"key":"a","name":"a"`, fine + "{}", fine + "x", `{"key":"a","name":"a",}`, `{'key':'a','name':'a'}`,
		`{"key":"a","key":"a","name":"a"}`, `{"key":"a","n\u0061me":"a","name":"a"}`, "{\"key\":\"a\",\"name\":\"a\xff\"}", "\xef\xbb\xbf" + fine,
		`{"key":"a","name":"\ud800"}`, `{"key":"a","name":"\ude42\ud83d"}`, `{"key":"a","name":"a","x":{"y":1,"y":1}}`, `{"key":"a","name":nan}`, "{\"key\":\"a\",\"name\":\"a\tb\"}",
	} {
		s.post("/v1/projects", body).problem("malformed-request", fmt.Sprintf("it is no JSON in UTF-8, or two readers could see different things in it: %q", body))
	}
	s.get("/v1/projects/a").problem("not-found", "what was refused has made nothing")
	s.post("/v1/projects", " \r\n\t"+fine+"\n ").is(201, "blanks around JSON are allowed (RFC 8259, 2)")
}
