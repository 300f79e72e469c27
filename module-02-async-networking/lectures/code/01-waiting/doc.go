// Package waiting holds the programs of lecture 1, in the order in which the
// lecture shows them:
//
//	alike      two ways to wait for bytes, and the threads that they take
//	kinds      which kinds of files the poller takes
//	pieces     what a waiting goroutine takes of stack, heap and the poller's memory
//	crowd      servers with 10,000 silent connections: memory, threads, round trips
//	poller     a poller in three steps, over epoll; its first step fails
//	busy       what goroutines that compute do to another's round trips
//	exhausted  fails: more threads in system calls than the runtime allows
//	borrowed   fails: a deadline on a socket that was put into blocking mode
//	outlived   fails: a deadline that was meant for the handshake
//
// The programs are for Unix, poller and parts of crowd for Linux. In other are
// servers for crowd in Python, TypeScript and Rust.
package waiting
