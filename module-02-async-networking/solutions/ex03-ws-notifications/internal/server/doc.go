// Package server is the notification server's two doors, HTTP and WebSocket, and
// what lies behind them: who may do what, sessions, their requests, their end.
// How events get to sessions is a fanout.Hub's matter.
//
// A session has two goroutines. Its reader, in this package, reads the client's
// messages and does what they ask. Its writer, the hub's, is the only one that
// writes messages. Who wants to say something to a client gives it to the
// writer's queue. A request is done on a goroutine that ends with it, because that
// needs a deep stack; the reader waits for it.
//
//	client ──▶ reader ──▶ requests ──▶ hub, presence
//	client ◀── writer ◀── queue or log ◀──┘
//
// A session ends in one of three ways, and always in this order: the reader ends,
// the writer ends, the connection is closed.
//
//  1. The client closes, or its connection breaks: the reader sees it.
//  2. The client breaks a rule: the reader stops reading and gives the writer a
//     close frame.
//  3. The server closes, because it stops or the client is too slow: the writer
//     sends a close frame, and the reader gets a second to see the client's.
package server
