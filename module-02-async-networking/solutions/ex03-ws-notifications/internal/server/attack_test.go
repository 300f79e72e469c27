package server_test

import (
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"systems.course/notify/config"
)

const (
	fin  = 0x80
	rsv1 = 0x40
	text = 1
	more = 0 // continuation
)

const deflate = "Sec-WebSocket-Extensions: permessage-deflate\r\n"

func TestFramesThatBreakTheRules(t *testing.T) {
	each(t, func(o *config.Options) { o.MaxMessage = 1000 }, func(t *testing.T, r *running) {
		long := bytes.Repeat([]byte("x"), 1001)
		for what, c := range map[string]struct {
			frames []byte
			code   int
		}{
			"not masked":                  {[]byte{fin | text, 2, '{', '}'}, 1002},
			"RSV1 without an extension":   {masked(fin|rsv1|text, []byte("{}")), 1002},
			"RSV2":                        {masked(fin|0x20|text, []byte("{}")), 1002},
			"opcode 3":                    {masked(fin|3, nil), 1002},
			"opcode 11":                   {masked(fin|11, nil), 1002},
			"a ping of 126 bytes":         {masked(fin|9, long[:126]), 1002},
			"a ping in two":               {masked(9, nil), 1002},
			"a continuation of nothing":   {masked(fin|more, nil), 1002},
			"a text in a text":            {append(masked(text, nil), masked(fin|text, nil)...), 1002},
			"close code 1005":             {masked(fin|8, []byte{3, 0xed}), 1002},
			"close code 999":              {masked(fin|8, []byte{3, 0xe7}), 1002},
			"binary":                      {masked(fin|2, []byte("{}")), 1003},
			"not UTF-8":                   {masked(fin|text, []byte("{\"type\":\"\xc3\x28\"}")), 1007},
			"half a character":            {append(masked(text, []byte("\"\xc3")), masked(fin|more, []byte("\""))...), 1007},
			"a surrogate":                 {masked(fin|text, []byte("\"\xed\xa0\x80\"")), 1007},
			"too big":                     {masked(fin|text, long), 1009},
			"too big in two":              {append(masked(text, long[:600]), masked(fin|more, long[:600])...), 1009},
			"too big by its header":       {[]byte{fin | text, 0xff, 0, 0, 0, 1, 0, 0, 0, 0, 1, 2, 3, 4}, 1009},
			"a size of 2^63":              {[]byte{fin | text, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4}, 1009},
			"an allowed one, then binary": {append(masked(fin|text, []byte("{}")), masked(fin|2, nil)...), 1003},
		} {
			c2 := r.raw("")
			c2.write(c.frames)
			c2.wantClose(what, c.code)
		}
	})
}

func TestGoodFramesInPieces(t *testing.T) {
	each(t, nil, func(t *testing.T, r *running) {
		c := r.raw("")
		var frames []byte
		for _, piece := range []string{`{"type":"p`, ``, `ing","ref":`, `7`} {
			first := byte(more)
			if frames == nil {
				first = text
			}
			frames = append(frames, masked(first, []byte(piece))...)
			frames = append(frames, masked(fin|9, []byte("still there?"))...)
		}
		frames = append(frames, masked(fin|more, []byte(`}`))...)
		for _, b := range frames {
			c.write([]byte{b})
		}
		for range 4 {
			f := c.frame()
			require.EqualValues(t, 10, f.op)
			require.Equal(t, "still there?", string(f.payload))
		}
		require.Contains(t, string(c.frame().payload), `"pong","ref":7`)
	})
}

func TestFragmentsThatNeverEnd(t *testing.T) {
	for name, size := range map[string]int{"small": 1, "empty": 0} {
		t.Run(name, func(t *testing.T) {
			each(t, func(o *config.Options) { o.MessageTimeout = 200 * time.Millisecond; o.MaxMessage = 1 << 30 }, func(t *testing.T, r *running) {
				c, other := r.raw(""), r.subscribed("a")
				c.write(masked(text, []byte("{")))
				fragment := append(masked(more, make([]byte, size)), masked(fin|10, nil)...) // and a pong each time
				var all sync.WaitGroup
				all.Go(func() {
					for {
						if _, err := c.Write(fragment); err != nil {
							return
						}
					}
				})
				id := r.publish("a", "1")
				require.Equal(t, []uint64{id}, other.events(1))
				f := c.frame()
				require.EqualValues(t, 8, f.op)
				require.Equal(t, []byte{3, 0xf0}, f.payload[:2], "1008")
				all.Wait() // the server ends the connection, although we go on
			})
		})
	}
}

func TestACompressionBomb(t *testing.T) {
	each(t, func(o *config.Options) { o.Compress = true }, func(t *testing.T, r *running) {
		before := heap()
		bomb := deflated(bytes.Repeat([]byte(" "), 10<<20)) // 10 MiB in 10 KiB
		require.Less(t, len(bomb), 12_000, "it passes a limit on the wire")
		for range 20 {
			c := r.raw(deflate)
			c.write(masked(fin|rsv1|text, bomb))
			c.wantClose("a bomb", 1009)
		}
		require.Less(t, heap(), before+(8<<20))

		c := r.raw(deflate)
		c.write(masked(fin|rsv1|text, deflated([]byte(`{"type":"ping"}`))))
		require.Contains(t, string(c.frame().payload), "pong")
		c.write(masked(fin|rsv1|text, []byte{0xff, 0xff, 0xff}))
		c.wantClose("no deflate", 1007)
		c = r.raw(deflate)
		c.write(masked(fin|rsv1|text, deflated([]byte("\xff"))))
		c.wantClose("not UTF-8 when inflated", 1007)
	})
}

