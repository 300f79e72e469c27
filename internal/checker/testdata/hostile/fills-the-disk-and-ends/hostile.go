package counter

import (
	"os"
)

func hostile() {
	for _, name := range []string{"a", "b", "c", "d"} {
		if err := os.WriteFile(name, make([]byte, 24<<20), 0o644); err != nil {
			panic(err)
		}
	}
	os.Exit(0)
}
