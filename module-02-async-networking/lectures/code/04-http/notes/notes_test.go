package notes

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/stretchr/testify/require"

	"systems.course/module02/04-http/lite"
)

// with runs the service, and stops it when use returns.
func with(t *testing.T, leave time.Duration, use func(base string, db *sqlx.DB, stop func() (ended <-chan error))) {
	require.NoError(t, lite.With("_txlock=immediate", "", func(db *sqlx.DB) error {
		db.SetMaxOpenConns(1) // a pragma set by a test is this connection's
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- Run(ctx, listener, db, leave); close(ended) }()
		use("http://"+listener.Addr().String(), db, func() <-chan error { cancel(); return ended })
		cancel()
		return <-ended
	}))
}

func send(method, url, name, value, body string) (status int, text string, err error) {
	request, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		return 0, "", err
	}
	request.Header.Set(name, value)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, "", err
	}
	read, err := io.ReadAll(response.Body)
	return response.StatusCode, string(read), errors.Join(err, response.Body.Close())
}

func TestTenAtOnceWithOneKeyMakeOneNote(t *testing.T) {
	with(t, 0, func(base string, db *sqlx.DB, _ func() <-chan error) {
		var all sync.WaitGroup
		answers := make([]string, 10)
		for i := range answers {
			all.Go(func() {
				status, text, err := send("POST", base+"/notes", "Idempotency-Key", "k", `{"text": "milk"}`)
				answers[i] = fmt.Sprint(status, text, err)
			})
		}
		all.Wait()
		for _, a := range answers {
			require.Equal(t, `201{"id":1,"text":"milk"}<nil>`, a)
		}
		var n int
		require.NoError(t, db.Get(&n, "SELECT count(*) FROM notes"))
		require.Equal(t, 1, n)
	})
}

func TestOfTwoFromOneVersionOneIsRefused(t *testing.T) {
	with(t, 0, func(base string, _ *sqlx.DB, _ func() <-chan error) {
		_, _, err := send("POST", base+"/notes", "Idempotency-Key", "k", `{"text": "milk"}`)
		require.NoError(t, err)
		var all sync.WaitGroup
		statuses := make([]int, 2)
		for i := range statuses {
			all.Go(func() {
				status, _, err := send("PUT", base+"/notes/1", "If-Match", `"1-1"`, fmt.Sprintf(`{"text": "by %d"}`, i))
				if err == nil {
					statuses[i] = status
				}
			})
		}
		all.Wait()
		require.ElementsMatch(t, []int{200, 412}, statuses)
	})
}

func TestAFullDiskIsAnAnswerAndNotTheEnd(t *testing.T) {
	with(t, 0, func(base string, db *sqlx.DB, _ func() <-chan error) {
		_, err := db.Exec("PRAGMA max_page_count = 100")
		require.NoError(t, err)
		body := fmt.Sprintf(`{"text": "%s"}`, strings.Repeat("x", 60_000))
		made, status := 0, 0
		for ; status != 507 && made < 100; made++ {
			status, _, err = send("POST", base+"/notes", "Idempotency-Key", fmt.Sprint(made), body)
			require.NoError(t, err)
		}
		require.Equal(t, 507, status)
		status, _, err = send("POST", base+"/notes", "Idempotency-Key", "small", `{"text": "small"}`)
		require.NoError(t, err)
		require.Equal(t, 201, status)
		var n int
		require.NoError(t, db.Get(&n, "SELECT count(*) FROM notes"))
		require.Equal(t, made, n, "made was one too many, and then came the small one")
	})
}

func TestProblems(t *testing.T) {
	with(t, 0, func(base string, _ *sqlx.DB, _ func() <-chan error) {
		for _, c := range []struct {
			method, path, header, value, body string
			status                            int
		}{
			{"GET", "/notes/7", "", "x", "", 404},
			{"GET", "/notes?after=x", "", "x", "", 400},
			{"POST", "/notes", "Idempotency-Key", "", `{"text": "x"}`, 400},
			{"POST", "/notes", "Idempotency-Key", "k", `{"text": 1}`, 400},
			{"POST", "/notes", "Idempotency-Key", "k", strings.Repeat(" ", maxBody+1), 413},
			{"PUT", "/notes/7", "If-Match", `"7-1"`, `{"text": "x"}`, 404},
			{"DELETE", "/notes/7", "", "x", "", 405},
		} {
			name := c.header
			if name == "" {
				name = "X-Nothing"
			}
			status, _, err := send(c.method, base+c.path, name, c.value, c.body)
			require.NoError(t, err)
			require.Equal(t, c.status, status, "%s %s", c.method, c.path)
		}
	})
}

func TestWhatABodyCanDoWrong(t *testing.T) {
	for err, status := range map[error]int{
		&net.OpError{Op: "read", Err: os.ErrDeadlineExceeded}: 408,
		fmt.Errorf("body: %w", io.ErrUnexpectedEOF):           400,
		&http.MaxBytesError{Limit: 1}:                         413,
		errors.New("a fault"):                                 500,
	} {
		require.Equal(t, status, problemOf(err).Status, "%v", err)
	}
}

func TestItSaysThatItLeavesBeforeItDoes(t *testing.T) {
	with(t, time.Second, func(base string, _ *sqlx.DB, stop func() <-chan error) {
		status, _, err := send("GET", base+"/ready", "X-Nothing", "x", "")
		require.NoError(t, err)
		require.Equal(t, 200, status)
		stop()
		require.Eventually(t, func() bool {
			status, _, err := send("GET", base+"/ready", "X-Nothing", "x", "")
			return err == nil && status == 503
		}, time.Second, time.Millisecond)
		status, _, err = send("POST", base+"/notes", "Idempotency-Key", "k", `{"text": "milk"}`)
		require.NoError(t, err)
		require.Equal(t, 201, status, "it still serves")
	})
}
