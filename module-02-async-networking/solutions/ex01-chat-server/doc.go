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
// Whatever a client can make grow has a bound, and nothing is allocated before the bound
// has been looked at: connections, lines, nicknames, topics, bans, invitations, the
// channels that a client is in, what it has sent and what waits for it.
//
// # Time
//
// Who has not registered within Options.RegisterTimeout, a TLS handshake included, goes. Who
// was silent for Options.PingInterval gets a PING, and goes without anything heard for
// Options.PingTimeout more.
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
