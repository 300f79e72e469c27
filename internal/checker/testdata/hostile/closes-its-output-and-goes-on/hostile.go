package counter

import (
	"os"
)

func hostile() {
	os.Stdout.Close()
	os.Stderr.Close()
	for {
	}
}
