// Package notify is a notification server: events come in over HTTP, and go out
// over WebSocket to all who subscribe to their topic or to a pattern that it
// matches. PROTOCOL.md is its contract.
//
// # What it promises
//
//  1. Event ids are consecutive over all topics, and ascend across restarts.
//  2. A session gets events in the order of their ids, each at most once.
//  3. What a session does not get, although it subscribes to it, lies in the range
//     of a missed message, which comes before any later event.
//  4. A session that comes back with the last id that it has seen gets what came
//     since, as far as the log goes, then what comes, with no gap between the two.
//  5. Everything that waits for a client is bounded: events in number, replies in
//     number, the log in events and bytes, a message in bytes and time, a silence
//     in time. A client that doesn't read delays no other.
//  6. A client that breaks a rule is told which, by a problem, an error message
//     or a close code, and nobody else sees anything of it.
//  7. When Serve returns, no connection and no goroutine of it is left.
//
// # Where it is simpler than others
//
// The log is in memory, so a restart loses it: who comes back then is told that
// something may be missing. There is one server, no cluster. Rights are for all
// topics. Nothing is compressed on its way out.
package notify
