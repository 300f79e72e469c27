// Package migrations holds the database's schema as the steps in which it came
// to be. goose applies each step, with its number, in one transaction: a crash
// leaves the database before it or after it. A step that has been released is
// never edited; what comes later is a new file.
//
//course:given
package migrations

import "embed"

// Files are the steps, in goose's format: NNNNN_what.sql.
//
//go:embed *.sql
var Files embed.FS
