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
// commands take the mutex is the order in which all see them. The lock is held for a
// microsecond or so, since nothing under it waits: bytes are appended in memory, and written after
// it is released. A map split by nickname would need locks in an order for each
// command, and would save little: the time goes to the system calls, which are outside.
package hub
