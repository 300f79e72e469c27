package restapi

import (
	"bytes"
	"crypto/sha256"
	"net/http"
	"sync"
	"time"

	"systems.course/restapi/internal/store"
)

// keyUse says what an endpoint does with an Idempotency-Key.
type keyUse int

const (
	keyIgnored   keyUse = iota // the method is idempotent as it is
	keyTaken                   // POST: the answer is kept under it
	keyForbidden               // POST whose answer holds a token, which is stored nowhere
)

// A keyed request has an Idempotency-Key. A nil one has none.
type keyed struct {
	claim
	requestHash [sha256.Size]byte
}

// A claim is a user's key. Two users may have the same one.
type claim struct {
	userID int64
	key    string
}

// claims are the keys whose requests run now. They are in memory only: after a
// crash nothing runs, and what was committed is in the database with its key.
type claims struct {
	mu   sync.Mutex
	held map[claim]bool
}

func (c *claims) take(k claim) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.held[k] {
		return false
	}
	if c.held == nil {
		c.held = map[claim]bool{}
	}
	c.held[k] = true
	return true
}

func (c *claims) release(k claim) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.held, k)
}

// claimKey holds the request's key, if it has one, until release is called. It
// does so before the body is read, so that of two requests at the same time one
// is refused and not the other's answer waited for.
func (s *server) claimKey(e endpoint, c *call) (release func(), err error) {
	values := c.request.Header.Values("Idempotency-Key")
	if len(values) == 0 || e.key == keyIgnored {
		return func() {}, nil
	}
	if e.key == keyForbidden {
		return nil, keyRefused.problem("the answer holds a token, and no token is stored")
	}
	if len(values) > 1 || !validKey(values[0]) {
		return nil, malformed.problem("Idempotency-Key must be 1 to 255 visible ASCII characters")
	}
	c.key = &keyed{claim: claim{c.user.ID, values[0]}}
	if !s.claims.take(c.key.claim) {
		return nil, keyInUse.problem("").retryAfter(time.Second)
	}
	return func() { s.claims.release(c.key.claim) }, nil
}

func validKey(key string) bool {
	for i := range len(key) {
		if key[i] <= ' ' || key[i] > '~' {
			return false
		}
	}
	return key != "" && len(key) <= maxKey
}

// hash remembers what the request asks for.
func (k *keyed) hash(r *http.Request, body []byte) {
	if k == nil {
		return
	}
	h := sha256.New()
	h.Write([]byte(r.Method + " " + r.URL.RequestURI() + "\n"))
	h.Write(body)
	h.Sum(k.requestHash[:0])
}

// once calls f, or, if the key has an answer already, gives that one. The answer
// is kept by the transaction in which f made its change: a crash leaves both or
// neither. An error of f is not kept; nothing has happened, and the key is free.
func (s *server) once(c *call, tx *store.Tx, f handler) (answer, error) {
	if c.key == nil {
		return f(c, tx)
	}
	kept, found, err := tx.Kept(c.user.ID, c.key.key, s.options.IdempotencyTTL)
	if err != nil {
		return answer{}, err
	}
	if found {
		if !bytes.Equal(kept.RequestHash, c.key.requestHash[:]) {
			return answer{}, keyReused.problem("its path or its body was another")
		}
		return answer{status: kept.Status, location: kept.Location, etag: kept.ETag, body: kept.Body, replayed: true}, nil
	}
	a, err := f(c, tx)
	if err != nil {
		return a, err
	}
	return a, tx.Keep(c.user.ID, c.key.key, store.KeptAnswer{
		RequestHash: c.key.requestHash[:], Status: a.status, Location: a.location, ETag: a.etag, Body: a.body,
	}, s.options.IdempotencyTTL)
}
