// Show lets a client talk to the service of notes, in good and in bad ways.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"strings"

	"github.com/jmoiron/sqlx"

	"systems.course/module02/04-http/lite"
	"systems.course/module02/04-http/notes"
)

// request sends one, with a header field unless its name is empty, and prints
// what came.
func request(what, method, url, name, value, body string) error {
	r, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		return err
	}
	if name != "" {
		r.Header.Set(name, value)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	text, err := io.ReadAll(response.Body)
	if err := errors.Join(err, response.Body.Close()); err != nil {
		return err
	}
	fmt.Printf("%-22s %d %s %s\n", what, response.StatusCode, response.Header.Get("ETag"), text)
	return nil
}

func talk(base string) error {
	const key, match = "Idempotency-Key", "If-Match"
	return errors.Join(
		request("create", "POST", base+"/notes", key, "k1", `{"text": "milk"}`),
		request("the same again", "POST", base+"/notes", key, "k1", `{"text": "milk"}`),
		request("its key, another body", "POST", base+"/notes", key, "k1", `{"text": "beer"}`),
		request("replace", "PUT", base+"/notes/1", match, `"1-1"`, `{"text": "milk, eggs"}`),
		request("from the old version", "PUT", base+"/notes/1", match, `"1-1"`, `{"text": "milk, tea"}`),
		request("from none", "PUT", base+"/notes/1", "", "", `{"text": "tea"}`),
		request("a member twice", "POST", base+"/notes", key, "k2", `{"text": "a", "text": "b"}`),
		request("list", "GET", base+"/notes", "", "", ""),
	)
}

func main() {
	err := lite.With("_txlock=immediate&_synchronous=FULL", "", func(db *sqlx.DB) error {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		ctx, cancel := context.WithCancel(context.Background())
		ended := make(chan error, 1)
		go func() { ended <- notes.Run(ctx, listener, db, 0) }()
		err = talk("http://" + listener.Addr().String())
		cancel()
		return errors.Join(err, <-ended)
	})
	if err != nil {
		log.Fatal(err)
	}
}
