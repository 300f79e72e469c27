package server

import (
	"net/http"
	"strings"

	"systems.course/notify/config"
)

// An identity is who somebody has shown to be.
type identity struct {
	name   string
	rights config.Right
}

func (i identity) may(right config.Right) bool { return i.rights&right != 0 }

// identify returns whose secret it is.
func (s *server) identify(secret string) (identity, bool) {
	for _, t := range s.options.Tokens {
		if t.Is(secret) {
			return identity{t.Name, t.Rights}, true
		}
	}
	return s.anybody()
}

// anybody returns who somebody is that shows nothing.
func (s *server) anybody() (identity, bool) {
	return identity{"anonymous", config.Publish | config.Subscribe | config.Metrics}, s.options.NoTokens
}

// authorize returns who sends a request, if they have the right.
func (s *server) authorize(r *http.Request, right config.Right) (identity, *problem) {
	secret, ok := bearer(r)
	who, known := s.anybody()
	if ok {
		who, known = s.identify(secret)
	}
	switch {
	case !known && !ok:
		return identity{}, errUnauthorized.with("a token is needed, as Authorization: Bearer")
	case !known:
		return identity{}, errUnauthorized.with("the token is unknown")
	case !who.may(right):
		return identity{}, errForbidden
	}
	return who, nil
}

// bearer returns the request's token, if it has one: RFC 6750, section 2.1.
func bearer(r *http.Request) (string, bool) {
	scheme, secret, ok := strings.Cut(r.Header.Get("Authorization"), " ")
	return secret, ok && strings.EqualFold(scheme, "Bearer")
}
