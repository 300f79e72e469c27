package restapi

import (
	"context"
	"fmt"
	"net/http"

	"go.uber.org/zap"

	"systems.course/restapi/internal/store"
)

// A handler does what a request asks for, inside of a transaction: what it
// returns is an answer once the transaction is committed, and an error of it
// rolls back. It may be called twice for one request (see store.Store), and has
// no effect but on the database.
type handler func(*call, *store.Tx) (answer, error)

// An endpoint is one method of one path.
type endpoint struct {
	handle handler
	writes bool
	body   bool     // takes one, and must have one
	params []string // of the query
	key    keyUse
}

// A call is one request to an endpoint, with all that is known of it before its
// transaction begins.
type call struct {
	request *http.Request
	user    store.User
	query   *query
	match   precondition
	body    any // JSON
	key     *keyed
}

func (c *call) path(name string) string { return c.request.PathValue(name) }

// endpoint puts the steps in order, from the cheap to the dear: nobody's body is
// read before it is known who he is and that he may send one.
//
//	ServeHTTP       an id, a line in the log, counters, a panic becomes a 500
//	dispatch        the path; 404 and 405
//	authenticate    the user by the token's hash; 401, 429
//	readQuery       400; ifMatch 400
//	claimKey        one request at a time for a key; 400, 409
//	readBody        415, 413, 408, 400
//	Store.Read or Store.Write, and in its transaction:
//	    once        the answer that is kept; 422
//	    handler     404, 403, 428, 412, 422, 409, or what was asked for
//	write           the answer, after the commit
func (s *server) endpoint(e endpoint) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		log := logOf(r)
		a, err := s.serve(e, w, r, log)
		if err != nil {
			problemOf(err, log).write(w, requestID(r))
			return
		}
		a.write(w)
	})
}

func (s *server) serve(e endpoint, w http.ResponseWriter, r *http.Request, log *zap.Logger) (answer, error) {
	ctx, cancel := context.WithTimeout(r.Context(), s.options.RequestTimeout)
	defer cancel()
	user, err := s.authenticate(ctx, w, r)
	if err != nil {
		return answer{}, err
	}
	c := &call{request: r, user: user}
	if c.query, err = readQuery(r, e.params); err != nil {
		return answer{}, err
	}
	if len(e.params) == 0 { // no handler will look
		if err := c.query.problem(); err != nil {
			return answer{}, err
		}
	}
	if c.match, err = ifMatch(r.Header); err != nil {
		return answer{}, err
	}
	if !e.writes {
		return s.read(ctx, e, c)
	}
	return s.write(ctx, e, c, w)
}

func (s *server) read(ctx context.Context, e endpoint, c *call) (a answer, err error) {
	done, err := s.search(ctx, c)
	if err != nil {
		return a, err
	}
	defer done()
	err = s.store.Read(ctx, func(tx *store.Tx) (err error) {
		a, err = e.handle(c, tx)
		return err
	})
	if err != nil || a.etag == "" {
		return a, err
	}
	// In this order (RFC 9110, section 13.2.2); nobody has to send either.
	if err := c.match.check(a.etag, false); err != nil {
		return answer{}, err
	}
	same, err := notModified(c.request.Header, a.etag)
	if same {
		a = answer{status: http.StatusNotModified, etag: a.etag}
	}
	return a, err
}

// maxSearches is how many read every title and body at the same time.
const maxSearches = 2

// search waits for its turn if the request is one that reads every body, and
// returns what gives the turn to the next. Without turns, a few that search for
// what is hard to find would hold all connections that read, and everybody else's
// token would wait for one.
func (s *server) search(ctx context.Context, c *call) (done func(), err error) {
	if !c.query.values.Has("q") {
		return func() {}, nil
	}
	select {
	case s.searches <- struct{}{}:
		return func() { <-s.searches }, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("others search: %w", store.ErrTimeout)
	}
}

func (s *server) write(ctx context.Context, e endpoint, c *call, w http.ResponseWriter) (a answer, err error) {
	release, err := s.claimKey(e, c)
	if err != nil {
		return a, err
	}
	defer release()
	if e.body {
		var data []byte
		if data, c.body, err = readBody(w, c.request); err != nil {
			return a, err
		}
		c.key.hash(c.request, data)
	}
	if err := c.request.Context().Err(); err != nil {
		return a, err // nobody waits for it any more
	}
	// The body took its own time; the database gets the whole of its own.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.options.RequestTimeout)
	defer cancel()
	stop := context.AfterFunc(c.request.Context(), cancel)
	defer stop()
	err = s.store.Write(ctx, func(tx *store.Tx) (err error) {
		a, err = s.once(c, tx, e.handle)
		return err
	})
	return a, err
}
