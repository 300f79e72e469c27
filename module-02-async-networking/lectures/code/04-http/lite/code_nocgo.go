//go:build !cgo

package lite

import _ "github.com/mattn/go-sqlite3" // registers a driver that says what is missing

// Code returns "": without cgo no database can be opened.
func Code(error) string { return "" }
