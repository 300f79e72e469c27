package counter

import _ "embed"

//go:embed ../../etc/passwd
var secret string
