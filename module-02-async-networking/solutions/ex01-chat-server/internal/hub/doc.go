// Package hub is the state of the server, who is called what and who is where, and the
// commands that change it. It has no sockets and starts no goroutines: a connection
// gives it lines by [Hub.Handle], and what is to be sent enters the clients' queues.
//
// # One mutex
//
// All state is under Hub.mu, and a command runs under it from beginning to end. A command touches
// several things at once, as a rule (a QUIT: the nickname, each channel, each
// neighbour's queue), and one lock makes each of them one step that nobody sees half
// of. It also is what gives the order that package chat promises: the order in which
// commands take the mutex is the order in which all see them. Nothing under it
// waits: bytes are appended in memory, and written after it is released; connections are
// killed after that too.
//
// How long it is held depends on what a command touches. Most touch one client or two. These
// touch many, and everybody waits for them:
//
//   - A line to a channel, a JOIN, PART, KICK, MODE or TOPIC: each member whose queue is
//     idle, of each channel or nickname in a list; for a plain member's words, each ban.
//   - A NICK or QUIT: each member of the client's channels.
//   - NAMES and WHO of a channel: each member. WHO with a mask, of which 64 bytes count: each
//     client, and for an invisible one its channels times one's own. LIST: each channel. Of
//     their answers, about half a SendQueue is written at most.
//   - Tick and Close: each client.
//
// So what bounds it is the number of clients times that of channels that each can be in, or
// of targets in a list; for WHO times the square of the former. No client's speed is in it. A map split by nickname would need locks in an order for each
// command, and would save little as long as the time goes to the system calls, which are
// outside.
package hub
