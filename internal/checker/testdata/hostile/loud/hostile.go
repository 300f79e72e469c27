package counter

import (
	"fmt"
	"strings"
)

func hostile() {
	lines := strings.Repeat(strings.Repeat("x", 99)+"\n", 10_000)
	for range 100 {
		fmt.Print(lines)
	}
}
