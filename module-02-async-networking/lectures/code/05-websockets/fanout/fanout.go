// Fanout sends a burst of messages to a hundred clients, in five ways: who encodes,
// and how many messages a write has.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"time"

	"github.com/gorilla/websocket"

	"systems.course/lecturekit/heap"
	"systems.course/lecturekit/ratio"
	"systems.course/module02/05-websockets/feed"
	"systems.course/module02/05-websockets/loop"
)

const clients, burst, atOnce, rounds = 100, 16, 16, 25

type event struct {
	ID   uint64         `json:"id"`
	Data map[string]any `json:"data"`
}

var data = map[string]any{"order": 7000, "total": 12.5, "currency": "EUR", "note": "left at the door"}

// each encodes for each client.
func each(conns []*websocket.Conn) (writes int, err error) {
	for id := range uint64(burst) {
		for _, c := range conns {
			err = errors.Join(err, c.WriteJSON(event{id, data}))
		}
	}
	return burst * len(conns), err
}

// once encodes once, and frames for each client.
func once(conns []*websocket.Conn) (writes int, err error) {
	for id := range uint64(burst) {
		text, e := json.Marshal(event{id, data})
		err = errors.Join(err, e)
		for _, c := range conns {
			err = errors.Join(err, c.WriteMessage(websocket.TextMessage, text))
		}
	}
	return burst * len(conns), err
}

// prepared encodes and frames once.
func prepared(conns []*websocket.Conn) (writes int, err error) {
	for id := range uint64(burst) {
		text, e := json.Marshal(event{id, data})
		m, f := websocket.NewPreparedMessage(websocket.TextMessage, text)
		if err = errors.Join(err, e, f); err != nil {
			return 0, err
		}
		for _, c := range conns {
			err = errors.Join(err, c.WritePreparedMessage(m))
		}
	}
	return burst * len(conns), err
}

// encoded is a log with the burst in it.
func encoded() (*feed.Log, error) {
	l := feed.New(burst, 1)
	for range burst {
		text, err := json.Marshal(data)
		if err != nil {
			return nil, err
		}
		l.Append(string(text))
	}
	return l, nil
}

// ranges lets each client take many frames a write, which writev gathers.
func ranges(conns []*websocket.Conn) (writes int, err error) {
	l, err := encoded()
	for _, c := range conns {
		for last := uint64(0); last < l.Last(); writes++ {
			b := l.After(last, atOnce)
			frames := b.Frames()
			_, e := frames.WriteTo(c.NetConn())
			err = errors.Join(err, e)
			last = b.Last
		}
	}
	return writes, err
}

// joined is ranges with frames that lie one after the other in memory.
func joined(conns []*websocket.Conn) (writes int, err error) {
	l, err := encoded()
	var together bytes.Buffer
	for last := uint64(0); last < l.Last(); {
		b := l.After(last, atOnce)
		together.Reset()
		for _, e := range b.Events {
			together.Write(e.Frame)
		}
		for _, c := range conns {
			_, e := c.NetConn().Write(together.Bytes())
			err = errors.Join(err, e)
			writes++
		}
		last = b.Last
	}
	return writes, err
}

// connect calls f with the server's ends of all connections.
func connect(f func([]*websocket.Conn) error) error {
	accepted, end := make(chan *websocket.Conn), make(chan struct{})
	results := make(chan error, clients)
	server := loop.Upgrade(websocket.Upgrader{}, results, func(conn *websocket.Conn) error {
		accepted <- conn
		<-end
		return nil
	})
	return loop.Serve(server, func(addr string) error {
		var conns []*websocket.Conn
		for range clients {
			peer, err := loop.Dial(addr, "/", "")
			if err != nil {
				return err
			}
			conns = append(conns, <-accepted)
			if err := peer.SetDeadline(time.Time{}); err != nil {
				return err
			}
			go func() { // until the server closes, by which time nobody cares for errors
				_, err := io.Copy(io.Discard, peer.TCPConn)
				_ = errors.Join(err, peer.Closed())
			}()
		}
		err := f(conns)
		close(end)
		for range clients {
			err = errors.Join(err, <-results)
		}
		return err
	})
}

func main() {
	ways := []struct {
		name string
		send func([]*websocket.Conn) (int, error)
	}{{"encoded for each", each}, {"encoded once", once}, {"framed once", prepared}, {"ranges", ranges}, {"joined ranges", joined}}
	err := connect(func(conns []*websocket.Conn) error {
		var failed error
		var functions []func()
		for _, way := range ways {
			functions = append(functions, func() {
				if _, err := way.send(conns); err != nil {
					failed = err
				}
			})
		}
		times := ratio.Of(rounds, functions...)
		fmt.Printf("%-18s %8s %14s %8s\n", "", "writes", "objects each", "time")
		for i, way := range ways {
			writes := 0
			objects, _ := heap.Spent(func() { n, err := way.send(conns); writes, failed = n, errors.Join(failed, err) })
			fmt.Printf("%-18s %8d %14.2f %8.2f\n", way.name, writes, float64(objects)/(clients*burst), times[i])
		}
		return failed
	})
	if err != nil {
		log.Fatal(err)
	}
}
