// Command lru-cache measures the two LRU caches of exercise 01 beside others, and
// writes what came of it into README.md and chart.svg:
//
//	GOWORK=off go run .
//
// It is a module of its own, outside go.work, so that the caches it is compared
// with are no dependencies of the course. -rounds says how often each cache has its
// turn, and -keep leaves the files alone and prints the tables.
package main
