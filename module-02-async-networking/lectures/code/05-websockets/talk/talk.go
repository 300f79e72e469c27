// Talk holds the same conversations with several servers, each of which echoes, and
// shows what they answer: two in this process, and those named by arguments, as in
//
//	talk python='python3 other/ws.py'
//
// Such a server prints "listening on HOST:PORT" and ends with its standard input.
package main

import (
	"errors"
	"fmt"
	"log"
	"net/http"
	"os"
	"strings"

	"github.com/gorilla/websocket"

	"systems.course/module02/05-websockets/frame"
	"systems.course/module02/05-websockets/loop"
)

const text = "käse ☃ 🐌"

// conversations are what a client says, after its handshake.
var conversations = []struct {
	what string
	wire []byte
}{
	{"a snail in two fragments, a ping between", join(
		masked(frame.Text, false, text[:len(text)-2]), masked(frame.Ping, true, "now"),
		masked(frame.Continuation, true, text[len(text)-2:]))},
	{"70,000 bytes", masked(frame.Binary, true, strings.Repeat("x", 70_000))},
	{"close 4321", frame.AppendClose(nil, 4321, "", &loop.Key)},
	{"a frame without a mask", frame.Append(nil, frame.Text, true, nil, []byte("x"))},
	{"a continuation of nothing", masked(frame.Continuation, true, "x")},
	{"a ping in two fragments", masked(frame.Ping, false, "x")},
	{"a length in a longer form", []byte{0x82, 0xFE, 0, 1, 0, 0, 0, 0, 'x'}},
	{"a claim of 2^62 bytes", []byte{0x82, 0xFF, 0x40, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4}},
	{"text that is not UTF-8", masked(frame.Text, true, "\xff\xfe")},
	{"close 1005", frame.AppendClose(nil, 1005, "", &loop.Key)},
}

func masked(op frame.Op, fin bool, payload string) []byte {
	return frame.Append(nil, op, fin, &loop.Key, []byte(payload))
}

func join(frames ...[]byte) (wire []byte) {
	for _, f := range frames {
		wire = append(wire, f...)
	}
	return wire
}

// answer sends the bytes and returns what comes back, in a few words: control
// frames, and then a message or the end.
func answer(addr string, wire []byte) (words string, err error) {
	peer, err := loop.Dial(addr, "/", "")
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, peer.Closed()) }()
	if got := peer.Response.Header.Get("Sec-WebSocket-Accept"); got != frame.Accept("dGhlIHNhbXBsZSBub25jZQ==") {
		return "", fmt.Errorf("accept: %q", got)
	}
	if _, err := peer.Write(wire); err != nil {
		return "", err
	}
	r := frame.Reader{From: peer.Reader, Limit: limit, Control: func(op frame.Op, payload []byte) error {
		words += fmt.Sprintf("%d:%s ", op, payload)
		return nil
	}}
	_, message, err := r.Next()
	var closed *frame.Closed
	var violation *frame.Violation
	switch {
	case err == nil && len(message) > 20:
		words += fmt.Sprint(len(message))
	case err == nil:
		words += fmt.Sprintf("%+q", message)
		if string(message) == text {
			words = strings.ReplaceAll(words, fmt.Sprintf("%+q", message), "same")
		}
	case errors.As(err, &closed):
		words += fmt.Sprintf("close %d", closed.Code)
	case errors.As(err, &violation):
		words += "nonsense"
	default:
		words += "end"
	}
	return words, nil
}

// A server calls f with its address, and ends when f returns.
type server func(f func(addr string) error) error

func main() {
	names := []string{"gorilla", "by hand"}
	servers := []server{inGo(loop.Upgrade(websocket.Upgrader{}, nil, gorilla)), inGo(http.HandlerFunc(byHand))}
	for _, arg := range os.Args[1:] {
		name, command, _ := strings.Cut(arg, "=")
		names = append(names, name)
		servers = append(servers, process(strings.Fields(command)))
	}
	table := make([][]string, len(conversations))
	for _, s := range servers {
		err := s(func(addr string) error {
			for i, c := range conversations {
				words, err := answer(addr, c.wire)
				if err != nil {
					return fmt.Errorf("%s: %w", c.what, err)
				}
				table[i] = append(table[i], words)
			}
			return nil
		})
		if err != nil {
			log.Fatal(err)
		}
	}
	row := func(first string, cells []string) {
		line := fmt.Sprintf("%-41s", first)
		for _, cell := range cells {
			line += fmt.Sprintf("%-12s", cell)
		}
		fmt.Println(strings.TrimRight(line, " "))
	}
	row("", names)
	for i, c := range conversations {
		row(c.what, table[i])
	}
}
