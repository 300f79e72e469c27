// Package fanout brings the same bytes to many connections, and to each its own
// in one order, at the price of about one system call a connection and batch. It
// knows nothing of IRC but that a line ends with LF.
//
// # The shape
//
// A [Log] is what is said in one place, a channel: lines, appended to a chain of
// segments, written once however many read. A [Queue] is what one connection has
// yet to be sent:
//
//	ranges   [private line][lines 3 to 9 of log A][private line]   complete
//	open     log B from line 4 on, to wherever its end is          at most one
//
// The open range is what makes it fast. While a queue has one on log B, a line
// that is appended to B belongs to the queue without anybody touching it. A [Sub],
// a queue's place in a log, is therefore either *open*, or *waiting* in the
// log's list, which the next append goes through: each waiting queue gets an open
// range that begins with this line, and is handed to a writer if it has none. When a
// writer has sent everything, the open range ends and the Sub waits again. So a
// line for a thousand members of which all have something to send costs one copy, and
// the next sixty-three of a batch likewise; only queues that are idle are touched.
//
// When a queue gets something else, a private line or one of another log, its open
// range is completed at the log's present end, and the order is kept. A short one is copied
// then; who has one open range after another, each sent before the next begins, has no copies.
//
// # Who writes
//
// Whoever put bytes into queues, after a batch of lines: [Batch.Flush] tries each queue
// that was idle with a write that doesn't wait. Where the connection takes no
// more, a goroutine is started that waits, writes the queue until it is
// empty, and ends. So an idle connection has no goroutine for writing, and a stuck one
// delays nobody.
//
// # Invariants
//
//  1. A queue's bytes leave in the order in which they entered, each once.
//  2. A line is whole: lines of several origins are never mixed, and what is cut
//     off by [Queue.End] is cut between lines.
//  3. A Sub is in its log's waiting list, or it is its queue's open range, or it is
//     closed.
//  4. A queue that is not empty is busy: one writer, or one Batch that will be
//     flushed, has it.
//  5. Bytes of a segment that are below its length never change, so that writers read
//     them without a lock.
//
// # Memory
//
// A queue accepts nothing more once it holds more than its limit. Private lines are
// looked at as they come. The open range grows untouched, so it is looked at
// whenever its log begins another segment: a queue holds at most its limit and one segment
// ([maxSegment]). A queue without anything to send has no buffer at all.
//
// A segment is garbage as soon as no queue points to it, and what points to a part of it keeps
// all of it. So a range that is completed is cut where segments begin, and of these pieces
// those that are less than three quarters of their segment are copied, to a chunk of the
// queue's own that has no gaps. So are shared lines that come after something else. Then
// what a queue keeps alive is, however short its ranges are, at most
//
//	2 * limit + 6 * maxSegment, and a writer's buffer of maxSegment
//
// which is twice what it holds, for what isn't its own in those segments and for the list of
// ranges; and a segment each for what has been written of the first range, for what is
// before the open range in its first segment and for what is still free in its last one, and
// a chunk. Pieces that aren't copied exist once, for however many queues.
//
// # Locks
//
// Calls that put something in, and those that open and close Subs, must come one at a time
// for queues and logs that have to do with each other; the hub's mutex sees to that. Writers run
// beside them: Queue.mu and Log.mu are between producer and writers, are taken in
// this order, and are never held during a system call.
package fanout
