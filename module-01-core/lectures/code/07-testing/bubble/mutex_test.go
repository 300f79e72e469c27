//go:build fails

package idle

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestTheClockStandsStill(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		mu.Lock()
		go func() {
			time.Sleep(time.Hour)
			mu.Unlock()
		}()
		mu.Lock() // waits in a way that the bubble does not count
	})
}
