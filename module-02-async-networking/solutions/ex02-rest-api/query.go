package restapi

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"unicode/utf8"
)

// A query holds the parameters of a request and what is wrong with them.
type query struct {
	values url.Values
	errors []fieldError
}

// readQuery refuses parameters that are not known, since a misspelt filter would
// be no filter, and those that occur twice.
func readQuery(r *http.Request, known []string) (*query, error) {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, invalidParameter.problem("the query can't be read")
	}
	q := &query{values: values}
	for name, list := range values {
		switch {
		case !slices.Contains(known, name):
			q.wrong(name, "is not known")
		case len(list) > 1 && name != "label":
			q.wrong(name, "must be there once")
		case slices.ContainsFunc(list, func(s string) bool { return !utf8.ValidString(s) }):
			q.wrong(name, "must be UTF-8")
		}
	}
	return q, nil
}

func (q *query) wrong(name, detail string) {
	// What is not UTF-8 would not survive in the answer.
	q.errors = append(q.errors, fieldError{Parameter: string([]rune(name)), Detail: detail})
}

func (q *query) problem() error {
	if len(q.errors) == 0 {
		return nil
	}
	return invalidParameter.with(q.errors)
}

// text is a parameter that holds to the rule, or "".
func (q *query) text(name string, rule rule) string {
	if !q.values.Has(name) {
		return ""
	}
	s := q.values.Get(name)
	if !rule.holds(s) {
		q.wrong(name, rule.says)
	}
	return s
}

// limit is how many items a page has.
func (q *query) limit() int {
	if !q.values.Has("limit") {
		return defaultPage
	}
	text := q.values.Get("limit")
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > maxPage || strconv.Itoa(n) != text {
		q.wrong("limit", fmt.Sprintf("must be a number from 1 to %d", maxPage))
	}
	return n
}

// after is the place that the cursor holds; false if there is no cursor.
func (q *query) after(r *http.Request, key any) bool {
	if !q.values.Has("cursor") {
		return false
	}
	if err := decodeCursor(q.values.Get("cursor"), q.list(r), key); err != nil {
		q.wrong("cursor", "must be a next_cursor of this list, with the same filters and order")
	}
	return true
}

// list names what is listed: the path, the filters and the order. A cursor of
// one list means nothing in another.
func (q *query) list(r *http.Request) string {
	rest := url.Values{}
	for name, list := range q.values {
		if name != "cursor" && name != "limit" {
			rest[name] = list
		}
	}
	return r.URL.EscapedPath() + "?" + rest.Encode()
}

var errCursor = errors.New("no cursor of this list")
