//go:build !linux

package main

import "log"

func main() { log.Fatal("the poller needs Linux") }
