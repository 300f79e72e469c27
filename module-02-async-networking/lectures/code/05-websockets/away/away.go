// Away pushes a thousand events to a client whose connection breaks after every
// seventy. It is away for the next thirty, and comes back.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"strconv"

	"github.com/gorilla/websocket"

	"systems.course/module02/05-websockets/feed"
	"systems.course/module02/05-websockets/loop"
)

const events, together, away = 1_000, 70, 30

// serve pushes what comes, from the event after the one that the client names, or
// from now on.
func serve(l *feed.Log) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := l.Last()
		if last, err := strconv.ParseUint(r.FormValue("last"), 10, 64); err == nil {
			start = last
		}
		loop.Upgrade(websocket.Upgrader{}, nil, func(conn *websocket.Conn) error {
			ctx, cancel := context.WithCancelCause(r.Context())
			go func() { // one reads, to see the end
				_, _, err := conn.ReadMessage()
				cancel(err)
			}()
			return feed.Follow(ctx, conn.NetConn(), l, start, 64)
		}).ServeHTTP(w, r)
	})
}

// A client counts how often it had each event, and what it was told it missed.
type client struct {
	conn *websocket.Conn
	had  [events + 1]int
	told int
	last uint64
}

// connect connects, and catches up if it resumes.
func (c *client) connect(addr string, newest uint64, resumes bool) (err error) {
	url := "ws://" + addr
	if resumes {
		url += fmt.Sprintf("?last=%d", c.last)
	}
	if c.conn, _, err = websocket.DefaultDialer.Dial(url, nil); err != nil || !resumes {
		return err
	}
	return c.until(newest)
}

// until reads until it has had the event, or has been told that it missed it.
func (c *client) until(id uint64) error {
	for c.last < id {
		var message struct {
			ID     uint64
			Missed [2]uint64
		}
		_, text, err := c.conn.ReadMessage()
		if err == nil {
			err = json.Unmarshal(text, &message)
		}
		if err != nil {
			return err
		}
		if to := message.Missed[1]; to != 0 {
			c.told += int(to - message.Missed[0] + 1)
			c.last = to
			continue
		}
		c.had[message.ID]++
		c.last = message.ID
	}
	return nil
}

// run sends all events to a client, and returns it.
func run(l *feed.Log, resumes bool) (c client, err error) {
	err = loop.Serve(serve(l), func(addr string) error {
		for {
			if err := c.connect(addr, l.Last(), resumes); err != nil {
				return err
			}
			if l.Last() == events {
				return c.conn.Close()
			}
			for range together {
				if err := c.until(l.Append("null")); err != nil {
					return err
				}
			}
			if err := c.conn.Close(); err != nil { // without a close frame, as networks do it
				return err
			}
			for range away {
				l.Append("null")
			}
		}
	})
	return c, err
}

func main() {
	for _, way := range []struct {
		name    string
		keeps   int
		resumes bool
	}{{"push", 1, false}, {"push, and a log of 100", 100, true}, {"push, and a log of 20", 20, true}} {
		c, err := run(feed.New(way.keeps, 1), way.resumes)
		if err != nil {
			log.Fatalf("%s: %v", way.name, err)
		}
		once, again := 0, 0
		for _, n := range c.had {
			once += min(n, 1)
			again += max(n-1, 0)
		}
		fmt.Printf("%-24s %4d came, %d of them twice; it was told of %3d more, and not of %3d\n",
			way.name, once, again, c.told, events-once-c.told)
	}
}
