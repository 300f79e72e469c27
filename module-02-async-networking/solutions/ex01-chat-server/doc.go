// Package chat is an IRC server for one machine: the part of RFC 2812 that people hold
// conversations with, and the later practice that clients of today expect.
//
// # What it promises
//
// About order:
//
//  1. The commands of a client run in the order in which it sent them.
//  2. Everybody in a channel gets its messages in one and the same order, which
//     agrees with the order in which each sender sent them. The sender of a PRIVMSG
//     gets no copy.
//  3. What one client causes arrives at any other in the order in which it was
//     caused, by whatever way: two channels, a private message between them. More
//     than that holds: all commands have one order, and every client sees what
//     concerns it in that order.
//  4. When the PONG to a PING is queued, everything that the client's earlier commands have
//     caused is in the queues of those whom it concerns.
//
// About being seen:
//
//  5. A client sees the messages of a channel from its own JOIN on to its own PART,
//     KICK or end, without a gap; then no more.
//  6. Everybody who shares a channel with a client sees its NICK and its QUIT, once,
//     however many channels they share. A client that has vanished gets its QUIT
//     from the server, with the reason.
//  7. A nickname is one client's at a time, also before registration is complete.
//
// About others:
//
//  8. Nobody waits for another's connection. No lock is held while a connection is read,
//     written or closed, its deadline is set, or the log is written, except one that is the
//     connection's own: a write that doesn't wait and the connection's end exclude each
//     other. And no write that could wait is made by a goroutine that serves somebody else.
//  9. A line is handled or not at all. One that is too long, or has a NUL or a CR in
//     it, is answered and passed over, and harms nobody, its sender included.
//  10. Every line that is sent has at most 512 bytes, CRLF included, and neither NUL nor CR
//     in it.
//
// There is no promise that a message arrives: a client can be gone before the server
// knows, and IRC has no acknowledgement. Nothing is kept over a restart.
//
// # The shape
//
//	socket -> goroutine: lines -> hub: state, one mutex -> logs and queues -> sockets
//
// Each connection has one goroutine. It waits for bytes, without a buffer while there are
// none; cuts them into lines and messages (package irc, pure); runs each in the hub
// (package hub: all state, one mutex, nothing that waits), which appends what is to be sent
// to channels' logs and clients' queues (package fanout); and when no whole line
// is left, writes what the lines have caused, a write for each client that
// has something. The write doesn't wait. For a client that takes no more at the moment, a
// goroutine is started, which does wait, and ends when the client has everything.
//
// That a message to a thousand members is one line in one log, and that the sixty-four
// messages of a read are one write a member, is where the speed comes from. Package
// fanout's comment has the how, and its invariants. Why one mutex is enough is in
// package hub's.
//
// # Slow readers
//
// What waits for a client is counted in bytes. A client for whom more than
// Options.SendQueue wait is dropped: from then on nothing enters its queue, what had not
// been begun is forgotten, it is sent "ERROR :Closing Link: HOST (Send queue exceeded)"
// if it takes anything within a second, and others see that reason in its QUIT.
// Until then it costs others nothing but the memory.
//
// The other direction is bounded too. A client that sends more than Options.Burst lines
// at once, or more than Options.Rate a second for long, isn't read for a while: its
// lines wait in TCP's buffers, its own first. Nothing is lost.
//
// # Memory
//
// With C connections, of which B are behind and F are being held to their rate, in
// bytes, and beside the system's own socket buffers:
//
//	C * (goroutine's stack, net.Conn, Client)       internal/idle measures it
//	B * (2 * SendQueue + 112 KiB)                   at most; package fanout has the sum
//	F * 16 KiB read ahead
//	channels * 1 KiB of a log that all have read, and their modes and bans, bounded
//
// Bytes of a channel's log exist once, so that a hundred clients which are behind in
// one channel, and get nothing else meanwhile, keep one SendQueue of bytes together, not each.
// Answers to a client's own questions stop at about half a SendQueue. Lines, nicknames, topics,
// bans, invitations, channels of a client and connections are bounded before anything is
// allocated for them.
//
// # Time
//
// One timer for all: now and then the hub looks at the clocks of all clients. Who has not
// registered within Options.RegisterTimeout, a TLS handshake included, goes. Who was silent
// for Options.PingInterval gets a PING, and goes without anything heard for
// Options.PingTimeout more. A connection costs no timer and no deadline of its own.
//
// # The end
//
// When Serve's context is done, the listener is closed, and every client gets what is
// queued for it and "ERROR :Closing Link: HOST (Server shutting down)". Its connection is
// closed when it closes it, after a second, or at the end of Options.Drain, even
// in the middle of a line. Then no goroutine is left.
//
// A client that leaves, by QUIT or by closing its side, gets what is queued for it as well, if
// it takes it within Options.Drain. One that was killed, by an operator or for its silence,
// has a second. None of its commands is run any more, those that have been read included.
//
// A connection that the server ends is first closed for writing, then read to its end
// for up to a second, and closed then: closed with unread bytes, TCP would send a
// reset, which can overtake the ERROR in the client's system.
//
// # Where it is simpler than others
//
// One server, no links to others. No services, no reverse DNS, no ident. No capabilities, though
// CAP is answered. Case mapping is ascii. Channels begin with #. Modes are b, i, k, l, m, n,
// o, s, t and v for channels and i, o for users; a new channel has none of them.
package chat
