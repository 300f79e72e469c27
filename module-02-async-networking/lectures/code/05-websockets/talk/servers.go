package main

import (
	"bufio"
	"errors"
	"net/http"
	"time"

	"github.com/gorilla/websocket"

	"systems.course/module02/05-websockets/frame"
	"systems.course/module02/05-websockets/loop"
)

// limit is how long a message may be, in bytes, at all servers.
const limit = 1 << 17

// gorilla echoes.
func gorilla(conn *websocket.Conn) error {
	conn.SetReadLimit(limit)
	for {
		kind, message, err := conn.ReadMessage()
		if err == nil {
			err = conn.WriteMessage(kind, message)
		}
		if err != nil {
			return err
		}
	}
}

// byHand echoes, with package frame: what net/http does of it is the header.
func byHand(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Sec-WebSocket-Version") != "13" {
		http.Error(w, "version 13", http.StatusUpgradeRequired)
		return
	}
	conn, rw, err := http.NewResponseController(w).Hijack()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	defer func() { _ = conn.Close() }() // its error tells nobody anything
	if _, err := rw.WriteString("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
		"Sec-WebSocket-Accept: " + frame.Accept(r.Header.Get("Sec-WebSocket-Key")) + "\r\n\r\n"); err != nil {
		return
	}
	if err := conn.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		return
	}
	_ = echo(rw)
}

// echo echoes until the client closes or breaks a rule, and answers with the code.
func echo(rw *bufio.ReadWriter) error {
	send := func(wire []byte) error {
		_, err := rw.Write(wire)
		return errors.Join(err, rw.Flush())
	}
	r := frame.Reader{From: rw, Masked: true, Limit: limit, Control: func(op frame.Op, payload []byte) error {
		if op != frame.Ping {
			return nil
		}
		return send(frame.Append(nil, frame.Pong, true, nil, payload))
	}}
	if err := rw.Flush(); err != nil {
		return err
	}
	for {
		op, message, err := r.Next()
		var closed *frame.Closed
		var violation *frame.Violation
		switch {
		case err == nil:
			if err := send(frame.Append(nil, op, true, nil, message)); err != nil {
				return err
			}
		case errors.As(err, &closed) && closed.Code == frame.NoStatus:
			return send(frame.Append(nil, frame.Close, true, nil, nil))
		case errors.As(err, &closed):
			return send(frame.AppendClose(nil, closed.Code, "", nil))
		case errors.As(err, &violation):
			return send(frame.AppendClose(nil, violation.Code, violation.What, nil))
		default:
			return err
		}
	}
}

// inGo runs a server in this process.
func inGo(h http.Handler) func(func(addr string) error) error {
	return func(f func(addr string) error) error { return loop.Serve(h, f) }
}
