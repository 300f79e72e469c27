package restapi

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"

	"systems.course/restapi/internal/strictjson"
)

// A cursor is the place of a page's last item in the list's order, and the list
// that it belongs to, as base64url of JSON. It isn't signed: whoever makes one up
// gets a page of a list that he may read anyway, from another place.
type cursor struct {
	List string          `json:"l"` // the start of the SHA-256 of the list's name
	Key  json.RawMessage `json:"k"`
}

func listHash(list string) string {
	sum := sha256.Sum256([]byte(list))
	return base64.RawURLEncoding.EncodeToString(sum[:9])
}

func encodeCursor(list string, key any) (string, error) {
	k, err := json.Marshal(key)
	if err != nil {
		return "", err
	}
	text, err := json.Marshal(cursor{listHash(list), k})
	return base64.RawURLEncoding.EncodeToString(text), err
}

// decodeCursor sets key, or returns errCursor.
//
//course:stage 5
func decodeCursor(text, list string, key any) error {
	if len(text) > maxCursor {
		return errCursor
	}
	data, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil {
		return errCursor
	}
	if _, err := strictjson.Parse(data, 4); err != nil {
		return errCursor
	}
	var c cursor
	if json.Unmarshal(data, &c) != nil || c.List != listHash(list) || string(c.Key) == "null" || json.Unmarshal(c.Key, key) != nil {
		return errCursor
	}
	return nil
}

// maxPageBytes bounds a page that has more than one item.
const maxPageBytes = 1 << 20

// A page is what a list answers.
type page[T any] struct {
	Items []T
	Next  *string
}

// pageOf makes the answer of one more item than the limit: if it is there, there
// is a next page.
//
//course:stage 5
func pageOf[T any](c *call, items []T, limit int, key func(T) any) (answer, error) {
	p := page[T]{Items: items}
	var link string
	if len(items) > limit {
		p.Items = items[:limit]
		next, err := encodeCursor(c.query.list(c.request), key(items[limit-1]))
		if err != nil {
			return answer{}, err
		}
		p.Next = &next
		link = linkNext(c.request, c.query.values, next)
	}
	// An answer waits in memory for a client that reads slowly, and a hundred issues
	// may be forty megabytes: a page ends before its items are too large together.
	body := []byte(`{"items":[`)
	for n, item := range p.Items {
		text, err := json.Marshal(item)
		if err != nil {
			return answer{}, err
		}
		if n > 0 {
			if len(body)+len(text) > maxPageBytes {
				return pageOf(c, items[:n+1], n, key)
			}
			body = append(body, ',')
		}
		body = append(body, text...)
	}
	next, err := json.Marshal(p.Next)
	body = append(body, `],"next_cursor":`...)
	body = append(append(body, next...), '}', '\n')
	return answer{status: http.StatusOK, link: link, body: body}, err
}

// linkNext is the header field Link (RFC 8288) to the next page: the same query
// with another cursor.
func linkNext(r *http.Request, values url.Values, next string) string {
	q := url.Values{}
	for name, list := range values {
		q[name] = list
	}
	q.Set("cursor", next)
	return "<" + r.URL.EscapedPath() + "?" + q.Encode() + `>; rel="next"`
}
