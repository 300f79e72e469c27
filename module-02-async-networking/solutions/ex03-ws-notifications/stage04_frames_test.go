package notify_test

import (
	"bytes"
	"compress/flate"
	"fmt"
	"net"
	"strings"
	"testing"

	"systems.course/checkkit"
)

// request is a ping with padding, so that it has this many bytes.
func request(size int) []byte {
	text := `{"type":"ping","x":"`
	return []byte(text + strings.Repeat("x", size-len(text)-2) + `"}`)
}

// fragments cuts a text message into frames at these places.
func fragments(first byte, text []byte, cuts ...int) [][]byte {
	var frames [][]byte
	from := 0
	for _, to := range append(cuts, len(text)) {
		op := first
		if from > 0 || len(frames) > 0 {
			op = opContinuation
		}
		if len(frames) == len(cuts) {
			op |= fin
		}
		frames = append(frames, encode(op, text[from:to]))
		from = to
	}
	return frames
}

func TestReadsFramesByteByByte(t *testing.T) {
	c := start(t).enter("alice")
	var all []byte
	for range 3 {
		all = append(all, encode(fin|opText, request(200))...)
	}
	for _, b := range all {
		c.frames([]byte{b})
	}
	for range 3 {
		c.hears("pong", "three messages came, a byte in each packet; TCP keeps no borders")
	}
	c.frames(bytes.Repeat(all, 5))
	for range 15 {
		c.hears("pong", "fifteen messages came in one packet; TCP keeps no borders")
	}
}

func TestJoinsFragments(t *testing.T) {
	s, r := start(t), checkkit.Rand(t)
	c := s.enter("alice")
	for i := range 20 {
		topic := r.Word()
		text := []byte(`{"x":"é€😀","type":"subscribe","ref":` + fmt.Sprint(i) + `,"topics":["` + topic + `"]}`)
		var cuts []int
		for at := r.IntN(9); at < len(text); at += r.IntN(9) { // some are empty, some end within a character
			cuts = append(cuts, at)
		}
		because := fmt.Sprintf("%s was sent in %d frames, cut at %v, with a ping between any two; a message may be cut anywhere, and control frames may come between (RFC 6455, 5.4)", text, len(cuts)+1, cuts)
		for j, f := range fragments(opText, text, cuts...) {
			if j > 0 {
				c.answersPing(fmt.Sprint("between ", j), because)
			}
			c.frames(f)
		}
		m := c.hears("subscribed", because)
		checkkit.True(t, fmt.Sprintf("ref of %s is %d", clip(m.raw), i), m.Ref != nil && *m.Ref == uint64(i), "%s", because)
		c.event(s.publish(topic, "1"), "the session is subscribed to "+topic)
		c.asks(obj{"type": "unsubscribe", "topics": []string{topic}}, "unsubscribed", "unsubscribe is answered")
	}
}

func TestRefusesFramesThatBreakTheProtocol(t *testing.T) {
	s := start(t)
	text := []byte(`{"type":"ping"}`)
	unmasked := append(header(fin|opText, 0, len(text)), text...)
	for _, b := range []struct {
		what   string
		frames [][]byte
	}{
		{"a text frame without a mask", [][]byte{unmasked}},
		{"a ping without a mask", [][]byte{{fin | opPing, 0}}},
		{"a text frame with RSV1", [][]byte{encode(fin|0x40|opText, text)}},
		{"a text frame with RSV2", [][]byte{encode(fin|0x20|opText, text)}},
		{"a ping with RSV3", [][]byte{encode(fin|0x10|opPing, nil)}},
		{"a frame with the opcode 3", [][]byte{encode(fin|3, text)}},
		{"a frame with the opcode 15", [][]byte{encode(fin|15, nil)}},
		{"a fragmented ping", [][]byte{encode(opPing, nil)}},
		{"a ping of 126 bytes", [][]byte{encode(fin|opPing, make([]byte, 126))}},
		{"a continuation of nothing", [][]byte{encode(fin|opContinuation, text)}},
		{"a continuation after a whole message", [][]byte{encode(fin|opText, text), encode(fin|opContinuation, text)}},
		{"a text frame in the middle of a message", [][]byte{encode(opText, text[:5]), encode(fin|opText, text)}},
	} {
		c := s.enter("alice")
		c.frames(b.frames...)
		c.closes(1002, b.what+" breaks RFC 6455 (5.1, 5.2, 5.4, 5.5; PROTOCOL.md, Close codes)")
	}
	for _, code := range []int{0, 999, 1004, 1005, 1006, 1015, 2999, 5000} {
		c := s.enter("alice")
		c.frames(closeFrame(code, ""))
		c.left = true
		c.closes(1002, fmt.Sprintf("%d is a close code that can't be sent (RFC 6455, 7.4; PROTOCOL.md, Close codes)", code))
	}
}

