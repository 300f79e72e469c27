// Package wire is given whole.
//
//course:given
package wire

// Options are options.
type Options struct {
	Name string
	set  bool
}

// Set sets.
func (o *Options) Set() { o.set = true }
