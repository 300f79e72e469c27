// Copyright somebody.

//go:build !never

// Package comments has comments everywhere.
//
//course:api
package comments

// A comment above the imports.

import (
	// For printing.
	"fmt"
	"os" // for the exit
)

//go:generate echo generated

// ---- a banner ----

// Kept is kept.
type Kept struct {
	// A is first.
	A int // and public

	/* about b */
	b int // private

	// C is last.
	C int
}

// A floating comment.

// Print prints.
//
//course:stage 1
func Print(k *Kept /* never nil */) error { // what follows goes
	// Inside.
	fmt.Println(k)
	os.Exit(k.b)
	return nil
} // after Print

/* The end. */
