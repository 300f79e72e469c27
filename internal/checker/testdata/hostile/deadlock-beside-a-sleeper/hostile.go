package counter

import (
	"sync"
	"time"
)

func hostile() {
	go time.Sleep(time.Hour)
	var mu sync.Mutex
	mu.Lock()
	mu.Lock()
}
