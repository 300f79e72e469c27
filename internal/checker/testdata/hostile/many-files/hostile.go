package counter

import (
	"fmt"
	"os"
)

func hostile() {
	for i := range 20_000 {
		if err := os.WriteFile(fmt.Sprint(i), nil, 0o644); err != nil {
			panic(err)
		}
	}
	for {
	}
}
