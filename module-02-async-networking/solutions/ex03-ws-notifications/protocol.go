package notify

import _ "embed"

// Protocol is PROTOCOL.md, the contract that the server keeps, in Markdown.
//
//go:embed PROTOCOL.md
var Protocol string
