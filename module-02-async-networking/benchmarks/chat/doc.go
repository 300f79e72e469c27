// Command chat measures the chat server of exercise 01 beside Redis' publish and
// subscribe, ngircd, and a server that does nothing but copy, and fills README.md
// and chart.svg with what came of it.
//
//	GOWORK=off go run .
//
// All clients are one process, one thread, that counts bytes and looks at none of
// them. It is Linux only: the clients and the bare server use epoll.
package main
