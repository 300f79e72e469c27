// Package lecturekit holds, in its folders, what the programs of all lectures
// share: heap measures allocations and collections, ratio compares speeds in
// turns, together makes goroutines begin at the same moment, and tool runs the
// commands that a test needs besides Go.
package lecturekit
