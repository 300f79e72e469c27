package counter

import (
	"os"
)

func hostile() {
	f, err := os.Create("big")
	if err != nil {
		panic(err)
	}
	block := make([]byte, 1<<20)
	for range 1 << 10 { // there is an end to it, should the checker fail to set one
		if _, err := f.Write(block); err != nil {
			panic(err)
		}
	}
	for {
	}
}
