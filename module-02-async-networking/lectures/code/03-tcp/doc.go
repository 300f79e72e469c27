// Package tcp holds the programs of lecture 3, in the order in which the lecture
// shows them:
//
//	coalesced    a thousand writes, and the reads that come of them
//	full         what a connection holds when nobody reads, and a partial write
//	writes       what a message costs when each is a system call, and when many share one
//	nagle        a request in one write and in two, with and without TCP_NODELAY
//	lastbytes    what a close leaves of a reply that was written
//	relay        a server that broadcasts lines: limits, deadlines, queues, an end
//	frame        the same limits where messages stand behind their length
//	relay/show   the relay with six kinds of client
//	half         fails: a command that was cut off is obeyed
//	endless      fails: a line without an end
//	deadlines    fails, in two of three ways to set them
//	blocked      fails: a broadcaster that waits for one client
//
// All of them use the loopback interface alone; loopback makes the connections.
package tcp
