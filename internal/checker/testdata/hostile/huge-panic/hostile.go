package counter

import "strings"

func hostile() { panic(strings.Repeat("oh ", 1<<20)) }
