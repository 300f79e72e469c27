package counter

import (
	"sync"
)

func hostile() {
	var mu sync.Mutex
	mu.Lock()
	mu.Lock()
}
