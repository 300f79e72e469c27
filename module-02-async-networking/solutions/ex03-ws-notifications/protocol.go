package notify

import _ "embed"

// Protocol is PROTOCOL.md, the contract that the server keeps, in Markdown.
//
//go:embed PROTOCOL.md
var Protocol string

// Schema is notify.schema.json, which describes the messages of Protocol.
//
//go:embed notify.schema.json
var Schema string
