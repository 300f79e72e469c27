// Ambiguous embeds two types with a method of the same name at the same depth.
package main

import "io"

type file struct{}

func (file) Close() error { return nil }

type lease struct{}

func (lease) Close() error { return nil }

type resource struct {
	file
	lease
}

func main() {
	var r resource
	var _ io.Closer = r
	_ = r.Close()
}
