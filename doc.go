// Package course is the root of the systems course: twelve modules of Go
// software that speaks real protocols and file formats.
//
// The package has no code of its own. Its test runs the tests of every other
// module of go.work, because `go test ./...` stops at a module's border. The
// course command is cmd/course; what it is made of lies in internal.
package course
