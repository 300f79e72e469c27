// Shake makes the handshake, and then tries it from other origins.
package main

import (
	"errors"
	"fmt"
	"log"
	"net/http"

	"github.com/gorilla/websocket"

	"systems.course/module02/05-websockets/frame"
	"systems.course/module02/05-websockets/loop"
)

// try asks for an upgrade with these header fields and shows what came.
func try(addr, what, fields string) (err error) {
	peer, err := loop.Dial(addr, "/", fields)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, peer.Closed()) }()
	fmt.Printf("%-36s %d %s\n", what, peer.Response.StatusCode, peer.Response.Header.Get("Sec-WebSocket-Protocol"))
	if peer.Response.StatusCode != http.StatusSwitchingProtocols {
		return nil
	}
	if got, want := peer.Response.Header.Get("Sec-WebSocket-Accept"), frame.Accept("dGhlIHNhbXBsZSBub25jZQ=="); got != want {
		return fmt.Errorf("accept %q, not %q", got, want)
	}
	return nil
}

func main() {
	upgrader := websocket.Upgrader{Subprotocols: []string{"notify.v2", "notify.v1"}}
	echo := loop.Upgrade(upgrader, nil, func(*websocket.Conn) error { return nil })
	err := loop.Serve(echo, func(addr string) error {
		own, other := "Origin: http://"+addr+"\r\n", "Origin: https://evil.example\r\n"
		cookie, two := "Cookie: session=ann\r\n", "Sec-WebSocket-Protocol: notify.v1, notify.v2\r\n"
		return errors.Join(
			try(addr, "the page of this server", own+cookie+two),
			try(addr, "a page that speaks something else", own+cookie+"Sec-WebSocket-Protocol: chat\r\n"),
			try(addr, "another site's page, Ann's cookie", other+cookie),
			try(addr, "no browser, Ann's cookie", cookie),
			try(addr, "no browser, pretending to be a page", own),
		)
	})
	if err != nil {
		log.Fatal(err)
	}
}
