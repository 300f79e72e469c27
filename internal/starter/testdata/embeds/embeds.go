package embeds

import (
	"embed"
	_ "embed"
)

// Schema is kept.
//
//go:embed schema.sql
var Schema string

// Pages are kept: a folder and a quoted name.
//
//go:embed pages "a file.txt"
var Pages embed.FS

//go:embed hidden.txt
var hidden string

// Hidden uses it.
//
//course:stage 1
func Hidden() string { return hidden }
