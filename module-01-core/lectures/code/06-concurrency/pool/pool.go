// Pool shows for how many collections a sync.Pool keeps what nobody took out.
package main

import (
	"fmt"
	"runtime"
	"sync"
)

// kept puts an object into a pool, collects as often as it is told, and reports
// whether Get still finds the object.
func kept(collections int) bool {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1)) // one P, so one local slot
	var pool sync.Pool
	pool.Put(new([64]byte))
	for range collections {
		runtime.GC()
	}
	return pool.Get() != nil
}

func main() {
	for collections := range 3 {
		fmt.Println("collections:", collections, "still there:", kept(collections))
	}
}
