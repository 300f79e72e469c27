package counter

import (
	"flag"
)

func init() {
	flag.CommandLine = flag.NewFlagSet("x", flag.ContinueOnError)
}
