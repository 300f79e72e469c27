// Package handoff shows where a value goes, in a bubble, where one can wait until
// everybody has parked.
package handoff

import (
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"
)

func TestAValuePassesByTheRing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := make(chan string, 1)
		got := make(chan string, 1)
		go func() { got <- <-c }()
		synctest.Wait() // the receiver is parked
		c <- "hello"
		t.Logf("after the send: %d in a ring of %d", len(c), cap(c))
		require.Zero(t, len(c))
		require.Equal(t, "hello", <-got)
	})
}

func TestReceiversAreServedInTheOrderInWhichTheyParked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := make(chan int)
		got := make([]int, 3)
		for i := range got {
			go func() { got[i] = <-c }()
			synctest.Wait()
		}
		for v := range got {
			c <- v
		}
		synctest.Wait()
		t.Log("receivers 0 to 2 got", got)
		require.Equal(t, []int{0, 1, 2}, got)
	})
}

func TestAReceiverMovesTheWaitingSendersValueIn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := make(chan string, 2)
		c <- "first"
		c <- "second"
		sent := false
		go func() {
			c <- "third"
			sent = true
		}()
		synctest.Wait() // the sender is parked
		v := <-c
		before := len(c)
		synctest.Wait()
		t.Logf("got %s; in the ring: %d; third was sent: %v", v, before, sent)
		require.Equal(t, "first", v)
		require.Equal(t, 2, before)
		require.True(t, sent)
		require.Equal(t, "second", <-c)
	})
}
