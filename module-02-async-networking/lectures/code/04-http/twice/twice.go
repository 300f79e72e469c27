// Twice makes a payment over HTTP in four ways. A client repeats its request until
// it has an answer, and the server dies once: before the work, between its two
// steps, or after it. Then two requests come at once.
package main

import (
	"database/sql"
	"errors"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jmoiron/sqlx"

	"systems.course/module02/04-http/lite"
)

const schema = `
	CREATE TABLE payments (id INTEGER PRIMARY KEY, amount INTEGER NOT NULL);
	CREATE TABLE keys (key TEXT PRIMARY KEY) WITHOUT ROWID;`

// A query is a database, or a transaction in it.
type query interface {
	Exec(query string, args ...any) (sql.Result, error)
	Get(dest any, query string, args ...any) error
}

func insertPayment(q query) error {
	_, err := q.Exec(`INSERT INTO payments (amount) VALUES (100)`)
	return err
}

// insertKey reports whether it was new.
func insertKey(q query, key string) (bool, error) {
	result, err := q.Exec(`INSERT INTO keys VALUES (?) ON CONFLICT DO NOTHING`, key)
	if err != nil {
		return false, err
	}
	n, err := result.RowsAffected()
	return n == 1, err
}

func knowsKey(q query, key string) (known bool, err error) {
	err = q.Get(&known, `SELECT EXISTS (SELECT 1 FROM keys WHERE key = ?)`, key)
	return known, err
}

// A way makes a payment. At calls to "before", "between" and "after" the server
// may die.
type way func(db *sqlx.DB, key string, at func(step string)) error

func withoutKey(db *sqlx.DB, _ string, at func(string)) error {
	at("before")
	if err := insertPayment(db); err != nil {
		return err
	}
	at("after")
	return nil
}

func keyFirst(db *sqlx.DB, key string, at func(string)) error {
	at("before")
	isNew, err := insertKey(db, key)
	if err != nil || !isNew {
		return err
	}
	at("between")
	if err := insertPayment(db); err != nil {
		return err
	}
	at("after")
	return nil
}

func paymentFirst(db *sqlx.DB, key string, at func(string)) error {
	at("before")
	if known, err := knowsKey(db, key); err != nil || known {
		return err
	}
	at("looked")
	if err := insertPayment(db); err != nil {
		return err
	}
	at("between")
	if _, err := insertKey(db, key); err != nil {
		return err
	}
	at("after")
	return nil
}

func together(db *sqlx.DB, key string, at func(string)) (err error) {
	at("before")
	tx, err := db.Beginx() // BEGIN IMMEDIATE, by the DSN
	if err != nil {
		return err
	}
	defer func() {
		if failed := tx.Rollback(); !errors.Is(failed, sql.ErrTxDone) {
			err = errors.Join(err, failed)
		}
	}()
	isNew, err := insertKey(tx, key)
	if err != nil || !isNew {
		return err
	}
	at("between")
	if err := insertPayment(tx); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	at("after")
	return nil
}

// pay sends the request until it is answered.
func pay(client *http.Client, url string) error {
	for {
		request, err := http.NewRequest("POST", url, strings.NewReader(`{"amount": 100}`))
		if err != nil {
			return err
		}
		request.Header.Set("Idempotency-Key", "order-17")
		response, err := client.Do(request)
		if err != nil {
			continue // nobody knows what happened: once more
		}
		if err := response.Body.Close(); err != nil {
			return err
		}
		if response.StatusCode != http.StatusCreated {
			return errors.New(response.Status)
		}
		return nil
	}
}

// payments returns how many there are after n clients have paid at once, in a
// server in which at is called at each step.
func payments(w way, n int, at func(step string)) (count int, err error) {
	err = lite.With("_txlock=immediate", schema, func(db *sqlx.DB) error {
		server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			if err := w(db, r.Header.Get("Idempotency-Key"), at); err != nil {
				http.Error(rw, err.Error(), http.StatusInternalServerError)
				return
			}
			rw.WriteHeader(http.StatusCreated)
		}))
		defer server.Close()
		client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
		results := make([]error, n)
		var all sync.WaitGroup
		for i := range n {
			all.Go(func() { results[i] = pay(client, server.URL) })
		}
		all.Wait()
		if err := errors.Join(results...); err != nil {
			return err
		}
		return db.Get(&count, `SELECT count(*) FROM payments`)
	})
	return count, err
}

// dies returns a function that ends the connection without an answer at a step,
// once. What a transaction has not committed is rolled back, as by a crash.
func dies(where string) func(step string) {
	var dead atomic.Bool
	return func(step string) {
		if step == where && dead.CompareAndSwap(false, true) {
			panic(http.ErrAbortHandler)
		}
	}
}

// meet returns a function that lets two wait for each other when they have looked
// for the key, but not for long: the second may be waiting for the first.
func meet() func(step string) {
	var came atomic.Int32
	both := make(chan struct{})
	return func(step string) {
		if step != "looked" {
			return
		}
		if came.Add(1) == 2 {
			close(both)
		}
		select {
		case <-both:
		case <-time.After(time.Second):
		}
	}
}

var ways = []struct {
	name string
	pay  way
}{
	{"no key", withoutKey},
	{"key, then payment", keyFirst},
	{"payment, then key", paymentFirst},
	{"one transaction", together},
}

// row returns the payments for a death before, between and after, and for two at once.
func row(w way) (counts [4]int, err error) {
	for i, where := range []string{"before", "between", "after"} {
		if counts[i], err = payments(w, 1, dies(where)); err != nil {
			return counts, err
		}
	}
	counts[3], err = payments(w, 2, meet())
	return counts, err
}

func main() {
	fmt.Println("                   the server dies            two at")
	fmt.Println("                   before  between  after     once")
	for _, w := range ways {
		c, err := row(w.pay)
		if err != nil {
			log.Print(err)
			os.Exit(1)
		}
		fmt.Printf("%-18s %6d %8d %6d %8d\n", w.name, c[0], c[1], c[2], c[3])
	}
}
