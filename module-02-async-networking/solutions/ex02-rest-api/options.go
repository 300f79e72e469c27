package restapi

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"time"

	"go.uber.org/zap"

	"systems.course/restapi/internal/store"
)

// Options are what a server is started with. The zero value of each field but
// Database means its default.
//
//course:given
type Options struct {
	Database string // the SQLite file; made with mode 0600 if there is none
	Store    string // "plain" (default) or "batch"
	Sync     string // PRAGMA synchronous: "full" (default) or "normal"
	MaxSize  int64  // bytes of the database; 0: no limit

	BusyTimeout    time.Duration // for another process's lock; 5 s
	Queue          int           // writes that may wait; 1024
	RequestTimeout time.Duration // for the database's part of a request; 10 s

	Rate  float64 // requests a second and user; 0: no limit
	Burst int     // requests at once; 100

	HeaderTimeout   time.Duration // 5 s
	ReadTimeout     time.Duration // header and body; 15 s
	WriteTimeout    time.Duration // from the header's end to the answer's; 30 s
	IdleTimeout     time.Duration // between requests; 60 s
	ShutdownTimeout time.Duration // to finish what has begun; 8 s

	IdempotencyTTL time.Duration // how long an answer is kept; 24 h

	Metrics net.Listener // of its own for /metrics; nil: at the server's
	Logger  *zap.Logger  // nil: none
	Ready   func()       // called once, when the database is open and requests are answered; may be nil
}

// Fixed limits.
const (
	maxBody     = 1 << 20 // bytes
	maxDepth    = 16      // levels of JSON
	maxHeader   = 16 << 10
	maxKey      = 255 // bytes of an Idempotency-Key
	maxCursor   = 512
	maxPage     = 100 // items
	defaultPage = 20
	maxLabels   = 20 // of an issue
	maxFilters  = 5  // labels that a list is asked for
	maxBatch    = 256
)

func (o Options) withDefaults() Options {
	o.Store = cmp.Or(o.Store, "plain")
	o.Sync = cmp.Or(o.Sync, "full")
	o.BusyTimeout = cmp.Or(o.BusyTimeout, 5*time.Second)
	o.Queue = cmp.Or(o.Queue, 1024)
	o.RequestTimeout = cmp.Or(o.RequestTimeout, 10*time.Second)
	o.Burst = cmp.Or(o.Burst, 100)
	o.HeaderTimeout = cmp.Or(o.HeaderTimeout, 5*time.Second)
	o.ReadTimeout = cmp.Or(o.ReadTimeout, 15*time.Second)
	o.WriteTimeout = cmp.Or(o.WriteTimeout, 30*time.Second)
	o.IdleTimeout = cmp.Or(o.IdleTimeout, 60*time.Second)
	o.ShutdownTimeout = cmp.Or(o.ShutdownTimeout, 8*time.Second)
	o.IdempotencyTTL = cmp.Or(o.IdempotencyTTL, 24*time.Hour)
	if o.Logger == nil {
		o.Logger = zap.NewNop()
	}
	return o
}

// openStore opens the one that the options name. A guest is not the server, and
// may be beside it.
func (o Options) openStore(ctx context.Context, guest bool) (store.Store, error) {
	if o.Database == "" {
		return nil, fmt.Errorf("no database is named")
	}
	if o.Sync != "full" && o.Sync != "normal" {
		return nil, fmt.Errorf("sync is full or normal, not %q", o.Sync)
	}
	c := store.Config{
		Path: o.Database, Sync: o.Sync, BusyTimeout: o.BusyTimeout,
		MaxSize: o.MaxSize, Queue: o.Queue, MaxBatch: maxBatch, Guest: guest,
	}
	switch o.Store {
	case "plain":
		return store.OpenPlain(ctx, c)
	case "batch":
		return store.OpenBatch(ctx, c)
	}
	return nil, fmt.Errorf("store is plain or batch, not %q", o.Store)
}
