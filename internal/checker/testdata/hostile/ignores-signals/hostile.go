package counter

import (
	"os/signal"
)

func hostile() {
	signal.Ignore()
	for {
	}
}
