package flight

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// after returns work that takes so long, and counts how often it began and how
// often it was called off.
func after(d time.Duration, began, calledOff *int) func(context.Context) (string, error) {
	return func(ctx context.Context) (string, error) {
		*began++
		select {
		case <-time.After(d):
			return "answer", nil
		case <-ctx.Done():
			*calledOff++
			return "", ctx.Err()
		}
	}
}

func TestTheFirstMayLeaveAndTheOthersGetTheirAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var g Group[string]
		var began, calledOff int
		work := after(time.Minute, &began, &calledOff)
		hasty, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		go func() {
			_, err := g.Do(hasty, "key", work)
			if !errors.Is(err, context.DeadlineExceeded) {
				t.Error("the hasty one got", err)
			}
		}()
		synctest.Wait()
		answer, err := g.Do(t.Context(), "key", work)
		require.NoError(t, err)
		require.Equal(t, "answer", answer)
		require.Equal(t, 1, began)
		require.Zero(t, calledOff)
	})
}

func TestTheLastWhoLeavesCallsItOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var g Group[string]
		var began, calledOff int
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := g.Do(ctx, "key", after(time.Hour, &began, &calledOff))
		require.ErrorIs(t, err, context.DeadlineExceeded)
		synctest.Wait()
		require.Equal(t, 1, calledOff)
		_, err = g.Do(t.Context(), "key", after(time.Second, &began, &calledOff))
		require.NoError(t, err)
		require.Equal(t, 2, began)
		require.Empty(t, g.calls)
	})
}
