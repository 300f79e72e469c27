//go:build debug

package platforms

import "log"

// Debug is there with the tag only.
//
//course:given
func Debug() { log.Print(detail()) }

func detail() string { return "on" }
