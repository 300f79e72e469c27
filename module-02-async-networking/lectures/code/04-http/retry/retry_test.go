package retry

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// server answers with one status after the other, and then with the last again.
func server(t *testing.T, header string, statuses ...int) (url string, bodies *[]string) {
	bodies = new([]string)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		*bodies = append(*bodies, string(body))
		if header != "" {
			w.Header().Set("Retry-After", header)
		}
		status := statuses[min(len(*bodies), len(statuses))-1]
		if status == 0 {
			panic(http.ErrAbortHandler)
		}
		w.WriteHeader(status)
	}))
	t.Cleanup(s.Close)
	return s.URL, bodies
}

func do(t *testing.T, ctx context.Context, url string) (int, error) {
	request, err := http.NewRequestWithContext(ctx, "PUT", url, strings.NewReader("all of it"))
	require.NoError(t, err)
	response, err := Do(http.DefaultClient, request)
	if err != nil {
		return 0, err
	}
	require.NoError(t, response.Body.Close())
	return response.StatusCode, nil
}

func TestRepeatsWhatMayPass(t *testing.T) {
	for _, c := range []struct {
		name     string
		statuses []int
		status   int
		requests int
	}{
		{"at once", []int{200}, 200, 1},
		{"after a refusal and a broken connection", []int{503, 0, 429, 201}, 201, 4},
		{"not what is wrong", []int{412, 200}, 412, 1},
		{"not a full disk", []int{507, 200}, 507, 1},
		{"not for ever", []int{500}, 500, 4},
	} {
		t.Run(c.name, func(t *testing.T) {
			url, bodies := server(t, "", c.statuses...)
			status, err := do(t, t.Context(), url)
			require.NoError(t, err)
			require.Equal(t, c.status, status)
			require.Len(t, *bodies, c.requests)
			for _, body := range *bodies {
				require.Equal(t, "all of it", body)
			}
		})
	}
}

func TestTheContextBoundsTheWhole(t *testing.T) {
	url, bodies := server(t, "5", 503)
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	_, err := do(t, ctx, url)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.Len(t, *bodies, 1, "the server had asked for five seconds")
}

// refuseOnce answers each client's first request with 503 and Retry-After: 1, and
// notes when the second comes.
type refuseOnce struct {
	asked bool
	again time.Time
}

func (r *refuseOnce) RoundTrip(*http.Request) (*http.Response, error) {
	response := &http.Response{StatusCode: 503, Header: http.Header{"Retry-After": {"1"}}, Body: http.NoBody}
	if r.asked {
		response.StatusCode = 200
		r.again = time.Now()
	}
	r.asked = true
	return response, nil
}

func TestRetryAfterIsNoRendezvous(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		waits := map[time.Duration]bool{}
		for range 8 {
			server := new(refuseOnce)
			request, err := http.NewRequest("GET", "http://x/", nil)
			require.NoError(t, err)
			start := time.Now()
			_, err = Do(&http.Client{Transport: server}, request)
			require.NoError(t, err)
			wait := server.again.Sub(start)
			require.GreaterOrEqual(t, wait, time.Second)
			waits[wait] = true
		}
		require.Greater(t, len(waits), 1, "all came back at the same moment")
	})
}

func TestBackoffIsBounded(t *testing.T) {
	for attempt := range 20 {
		d := backoff(attempt)
		require.GreaterOrEqual(t, d, time.Duration(0))
		require.Less(t, d, longest)
	}
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		require.NoError(t, pause(t.Context(), time.Hour))
		require.Equal(t, time.Hour, time.Since(begin))
	})
}
