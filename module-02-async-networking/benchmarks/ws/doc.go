// Command ws measures the notification server of exercise 03, in both its forms,
// beside small servers with gorilla/websocket, coder/websocket and gobwas/ws that
// broadcast as their documentation has it, and beside a server that does nothing but
// copy, and fills README.md and chart.svg with what came of it.
//
//	GOWORK=off go run .
//
// All clients are one process, one thread, that counts bytes and looks at none of
// them. It is Linux only.
package main
