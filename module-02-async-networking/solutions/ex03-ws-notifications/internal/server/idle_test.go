//go:build !race

package server_test

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
)

// What an open session costs while nothing happens: two stacks of 4 KiB, and 4 KiB
// of heap or less, its client's socket among it. Under the race detector stacks and
// objects are larger.
func TestAnIdleSessionIsSmall(t *testing.T) {
	const n = 1000
	each(t, nil, func(t *testing.T, r *running) {
		before := held()
		conns := make([]*raw, n)
		for i := range conns {
			conns[i] = r.raw("")
			conns[i].write(masked(fin|text, []byte(`{"type":"subscribe","topics":["a"]}`)))
			require.Contains(t, string(conns[i].frame().payload), "subscribed")
			conns[i].in = nil // 4 KiB of ours
		}
		each := (held() - before) / n
		t.Logf("%d bytes a session", each)
		require.Less(t, each, uint64(15<<10))
		for _, c := range conns {
			require.NoError(t, c.Close())
		}
		r.awaitSessions(0)
	})
}

// held returns how many bytes of heap and stacks are in use.
func held() uint64 {
	for range 3 { // a stack is halved once in a collection
		runtime.GC()
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc + m.StackInuse
}
