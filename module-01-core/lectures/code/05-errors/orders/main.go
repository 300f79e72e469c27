// Orders takes an error from where it is made to where it leaves the process:
// parse.go makes it, store.go translates it, http.go sends it.
package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
)

// api is the service.
func api(log *slog.Logger, s *Store) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("POST /orders", serve(log, func(r *http.Request) (any, error) { return Parse(r.Body) }))
	mux.Handle("GET /orders/{id}", serve(log, func(r *http.Request) (any, error) {
		id, err := strconv.Atoi(r.PathValue("id"))
		if err != nil {
			return nil, ErrNotFound
		}
		return s.Order(r.Context(), id)
	}))
	return mux
}

// row plays a database with order 1, and a table that breaks at 500.
func row(ctx context.Context, id int) (Order, error) {
	switch {
	case ctx.Err() != nil:
		return Order{}, ctx.Err()
	case id == 1:
		return Order{1, 500}, nil
	case id >= 500:
		return Order{}, errors.New(`relation "order" does not exist`)
	default:
		return Order{}, sql.ErrNoRows
	}
}

func main() {
	log := slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{
		ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			if a.Key == slog.TimeKey {
				return slog.Attr{}
			}
			return a
		},
	}))
	h := api(log, &Store{row})
	ask := func(ctx context.Context, method, path, body string) {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequestWithContext(ctx, method, path, strings.NewReader(body)))
		fmt.Println(strings.TrimRight(fmt.Sprintf("  %d %s", w.Code, w.Body), " \n"))
	}
	gone, leave := context.WithCancel(context.Background())
	leave()

	ask(context.Background(), "POST", "/orders", "1;500\nx;2\n3;4,50\n?\n")
	ask(context.Background(), "GET", "/orders/1", "")
	ask(context.Background(), "GET", "/orders/7", "")
	ask(context.Background(), "GET", "/orders/500", "")
	ask(gone, "GET", "/orders/1", "")
}
