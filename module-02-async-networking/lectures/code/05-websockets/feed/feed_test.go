package feed

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"systems.course/module02/05-websockets/frame"
)

func ids(b Batch) (ids []uint64) {
	for _, e := range b.Events {
		ids = append(ids, e.ID)
	}
	return ids
}

func TestAfterHasTheNewestAndSaysWhatIsMissing(t *testing.T) {
	l := New(3, 1)
	require.NotNil(t, l.After(0, 9).More)
	for i := range 20 {
		require.EqualValues(t, i+1, l.Append("null"))
		newest := uint64(i + 1)
		for last := range newest + 3 {
			b := l.After(last, 2)
			from := min(last, newest)
			if oldest := max(newest, 3) - 2; from+1 < oldest {
				require.Equal(t, []uint64{last + 1, oldest - 1}, []uint64{b.From, b.To})
				from = oldest - 1
			} else {
				require.Zero(t, b.To)
			}
			var want []uint64
			for id := from + 1; id <= min(newest, from+2); id++ {
				want = append(want, id)
			}
			require.Equal(t, want, ids(b), "after %d of %d", last, newest)
			require.Equal(t, from+uint64(len(want)), b.Last)
			require.Equal(t, want == nil, b.More != nil)
		}
	}
}

func TestABatchStaysAsItIs(t *testing.T) {
	l := New(2, 1)
	l.Append("1")
	l.Append("2")
	b := l.After(0, 9)
	for range 10 {
		l.Append("3")
	}
	require.Equal(t, []uint64{1, 2}, ids(b))
	require.Equal(t, `{"id":1,"data":1}`, string(b.Events[0].Text))
}

// TestFollowersGetEachEventOnceOrKnowOfIt: followers that begin anywhere, while
// others append.
func TestFollowersGetEachEventOnceOrKnowOfIt(t *testing.T) {
	const events, writers, followers = 2_000, 4, 4
	l := New(100, 1)
	var all sync.WaitGroup
	for range writers {
		all.Go(func() {
			for range events / writers {
				l.Append("null")
			}
		})
	}
	for i := range followers {
		all.Go(func() {
			start := min(uint64(i*10), l.Last())
			for last := start; last < events; {
				b := l.After(last, 7)
				next := last + 1
				if b.To != 0 {
					if b.From != next {
						t.Errorf("missed from %d, not %d", b.From, next)
					}
					next = b.To + 1
				}
				for _, e := range b.Events {
					if e.ID != next {
						t.Errorf("event %d, not %d", e.ID, next)
					}
					next++
				}
				last = b.Last
				if b.More != nil && last < events {
					<-b.More
				}
			}
		})
	}
	all.Wait()
	require.EqualValues(t, events, l.Last())
}

func TestFollowWritesFramesUntilItIsEnded(t *testing.T) {
	near, far := net.Pipe()
	l := New(2, 1)
	for i := range 3 {
		l.Append(fmt.Sprint(i))
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	ended, done := errors.New("ended"), make(chan error)
	go func() { done <- Follow(ctx, near, l, 0, 10) }()
	r := frame.Reader{From: far, Limit: 1 << 10}
	for _, want := range []string{`{"missed":[1,1]}`, `{"id":2,"data":1}`, `{"id":3,"data":2}`, `{"id":4,"data":"new"}`} {
		if want == `{"id":4,"data":"new"}` {
			l.Append(`"new"`)
		}
		_, got, err := r.Next()
		require.NoError(t, err)
		require.Equal(t, want, string(got))
	}
	cancel(ended)
	require.Equal(t, ended, <-done)
	require.NoError(t, near.Close())
	_, _, err := r.Next()
	require.Equal(t, io.EOF, err)
}

// TestFollowEndsBehindToo: a follower that has events to write sees the end of its
// context. Nobody reads from the pipe, so that a write would last for Patience.
func TestFollowEndsBehindToo(t *testing.T) {
	near, far := net.Pipe()
	l := New(2, 1)
	l.Append("1")
	ctx, cancel := context.WithCancelCause(t.Context())
	ended := errors.New("ended")
	cancel(ended)
	require.Equal(t, ended, Follow(ctx, near, l, 0, 1))
	require.NoError(t, errors.Join(near.Close(), far.Close()))
}
