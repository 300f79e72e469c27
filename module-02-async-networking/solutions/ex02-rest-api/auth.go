package restapi

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"systems.course/restapi/internal/store"
)

// tokenPrefix lets a person, and a scanner for leaked secrets, see what it is.
const tokenPrefix = "it_"

// newToken returns 256 random bits as text, and their hash. A password would need
// a slow hash, because people choose it; nobody guesses this.
func newToken() (token string, hash []byte) {
	secret := make([]byte, 32)
	rand.Read(secret) // never fails: the process would end
	token = tokenPrefix + base64.RawURLEncoding.EncodeToString(secret)
	return token, hashToken(token)
}

func hashToken(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

// bearer returns the request's token, or "".
func bearer(h http.Header) string {
	values := h.Values("Authorization")
	if len(values) != 1 {
		return ""
	}
	scheme, token, ok := strings.Cut(values[0], " ")
	if !ok || !strings.EqualFold(scheme, "Bearer") || !strings.HasPrefix(token, tokenPrefix) {
		return ""
	}
	return token
}

// authenticate finds the user and takes one from what he may ask. Who shows no
// valid token is counted by address, so that guessing has a rate too.
func (s *server) authenticate(ctx context.Context, w http.ResponseWriter, r *http.Request) (store.User, error) {
	user, err := s.userOf(ctx, r)
	if p, ok := errors.AsType[*problem](err); ok {
		if limited := s.limit(w, "address "+host(r.RemoteAddr)); limited != nil {
			return store.User{}, limited
		}
		return store.User{}, p
	}
	if err != nil {
		return store.User{}, err
	}
	return user, s.limit(w, "user "+strconv.FormatInt(user.ID, 10))
}

func (s *server) userOf(ctx context.Context, r *http.Request) (user store.User, err error) {
	token := bearer(r.Header)
	if token == "" {
		return user, unauthenticated.problem("send Authorization: Bearer TOKEN").set("WWW-Authenticate", "Bearer")
	}
	err = s.store.Read(ctx, func(tx *store.Tx) (err error) {
		user, err = tx.UserByToken(hashToken(token))
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		return user, unauthenticated.problem("the token is not valid").set("WWW-Authenticate", `Bearer error="invalid_token"`)
	}
	return user, err
}

func host(address string) string {
	if h, _, err := net.SplitHostPort(address); err == nil {
		return h
	}
	return address
}

// limit takes one request from the client's bucket, and says in the header what
// is left (draft-ietf-httpapi-ratelimit-headers-10).
func (s *server) limit(w http.ResponseWriter, client string) error {
	if s.limiter == nil {
		return nil
	}
	state := s.limiter.Take(client)
	quota, window := s.limiter.Policy()
	h := w.Header()
	h.Set("RateLimit-Policy", `"default";q=`+strconv.Itoa(quota)+";w="+strconv.Itoa(window))
	full := int((state.Full + time.Second - 1) / time.Second)
	h.Set("RateLimit", `"default";r=`+strconv.Itoa(state.Remaining)+";t="+strconv.Itoa(full))
	if state.Allowed {
		return nil
	}
	s.metrics.limited.Inc()
	return rateLimited.problem("").retryAfter(state.Retry)
}
