package server

import (
	"crypto/rand"
	"net/http"
	"slices"
	"sync"
	"time"

	"systems.course/notify/config"
)

// maxTickets is how many tickets may be unused.
const maxTickets = 10_000

// A ticket opens one session. It is for those who can put something into a URL and
// nothing into a header; a URL ends up in logs and histories, so what is in it
// must be worthless soon.
type ticket struct {
	who     identity
	expires time.Time
}

// tickets is the tickets that are not used yet.
type tickets struct {
	lifetime time.Duration

	mu     sync.Mutex
	unused map[string]ticket
	order  []string // as they expire, with some that are used: 2*maxTickets at most
}

func newTickets(lifetime time.Duration) *tickets {
	return &tickets{lifetime: lifetime, unused: map[string]ticket{}}
}

// issue returns a new ticket, or false if there are too many.
func (t *tickets) issue(who identity) (string, bool) {
	name := rand.Text() // 128 random bits at least
	now := time.Now()
	t.mu.Lock()
	defer t.mu.Unlock()
	for len(t.order) > 0 {
		oldest, unused := t.unused[t.order[0]]
		if unused && now.Before(oldest.expires) {
			break
		}
		delete(t.unused, t.order[0])
		t.order = t.order[1:]
	}
	if len(t.unused) >= maxTickets {
		return "", false
	}
	if len(t.order) >= 2*maxTickets {
		t.order = slices.DeleteFunc(t.order, func(name string) bool {
			_, unused := t.unused[name]
			return !unused
		})
	}
	t.unused[name] = ticket{who, now.Add(t.lifetime)}
	t.order = append(t.order, name)
	return name, true
}

// use returns who got the ticket, and makes it void.
func (t *tickets) use(name string) (identity, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	ticket, ok := t.unused[name]
	delete(t.unused, name)
	return ticket.who, ok && time.Now().Before(ticket.expires)
}

// makeTicket answers POST /tickets.
func (s *server) makeTicket(w http.ResponseWriter, r *http.Request) *problem {
	who, p := s.authorize(r, config.Subscribe)
	if p != nil {
		return p
	}
	name, ok := s.tickets.issue(who)
	if !ok {
		return errBusy.with("too many tickets are unused")
	}
	w.Header().Set("Cache-Control", "no-store")
	answerJSON(w, "application/json", http.StatusCreated, struct {
		Ticket    string  `json:"ticket"`
		ExpiresIn float64 `json:"expires_in"` // seconds
	}{name, s.options.TicketLifetime.Seconds()})
	return nil
}
