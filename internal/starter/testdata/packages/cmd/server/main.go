// Command server serves.
package main

import (
	"fmt"

	"systems.course/packages"
	"systems.course/packages/store"
	"systems.course/packages/wire"
)

// This comment stays, for the package is given.

func main() {
	fmt.Println(packages.Serve(&store.Store{}, defaults()))
}

// defaults is the student's.
//
//course:stage 1
func defaults() wire.Options { return wire.Options{} }

//course:absent
func old() {}
