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

// try asks for an upgrade of the path with these header fields and shows what came.
func try(addr, path, what, fields string) (err error) {
	peer, err := loop.Dial(addr, path, fields)
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
	everybody := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	end := func(*websocket.Conn) error { return nil }
	mux := http.NewServeMux()
	mux.Handle("/checked", loop.Upgrade(upgrader, nil, end))
	mux.Handle("/everybody", loop.Upgrade(everybody, nil, end))
	err := loop.Serve(mux, func(addr string) error {
		own, other := "Origin: http://"+addr+"\r\n", "Origin: https://evil.example\r\n"
		cookie, two := "Cookie: session=ann\r\n", "Sec-WebSocket-Protocol: notify.v1, notify.v2\r\n"
		return errors.Join(
			try(addr, "/checked", "the page of this server", own+cookie+two),
			try(addr, "/checked", "a page that speaks something else", own+cookie+"Sec-WebSocket-Protocol: chat\r\n"),
			try(addr, "/everybody", "another site's page, no check", other+cookie),
			try(addr, "/checked", "another site's page, with the check", other+cookie),
			try(addr, "/checked", "no browser, Ann's cookie", cookie),
			try(addr, "/checked", "no browser, pretending to be a page", own),
		)
	})
	if err != nil {
		log.Fatal(err)
	}
}
