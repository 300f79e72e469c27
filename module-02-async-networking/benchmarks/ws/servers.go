package main

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"os/exec"
	"strings"

	"systems.course/benchmarks/networking/internal/broadcast"
	"systems.course/benchmarks/networking/internal/peer"
)

// The names that results are compared by.
const (
	clearName   = "notify, a queue for each client"
	fastName    = "notify, one log for all"
	gorillaName = "gorilla/websocket"
	coderName   = "coder/websocket"
	gobwasName  = "gobwas/ws"
	bareName    = "a bare server"
)

// libraries are those whose broadcast notify is compared with.
var libraries = []string{gorillaName, coderName, gobwasName}

// text is the 64 bytes that an event says.
var text = strings.Repeat("0123456789abcdef", 4)

// event is what notify makes of it, so that all send the same number of bytes.
var event = fmt.Sprintf(`{"type":"event","id":1795438795123456,"topic":"t","time":"2026-11-23T13:00:00.000Z","data":%q}`, text)

// contenders builds what has to be built, in a folder.
func contenders(dir string) ([]broadcast.Contender, error) {
	programs := map[string]string{}
	for _, p := range []struct{ name, module, pkg string }{
		{clearName, "../../solutions/ex03-ws-notifications", "./cmd/notify"},
		{fastName, "../../solutions/ex03-ws-notifications", "./cmd/notify-fast"},
		{gorillaName, ".", "./with-gorilla"}, {coderName, ".", "./with-coder"}, {gobwasName, ".", "./with-gobwas"},
	} {
		var err error
		if programs[p.name], err = peer.Go(dir, p.module, p.pkg); err != nil {
			return nil, err
		}
	}
	bare, err := peer.Bare(dir)
	if err != nil {
		return nil, err
	}
	library := func(name, what string) broadcast.Contender {
		return broadcast.Contender{Name: name, What: what, Command: plainCommand(programs[name]), Talk: broadcast.Protocol{
			Join:    func(c net.Conn, r *bufio.Reader, _ string) error { return shake(c, r, "") },
			Message: post("/publish", event),
		}}
	}
	notify := broadcast.Protocol{
		Join:    func(c net.Conn, r *bufio.Reader, _ string) error { return subscribe(c, r) },
		Ready:   func(c net.Conn, r *bufio.Reader, _ string) error { return subscribe(c, r) },
		Message: post("/topics/t", fmt.Sprintf("%q", text)),
	}
	return []broadcast.Contender{
		{Name: fastName, What: "the reference of exercise 03, `notify-fast`", Command: notifyCommand(programs[fastName]), Talk: notify, Stall: true},
		{Name: clearName, What: "the reference of exercise 03, `notify`", Command: notifyCommand(programs[clearName]), Talk: notify, Stall: true},
		library(gorillaName, "v1.5.3, in [with-gorilla](with-gorilla/main.go): a hub, `PreparedMessage`"),
		library(coderName, "v1.8.15, in [with-coder](with-coder/main.go): a hub, `Write` with a time limit"),
		library(gobwasName, "v1.5.0, in [with-gobwas](with-gobwas/main.go): a hub, `CompileFrame`"),
		{Name: bareName, What: "[bare.c](../internal/peer/bare/bare.c): copies frames to all others, one write each, without HTTP; the limit", Command: bare,
			Talk: broadcast.Protocol{Message: frame(event)}},
	}, nil
}

func plainCommand(program string) peer.Command {
	return func(_ string, port int) (*exec.Cmd, error) {
		return exec.Command(program, fmt.Sprintf("127.0.0.1:%d", port)), nil
	}
}

func notifyCommand(program string) peer.Command {
	return func(_ string, port int) (*exec.Cmd, error) {
		return exec.Command(program, "--addr", fmt.Sprintf("127.0.0.1:%d", port), "--token", "bench:publish,subscribe:s", "--max-clients", "20000",
			"--ping-interval", "1h", "--idle", "2h", "--log-level", "error"), nil
	}
}

// post is a publish over HTTP, of which many may be sent before the first answer.
func post(path, body string) string {
	return fmt.Sprintf("POST %s HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", path, len(body), body)
}

// shake opens a WebSocket connection (RFC 6455, section 4.1).
func shake(c net.Conn, r *bufio.Reader, header string) error {
	_, err := fmt.Fprintf(c, "GET /ws HTTP/1.1\r\nHost: bench\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n%s\r\n", header)
	if err != nil {
		return err
	}
	status, err := r.ReadString('\n')
	if err == nil && !strings.Contains(status, " 101 ") {
		err = fmt.Errorf("found %q, wanted 101", status)
	}
	for line := status; err == nil && line != "\r\n"; {
		line, err = r.ReadString('\n')
	}
	return err
}

// subscribe makes a session of notify's protocol that has the events of topic t.
func subscribe(c net.Conn, r *bufio.Reader) error {
	if err := shake(c, r, "Authorization: Bearer s\r\nSec-WebSocket-Protocol: notify.v1\r\n"); err != nil {
		return err
	}
	if err := skipFrame(r, `"welcome"`); err != nil {
		return err
	}
	request := `{"type":"subscribe","topics":["t"]}`
	masked := append([]byte{0x81, 0x80 | byte(len(request)), 0, 0, 0, 0}, request...) // a mask of zeros
	if _, err := c.Write(masked); err != nil {
		return err
	}
	return skipFrame(r, `"subscribed"`)
}

// skipFrame reads a frame of at most 64 KiB, which must have a word in it.
func skipFrame(r *bufio.Reader, word string) error {
	var head [4]byte
	if _, err := io.ReadFull(r, head[:2]); err != nil {
		return err
	}
	size := int(head[1])
	if size == 126 {
		if _, err := io.ReadFull(r, head[2:]); err != nil {
			return err
		}
		size = int(binary.BigEndian.Uint16(head[2:]))
	}
	data := make([]byte, size)
	_, err := io.ReadFull(r, data)
	if err == nil && !strings.Contains(string(data), word) {
		err = fmt.Errorf("found %q, wanted %s", data, word)
	}
	return err
}

// frame is a text of 126 to 65,535 bytes as a server sends it (RFC 6455, section 5.2).
func frame(text string) string {
	head := binary.BigEndian.AppendUint16([]byte{0x81, 126}, uint16(len(text)))
	return string(head) + text
}
