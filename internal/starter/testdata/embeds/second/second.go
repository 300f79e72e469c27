package second

import _ "embed"

//go:embed gone.txt
var gone string

// Gone is gone.
//
//course:stage 1
func Gone() string { return gone }
