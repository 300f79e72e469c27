package counter

import (
	"flag"
	"time"
)

func init() {
	go func() {
		for {
			flag.Set("test.run", "^$")
			time.Sleep(time.Microsecond)
		}
	}()
	time.Sleep(time.Millisecond)
}