func TestRefusesBinaryMessages(t *testing.T) {
	s := start(t)
	for _, frame := range [][]byte{encode(fin|opBinary, []byte(`{"type":"ping"}`)), encode(fin|opBinary, nil), encode(opBinary, []byte{0})} {
		c := s.enter("bob")
		c.frames(frame)
		c.closes(1003, "a binary message is not accepted, whatever is in it (RFC 6455, 7.4.1; PROTOCOL.md, Close codes)")
	}
}

func TestRefusesTextThatIsNotUTF8(t *testing.T) {
	s := start(t)
	for _, bad := range []string{"\xff", "\xc3", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82", "\x80"} {
		text := []byte(`{"type":"ping","x":"` + bad + `"}`)
		if bad == "\xe2\x82" {
			text = []byte(`{"type":"ping"}` + bad) // the message ends within a character
		}
		whole, cut := s.enter("alice"), s.enter("bob")
		whole.frames(encode(fin|opText, text))
		whole.closes(1007, fmt.Sprintf("%q is not UTF-8 (RFC 6455, 8.1; PROTOCOL.md, Close codes)", text))
		cut.frames(fragments(opText, text, 3, 12)...)
		cut.closes(1007, fmt.Sprintf("%q is not UTF-8, in fragments as little as in one piece (RFC 6455, 8.1)", text))
	}
}

func TestRefusesMessagesThatAreTooLong(t *testing.T) {
	s := start(t, "--max-message", "1000")
	c := s.enter("alice")
	c.frames(encode(fin|opText, request(1000)))
	c.hears("pong", "a message of 1000 bytes is allowed with --max-message 1000")
	c.frames(fragments(opText, request(1000), 1, 400, 400, 999)...)
	c.hears("pong", "a message of 1000 bytes in fragments is allowed too")
	for range 5 { // of other messages nothing counts
		c.frames(encode(fin|opPong, make([]byte, 125)), encode(fin|opText, request(900)))
		c.hears("pong", "each message has 900 bytes; what came before doesn't count")
	}
	because := "a message is longer than --max-message, 1000 (PROTOCOL.md, Close codes)"
	for _, b := range []struct {
		what   string
		frames [][]byte
	}{
		{"1001 bytes in a frame", [][]byte{encode(fin|opText, request(1001))}},
		{"1001 bytes in five fragments", fragments(opText, request(1001), 100, 500, 600, 999)},
		{"the header of a frame of 1001 bytes, and nothing of them", [][]byte{header(fin|opText, 0x80, 1001)}},
		{"the header of a frame of 2^40 bytes, and nothing of them", [][]byte{header(fin|opText, 0x80, 1<<40)}},
		{"40 fragments of 30 bytes, of which none is the last", endless()},
	} {
		c := s.enter("alice")
		if len(b.frames) == 1 && len(b.frames[0]) < 14 {
			b.frames[0] = append(b.frames[0], 1, 2, 3, 4) // the mask's key
		}
		c.frames(b.frames...)
		c.closes(1009, b.what+": "+because)
	}
}

// endless is the beginning of a message in fragments.
func endless() [][]byte {
	frames := [][]byte{encode(opText, bytes.Repeat([]byte("x"), 30))}
	for range 39 {
		frames = append(frames, encode(opContinuation, bytes.Repeat([]byte("x"), 30)))
	}
	return frames
}

// deflate compresses a message as RFC 7692, 7.2.1 says.
func deflate(t *testing.T, text []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestCompression)
	if err == nil {
		_, err = w.Write(text)
	}
	if err == nil {
		err = w.Flush()
	}
	if err != nil {
		t.Fatal(err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte{0, 0, 0xFF, 0xFF})
}

