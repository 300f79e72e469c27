package counter

import (
	"os"
)

func hostile() {
	os.Exit(1)
}
