package restapi

import _ "embed"

// openAPI is the contract, and what /openapi.yaml answers.
//
//course:given
//go:embed openapi.yaml
var openAPI []byte