// deflated returns text as RFC 7692, section 7.2.1, sends it.
func deflated(text []byte) []byte {
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestCompression)
	if err == nil {
		_, err = w.Write(text)
	}
	if err := errors.Join(err, w.Flush()); err != nil {
		panic(err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte{0, 0, 0xff, 0xff})
}

func TestBrokenOff(t *testing.T) {
	each(t, nil, func(t *testing.T, r *running) {
		whole := masked(fin|text, []byte(`{"type":"subscribe","topics":["a"]}`))
		for n := range whole {
			c := r.raw("")
			c.write(whole[:n])
			require.NoError(t, c.Close())
		}
		r.awaitSessions(0)
		c := r.raw("")
		c.write(append(masked(text, []byte("{")), masked(fin|8, []byte{3, 0xe8})...))
		f := c.frame()
		require.Equal(t, frame{8, []byte{3, 0xe8}}, f, "a close in the middle of a message is a close")
		r.awaitSessions(0)
	})
}

func TestIdle(t *testing.T) {
	change := func(o *config.Options) { o.PingInterval = 50 * time.Millisecond; o.Idle = time.Second }
	each(t, change, func(t *testing.T, r *running) {
		silent, answers := r.raw(""), r.raw("")
		var all sync.WaitGroup
		all.Go(func() { silent.wantClose("silent", 4408) })
		for range 40 { // twice as long as a silence may be
			f := answers.frame()
			require.EqualValues(t, 9, f.op)
			answers.write(masked(fin|10, f.payload))
		}
		all.Wait()
		r.awaitSessions(1)
	})
}

// A client that is sent to all the time is pinged too.
func TestABusyClientIsPinged(t *testing.T) {
	change := func(o *config.Options) { o.PingInterval = 10 * time.Millisecond; o.Idle = patience }
	each(t, change, func(t *testing.T, r *running) {
		c := r.raw("")
		c.write(masked(fin|text, []byte(`{"type":"subscribe","topics":[">"]}`)))
		stop := make(chan struct{})
		var all sync.WaitGroup
		all.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
					r.hub.Publish("a", []byte("1"))
				}
			}
		})
		for pings := 0; pings < 3; {
			if c.frame().op == 9 {
				pings++
			}
		}
		close(stop)
		all.Wait()
	})
}

// A client that only pings, and reads no answer.
func TestAFloodOfPings(t *testing.T) {
	each(t, func(o *config.Options) { o.WriteTimeout = 100 * time.Millisecond }, func(t *testing.T, r *running) {
		c, other := r.raw(""), r.subscribed("a")
		pings := bytes.Repeat(masked(fin|9, bytes.Repeat([]byte("x"), 125)), 100)
		var err error
		for err == nil {
			_, err = c.Write(pings)
		}
		require.False(t, errors.Is(err, io.ErrShortWrite))
		id := r.publish("a", "1")
		require.Equal(t, []uint64{id}, other.events(1))
		r.awaitSessions(1)
	})
}

func TestASlowHandshake(t *testing.T) {
	each(t, func(o *config.Options) {
		o.HeaderTimeout = 100 * time.Millisecond
		o.MessageTimeout = 100 * time.Millisecond
	}, func(t *testing.T, r *running) {
		for _, begun := range []string{"", "GET /ws HTT", "GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websoc",
			"POST /topics/a HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer press's\r\nContent-Length: 10\r\n\r\n12345"} {
			c := r.rawConn()
			c.write([]byte(begun))
			_, err := io.Copy(io.Discard, c.in)
			require.False(t, isTimeout(err), "%q: the server doesn't end it", begun)
		}
		require.EqualValues(t, 0, r.hub.Last())
	})
}

func isTimeout(err error) bool {
	var network net.Error
	return errors.As(err, &network) && network.Timeout()
}

func TestAHeaderBomb(t *testing.T) {
	each(t, nil, func(t *testing.T, r *running) {
		c := r.rawConn()
		c.write([]byte("GET /ws HTTP/1.1\r\nHost: x\r\n"))
		var err error
		for i := 0; err == nil; i++ {
			_, err = fmt.Fprintf(c, "X-%d: %s\r\n", i, strings.Repeat("x", 1000))
		}
		answer, err := http.ReadResponse(c.in, nil)
		if err == nil { // it may have been lost to the reset
			require.Equal(t, 431, answer.StatusCode)
		}
	})
}

// Connections that say nothing, before and after the handshake.
func TestTwoThousandSilentConnections(t *testing.T) {
	const n = 2000
	change := func(o *config.Options) { o.HeaderTimeout = 2 * time.Second; o.AuthTimeout = time.Second }
	each(t, change, func(t *testing.T, r *running) {
		other := r.subscribed("a")
		before := heap()
		conns := make([]*raw, n)
		for i := range conns {
			conns[i] = r.rawConn()
			if i%2 == 0 {
				conns[i].write([]byte("GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n" +
					"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: notify.v1\r\n\r\n"))
			}
		}
		id := r.publish("a", "1")
		require.Equal(t, []uint64{id}, other.events(1))
		t.Logf("%d bytes of heap for each connection, both ends", (max(heap(), before)-before)/uint64(n))
		for _, c := range conns {
			_, err := io.Copy(io.Discard, c.in)
			require.False(t, isTimeout(err), "the server doesn't end it")
		}
		r.awaitSessions(1)
	})
}
