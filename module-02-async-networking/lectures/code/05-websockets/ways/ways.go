// Ways sends the same events, one after the other, to clients that get them by long
// polling, as server-sent events and over WebSocket. It counts the bytes, and shows
// what an event stream looks like that is asked for again.
package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"strings"
	"sync/atomic"

	"github.com/gorilla/websocket"

	"systems.course/module02/05-websockets/feed"
	"systems.course/module02/05-websockets/loop"
)

const events = 100

// counted counts what a client writes and reads.
type counted struct {
	net.Conn
	up, down *atomic.Int64
}

func (c counted) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	c.up.Add(int64(n))
	return n, err
}

func (c counted) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.down.Add(int64(n))
	return n, err
}

// A visitor has connections that are counted.
type visitor struct {
	addr     string
	up, down atomic.Int64
	client   http.Client
}

func visit(addr string) *visitor {
	v := &visitor{addr: addr}
	v.client.Transport = &http.Transport{DialContext: v.dial}
	return v
}

func (v *visitor) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	conn, err := new(net.Dialer).DialContext(ctx, network, addr)
	return counted{conn, &v.up, &v.down}, err
}

func (v *visitor) get(path, lastEventID string) (*http.Response, error) {
	r, err := http.NewRequest(http.MethodGet, "http://"+v.addr+path, nil)
	if err != nil {
		return nil, err
	}
	if lastEventID != "" {
		r.Header.Set("Last-Event-ID", lastEventID)
	}
	return v.client.Do(r)
}

// polled asks for each event.
func polled(v *visitor, l *feed.Log) error {
	for id := range events {
		l.Append(`"hello"`)
		response, err := v.get(fmt.Sprintf("/poll?last=%d", id), "")
		if err != nil {
			return err
		}
		body, err := io.ReadAll(response.Body)
		if err = errors.Join(err, response.Body.Close()); err != nil {
			return err
		}
		if want := fmt.Sprintf("{\"id\":%d,\"data\":\"hello\"}\n", id+1); string(body) != want {
			return fmt.Errorf("got %q, not %q", body, want)
		}
	}
	return nil
}

// streamed reads events from one response.
func streamed(v *visitor, l *feed.Log) (err error) {
	l.Append(`"hello"`) // and the next when this one has come
	response, err := v.get("/stream", "")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, response.Body.Close()) }()
	lines := bufio.NewScanner(response.Body)
	for id := 1; lines.Scan(); {
		if lines.Text() != "" {
			continue
		}
		if id++; id > events {
			break
		}
		l.Append(`"hello"`)
	}
	return lines.Err()
}

// pushed reads messages from a WebSocket.
func pushed(v *visitor, l *feed.Log) (err error) {
	dialer := websocket.Dialer{NetDialContext: v.dial}
	conn, _, err := dialer.Dial("ws://"+v.addr+"/socket", nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	for range events {
		l.Append(`"hello"`)
		if _, _, err := conn.ReadMessage(); err != nil {
			return err
		}
	}
	return nil
}

// again shows a stream that is asked for with an id of which the log has no more.
func again(v *visitor) error {
	response, err := v.get("/stream", "96")
	if err != nil {
		return err
	}
	lines := bufio.NewScanner(response.Body)
	for n := 0; n < 3 && lines.Scan(); {
		fmt.Println(" ", lines.Text())
		if lines.Text() == "" {
			n++
		}
	}
	return errors.Join(lines.Err(), response.Body.Close())
}

func main() {
	for _, way := range []struct {
		name string
		get  func(*visitor, *feed.Log) error
	}{{"long polling", polled}, {"server-sent events", streamed}, {"WebSocket", pushed}} {
		l := feed.New(2, 1)
		mux := http.NewServeMux()
		mux.HandleFunc("/poll", poll(l))
		mux.HandleFunc("/stream", stream(l))
		mux.HandleFunc("/socket", socket(l))
		err := loop.Serve(mux, func(addr string) error {
			v := visit(addr)
			if err := way.get(v, l); err != nil {
				return err
			}
			fmt.Printf("%-20s %4d bytes up, %4d down for each of %d events\n",
				way.name, v.up.Load()/events, v.down.Load()/events, events)
			if strings.HasPrefix(way.name, "server") {
				if err := again(v); err != nil {
					return err
				}
			}
			v.client.CloseIdleConnections()
			return nil
		})
		if err != nil {
			log.Fatal(err)
		}
	}
}