func TestCountsBytesAfterInflating(t *testing.T) {
	s := start(t, "--compress", "--max-message", "2000")
	const compressed = 0x40 // RSV1
	open := func() *client {
		t.Helper()
		l := s.open(s.connect())
		a, err := l.shake(handshake(s.Addr, "/ws", "Authorization", "Bearer "+secrets["alice"], "Sec-WebSocket-Extensions", "permessage-deflate; server_no_context_takeover; client_no_context_takeover"))
		checkkit.NoError(t, "the answer to the handshake", err, "each request gets an answer")
		checkkit.True(t, fmt.Sprintf("Sec-WebSocket-Extensions of the answer, %q, begins with permessage-deflate", a.header.Get("Sec-WebSocket-Extensions")),
			a.status == 101 && strings.HasPrefix(a.header.Get("Sec-WebSocket-Extensions"), "permessage-deflate"), "with --compress it is agreed to when it is offered (RFC 7692, 7.1; PROTOCOL.md, Limits and defaults)")
		c := &client{link: l, t: t, name: "alice"}
		c.welcome()
		return c
	}
	c := open()
	c.frames(encode(fin|compressed|opText, deflate(t, request(2000))))
	c.hears("pong", "a compressed message of 2000 bytes is allowed with --max-message 2000")
	small := deflate(t, request(1999))
	c.frames(fragments(compressed|opText, small, 3, len(small)/2)...)
	c.hears("pong", "RSV1 is on the first fragment only (RFC 7692, 6.1)")
	c.frames(encode(fin|opText, request(50)))
	c.hears("pong", "a message need not be compressed (RFC 7692, 6)")

	bomb := deflate(t, bytes.Repeat([]byte(" "), 1_000_000))
	for what, frames := range map[string][][]byte{
		fmt.Sprintf("%d bytes that inflate to a million", len(bomb)):                 {encode(fin|compressed|opText, bomb)},
		fmt.Sprintf("%d bytes in fragments that inflate to a million", len(bomb)):    fragments(compressed|opText, bomb, 10, 500),
		fmt.Sprintf("%d bytes that inflate to 2001", len(deflate(t, request(2001)))): {encode(fin|compressed|opText, deflate(t, request(2001)))},
		"a valid message of 2000 bytes and a blank":                                  {encode(fin|compressed|opText, deflate(t, append(request(2000), ' ')))},
	} {
		c := open()
		c.frames(frames...)
		c.closes(1009, what+": --max-message, here 2000, is counted after inflating (PROTOCOL.md, Close codes)")
	}
	c = open()
	c.frames(encode(fin|compressed|opText, bytes.Repeat([]byte{0xFF}, 20)))
	c.closes(1007, "20 bytes ff can't be inflated (PROTOCOL.md, Close codes)")
	c = open()
	c.frames(encode(fin|compressed|opText, deflate(t, []byte("{\"type\":\"ping\",\"x\":\"\xff\"}"))))
	c.closes(1007, "what comes out is not UTF-8 (PROTOCOL.md, Close codes)")
}

func TestAnswersACloseWithItsCode(t *testing.T) {
	s := start(t)
	for _, code := range []int{1000, 1001, 1011, 3000, 4999} {
		c := s.enter("alice")
		c.subscribe("a")
		c.frames(closeFrame(code, "good bye"))
		c.left = true
		c.closes(code, "the answer to a client's close has its code (RFC 6455, 5.5.1; PROTOCOL.md, Close codes)")
	}
	c := s.enter("alice")
	c.frames(encode(fin|opClose, nil), encode(fin|opText, request(50)))
	c.left = true
	c.closes(0, "the client's close frame has no code, nor does the answer; what comes after it is not read (RFC 6455, 5.5.1)")
	c = s.enter("alice")
	c.frames(fragments(opText, request(50), 10)[0], closeFrame(1000, ""))
	c.left = true
	c.closes(1000, "a close frame may come between a message's fragments (RFC 6455, 5.4)")
}

func TestHarmsNobodyElse(t *testing.T) {
	s, r := start(t), checkkit.Rand(t)
	healthy := s.enter("alice")
	healthy.subscribe("news")
	for range 30 {
		c := s.enter("bob")
		c.subscribe("news")
		whole := encode(fin|opText, request(500))
		switch r.IntN(4) {
		case 0: // gone in the middle of a frame
			c.frames(whole[:1+r.IntN(len(whole)-1)])
		case 1: // gone without a word, with something unread
			if err := c.conn.(*net.TCPConn).SetLinger(0); err != nil {
				t.Fatal(err)
			}
		case 2: // garbage
			c.frames([]byte("GET / HTTP/1.1\r\n\r\n"))
		case 3: // a message that isn't finished, and a ping that is too long
			c.frames(fragments(opText, request(100), 50)[0], encode(fin|opPing, make([]byte, 200)))
		}
		if err := c.conn.Close(); err != nil {
			t.Fatal(err)
		}
		healthy.event(s.publish("news", "1"), "another session broke off, or broke a rule; nobody else sees anything of it (PROTOCOL.md, Promises 6)")
	}
	healthy.pong("nobody else sees anything of it")
}
