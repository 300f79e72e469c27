package counter

import (
	"os"
)

func hostile() {
	go os.Exit(1)
	select {}
}
