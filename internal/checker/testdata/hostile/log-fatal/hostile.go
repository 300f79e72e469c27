package counter

import (
	"log"
)

func hostile() {
	log.Fatal("no")
}
