package counter

import (
	"fmt"
	"strings"
)

func hostile() {
	part := strings.Repeat("x", 1<<20)
	for range 100 {
		fmt.Print(part)
	}
}
