package confctl

import (
	"fmt"
	"strings"

	"systems.course/confctl/doc"
)

// A Layer is a source of values. Of two, the greater one is the stronger.
type Layer int

// The layers, from the weakest to the strongest.
const (
	Default     Layer = iota // the schema
	System                   // the file for all users of the machine
	User                     // the user's file
	Project                  // the file of the directory's project
	Environment              // the variables of the process
	Flag                     // --set key=value
)

var layerNames = [...]string{"default", "system", "user", "project", "environment", "flag"}

// String returns the name of the layer, as in "environment".
//
//course:given
func (l Layer) String() string {
	if l < Default || l > Flag {
		return fmt.Sprintf("layer %d", int(l))
	}
	return layerNames[l]
}

// Layers returns all layers from the weakest to the strongest.
//
//course:given
func Layers() []Layer { return []Layer{Default, System, User, Project, Environment, Flag} }

// A Place is where something was written: a file with line and column, or the
// name of a variable or a flag.
type Place struct {
	File string
	Pos  doc.Position
	Name string // in place of a file
}

// String returns FILE:LINE:COLUMN, or the name. A part that isn't known is left
// out.
//
//course:given
func (p Place) String() string {
	switch {
	case p.File == "":
		return p.Name
	case p.Pos.Line == 0:
		return p.File
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Pos.Line, p.Pos.Column)
}

// A Setting is a value that a layer gives a key.
type Setting struct {
	Key   *Key
	Layer Layer
	Place Place // of the value
	Value any   // as Key.Decode returns it

	// As is the deprecated name under which the value was written, "" if it was
	// the key's own.
	As string
}

// split returns the parts of a dotted name.
func split(name string) []string { return strings.Split(name, ".") }
