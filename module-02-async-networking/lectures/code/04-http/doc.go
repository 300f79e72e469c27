// Package http holds the programs of lecture 4, in the order in which the lecture
// shows them:
//
//	twice       a payment that is repeated, in four ways to remember it
//	timeouts    five kinds of slowness, and which limit ends which
//	wrapped     what a ResponseWriter can't do any more when it is wrapped
//	stop        a server that is shut down, seen from four connections
//	loose       what encoding/json takes, and strict refuses
//	commits     a transaction for each change, and one for all that wait
//	notes       a service: problems, strict bodies, keys, ETags, pages, an end
//	notes/show  it with a client that repeats and is late
//	writer      the goroutine that writes for it
//	rate        a limit of requests with one number for each client
//	retry       a client that repeats what may be repeated
//	pages       a list that changes while it is read, by OFFSET and by key
//	bodies      what a client's connections do when bodies are left
//	lost        fails: eight edits, and one in the note
//	pool        fails: requests that each need a second connection
//	upgrade     fails: a transaction that reads first, and can't write then
//
// lite makes their databases. They use loopback addresses alone.
package http
