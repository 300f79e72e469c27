package restapi

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// etagOf names a version of a resource. The id is never given to another one, so
// that what is deleted and made anew under its old name has another ETag.
func etagOf(id, version int64) string {
	return `"` + strconv.FormatInt(id, 10) + "-" + strconv.FormatInt(version, 10) + `"`
}

// parseETags reads If-Match and If-None-Match (RFC 9110, section 8.8.3): * or a
// list with commas between. Several fields of the name are one list. The tags
// come with their W/, if they have one.
func parseETags(values []string) (tags []string, any, ok bool) {
	text := strings.Trim(strings.Join(values, ","), " \t")
	if text == "*" {
		return nil, true, true
	}
	for text != "" {
		if text[0] == ',' { // an empty element
			text = strings.TrimLeft(text[1:], " \t")
			continue
		}
		weak := strings.HasPrefix(text, "W/")
		rest := strings.TrimPrefix(text, "W/")
		if rest == "" || rest[0] != '"' {
			return nil, false, false
		}
		end := strings.IndexByte(rest[1:], '"')
		if end < 0 || strings.ContainsFunc(rest[1:end+1], notInETag) {
			return nil, false, false
		}
		tag := rest[:end+2]
		if weak {
			tag = "W/" + tag
		}
		tags = append(tags, tag)
		text = strings.TrimLeft(rest[end+2:], " \t")
		if text != "" && text[0] != ',' {
			return nil, false, false
		}
	}
	return tags, false, len(tags) > 0
}

func notInETag(r rune) bool { return r <= ' ' || r == 0x7f }

// A precondition is what If-Match asks for.
type precondition struct {
	given bool
	any   bool
	tags  []string
}

// ifMatch reads the header field; what can't be read is no reason to go on as if
// it weren't there.
func ifMatch(h http.Header) (precondition, error) {
	values := h.Values("If-Match")
	if len(values) == 0 {
		return precondition{}, nil
	}
	tags, any, ok := parseETags(values)
	if !ok {
		return precondition{}, malformed.problem("If-Match is no list of ETags")
	}
	return precondition{true, any, tags}, nil
}

// check compares strongly: a weak tag is never equal (RFC 9110, section 13.1.1).
func (p precondition) check(etag string, required bool) error {
	switch {
	case !p.given && required:
		return noPrecondition.problem("GET the issue and send its ETag as If-Match")
	case !p.given, p.any, slices.Contains(p.tags, etag):
		return nil
	}
	return stale.problem("the ETag of this answer is the current one").set("ETag", etag)
}

// notModified says whether the client has this version already, comparing
// weakly (RFC 9110, section 13.1.2).
func notModified(h http.Header, etag string) (bool, error) {
	values := h.Values("If-None-Match")
	if len(values) == 0 {
		return false, nil
	}
	tags, any, ok := parseETags(values)
	if !ok {
		return false, malformed.problem("If-None-Match is no list of ETags")
	}
	return any || slices.Contains(tags, etag) || slices.Contains(tags, "W/"+etag), nil
}
