package shared

import (
	"errors"
	"runtime"
	"time"

	"github.com/gorilla/websocket"

	"systems.course/notify/internal/fanout"
	"systems.course/notify/internal/wire"
)

// What ends a writer, besides a failed write: its reader has ended, or it has
// sent a close frame.
var (
	errAbandoned = errors.New("abandoned")
	errDone      = errors.New("done")
)

// write sends what the client is to get, as much as there is in one write, and a
// ping now and then, until the client ends or the connection fails.
func (c *client) write() {
	err := c.writeAll()
	if errors.Is(err, errDone) {
		err = nil
	}
	c.abandon()
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
		idle, err := c.writeBatch()
		if err != nil {
			return err
		}
		if !idle {
			continue
		}
		c.hooks.Idle()
		select {
		case <-c.wake:
			if c.busy {
				// Whoever publishes next goes first: its event is in the same write then.
				runtime.Gosched()
			}
		case <-ping.C:
			if err := c.control(websocket.PingMessage, nil, c.hub.options.WriteTimeout); err != nil {
				return err
			}
		}
	}
}

// writeBatch sends what there is, and reports whether there was nothing.
func (c *client) writeBatch() (idle bool, err error) {
	b := batches.Get().(*batch)
	defer func() {
		b.reset()
		batches.Put(b)
	}()
	idle, end := c.gather(b)
	switch {
	case end != nil && end.code == 0:
		return false, errAbandoned
	case end != nil:
		err := c.control(websocket.CloseMessage, wire.ClosePayload(end.code, end.reason), fanout.CloseWait)
		if err == nil {
			err = errDone
		}
		return false, err
	case b.empty():
		return idle, nil
	}
	conn := c.conn.NetConn()
	if err := conn.SetWriteDeadline(time.Now().Add(c.hub.options.WriteTimeout)); err != nil {
		return false, err
	}
	if _, err := conn.Write(b.frames()); err != nil {
		return false, err
	}
	c.busy = b.events > 1
	c.hub.stats.Delivered.Add(uint64(b.events))
	c.hub.stats.Missed.Add(uint64(b.gaps))
	return idle, nil
}

func (c *client) control(kind int, payload []byte, within time.Duration) error {
	return c.conn.WriteControl(kind, payload, time.Now().Add(within))
}
