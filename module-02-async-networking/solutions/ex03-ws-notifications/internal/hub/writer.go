package hub

import (
	"errors"
	"time"

	"github.com/gorilla/websocket"

	"systems.course/notify/internal/fanout"
	"systems.course/notify/internal/wire"
)

// errAbandoned ends a writer whose reader has ended.
var errAbandoned = errors.New("abandoned")

// write sends what is in the queue, one message at a time, and a ping now and
// then, until the queue has ended or the connection has failed.
func (c *client) write() {
	err := c.writeAll()
	c.queue.abandon() // who waits for room waits in vain
	c.hooks.Ended(err)
	close(c.ended)
}

func (c *client) writeAll() error {
	ping := time.NewTicker(c.hub.options.PingInterval)
	defer ping.Stop()
	for {
		select { // a busy client is pinged too
		case <-ping.C:
			if err := c.control(websocket.PingMessage, nil, c.hub.options.WriteTimeout); err != nil {
				return err
			}
		default:
		}
		next, ok, end := c.queue.take()
		switch {
		case ok:
			if err := c.send(next); err != nil {
				return err
			}
		case end != nil && end.code == 0:
			return errAbandoned
		case end != nil:
			return c.control(websocket.CloseMessage, wire.ClosePayload(end.code, end.reason), fanout.CloseWait)
		default:
			c.hooks.Idle()
			if err := c.wait(ping.C); err != nil {
				return err
			}
		}
	}
}

// wait returns when there may be something to send.
func (c *client) wait(ping <-chan time.Time) error {
	select {
	case <-c.queue.wake:
		return nil
	case <-ping:
		return c.control(websocket.PingMessage, nil, c.hub.options.WriteTimeout)
	}
}

func (c *client) send(i item) error {
	message := i.message
	if i.kind == gap {
		message = wire.Missed(i.from, i.to, i.reason)
	}
	if err := c.conn.SetWriteDeadline(time.Now().Add(c.hub.options.WriteTimeout)); err != nil {
		return err
	}
	if err := c.conn.WriteMessage(websocket.TextMessage, message); err != nil {
		return err
	}
	switch i.kind {
	case event:
		c.hub.stats.Delivered.Add(1)
	case gap:
		c.hub.stats.Missed.Add(1)
	}
	return nil
}

func (c *client) control(kind int, payload []byte, within time.Duration) error {
	return c.conn.WriteControl(kind, payload, time.Now().Add(within))
}
