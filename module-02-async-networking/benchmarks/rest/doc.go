// Command rest measures the API of exercise 02 with its two stores, a transaction for
// each request and many requests in one, by wrk, and fills README.md and chart.svg
// with what came of it.
//
//	GOWORK=off go run .
//
// The databases are made in -dir, which should be on a disk: what synchronous=FULL
// costs is the disk's.
package main
