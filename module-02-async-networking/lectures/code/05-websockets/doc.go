// Package websockets holds the programs of lecture 5, in the order in which the
// lecture shows them:
//
//	away       what a client gets that loses its connection, pushed with and without a log
//	shake      the handshake, and which origins get through
//	frame      a codec: frames, and messages made of them
//	frame/show the bytes of some frames
//	masking    what it costs to mask a kilobyte
//	closes     what a connection's end looks like to a server, by how it ended
//	silent     a peer that is gone, with pings and without
//	deflate    what compression saves, and what it keeps for each connection
//	feed       a bounded log of events, with a place in it for each reader
//	fanout     a message to many: encoded once or for each, written once or for each
//	herd       reconnects after a restart, simulated
//	ways       the same events by long polling, as server-sent events, by WebSocket
//	browser    what Chromium lets a page have open, and what waits in a WebSocket
//	corrupt    fails: two writers on one connection
//	stuck      fails: a hub that waits for a client who waits for the hub
//	bomb       fails: a read limit that counts what is on the wire
//	torn       fails: reading the log and subscribing as two steps
//	talk       one conversation with servers in four languages, those in other included
//	testdata   does not compile: two writers on one connection, in Rust
//
// All of them use the loopback interface alone; loop makes the connections.
package websockets
