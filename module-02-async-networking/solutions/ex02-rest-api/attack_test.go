package restapi

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A body with a hundred thousand wrong members is answered, and nobody who writes
// meanwhile waits for its list.
func TestManyWrongMembers(t *testing.T) {
	eachStore(t, func(t *testing.T, a *api) {
		var body bytes.Buffer
		body.WriteString(`{"key":"a/b~c"`)
		for n := range 80_000 {
			fmt.Fprintf(&body, `,"~%x":0`, n)
		}
		body.WriteByte('}')
		require.Less(t, body.Len(), maxBody)
		pointers := a.do("POST", "/v1/projects", body.String()).problem(invalid)
		require.Len(t, pointers, 80_002)
		require.IsIncreasing(t, pointers)
		require.Contains(t, pointers, "/~01")
	})
}

// A fieldError's pointer is made without any work in advance.
func TestPointersAreCheap(t *testing.T) {
	require.LessOrEqual(t, testing.AllocsPerRun(100, func() { pointerTo("a/b~c") }), 3.0)
}

// An answer waits in memory for its client. A page ends before it is too large,
// and the next one goes on there.
func TestLargePagesEndEarly(t *testing.T) {
	eachStore(t, func(t *testing.T, a *api) {
		path := a.project("shop") + "/issues"
		large := strings.Repeat("\x01", 65536) // six bytes each
		var want []int
		for n := range 9 {
			body := large
			if n == 4 {
				body = ""
			}
			a.do("POST", path, map[string]any{"title": "t", "body": body}).is(201)
			want = append(want, n+1)
		}
		r := a.do("GET", path+"?limit=100&sort=number&order=asc", nil).is(200)
		require.Len(t, r.items(), 2)
		require.Equal(t, want, a.all(path, "limit=100&sort=number&order=asc", func() {}))
		require.Equal(t, want, a.all(path, "limit=3&sort=created&order=asc", func() {}))
		require.Equal(t, want, a.all(path, "limit=1&sort=updated&order=asc", func() {}))
	})
}

// Who searches for what is hard to find holds up others who search, and nobody else.
func TestSearchesHoldUpNobody(t *testing.T) {
	eachStoreWith(t, Options{RequestTimeout: time.Minute}, func(t *testing.T, a *api) {
		path := a.project("shop") + "/issues"
		for range 12 {
			a.do("POST", path, map[string]any{"title": "t", "body": strings.Repeat("a", 65536)}).is(201)
		}
		var all sync.WaitGroup
		defer all.Wait()
		hard := path + "?q=" + url.QueryEscape(strings.Repeat("a", 99)+"b")
		ended := make(chan struct{}, 100)
		for range 16 {
			all.Go(func() {
				request, err := http.NewRequestWithContext(t.Context(), "GET", a.base+hard, nil)
				if err != nil {
					return
				}
				request.Header.Set("Authorization", "Bearer "+a.token)
				response, err := http.DefaultClient.Do(request)
				if err == nil {
					_, _ = io.Copy(io.Discard, response.Body)
					_ = response.Body.Close()
				}
				ended <- struct{}{}
			})
		}
		<-ended // one of sixteen, so all are there
		for range 5 {
			a.do("GET", "/v1/me", nil).is(200)
		}
		require.Less(t, len(ended), 8, "five requests waited for as many searches")
	})
}

// A connection on which nothing has come, or half a header, is not waited for.
func TestStopDoesNotWaitForSilence(t *testing.T) {
	a := newAPI(t, Options{ShutdownTimeout: 2 * time.Second})
	for _, text := range []string{"", "GET /healthz HTTP/1.1\r\nHo"} {
		conn, err := net.Dial("tcp", a.addr)
		require.NoError(t, err)
		t.Cleanup(func() { _ = conn.Close() })
		sendRaw(conn, text)
	}
	a.do("GET", "/v1/me", nil).is(200) // they have been accepted
	require.NoError(t, a.stop())
}

// The asterisk is no path.
func TestAsterisk(t *testing.T) {
	a := newAPI(t, Options{})
	for _, method := range []string{"OPTIONS", "GET"} {
		got := exchange(t, a.addr, func(c net.Conn) {
			sendRaw(c, method+" * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
		})
		require.Contains(t, got, "HTTP/1.1 404 ")
		require.Contains(t, got, "X-Request-Id: ")
		require.Contains(t, got, "/problems/not-found")
	}
}

// What is written into a file that was removed is gone with the process.
func TestNothingIsTakenIntoAFileThatIsGone(t *testing.T) {
	eachStore(t, func(t *testing.T, a *api) {
		path := a.project("shop") + "/issues"
		require.NoError(t, os.Rename(a.options.Database, a.options.Database+".away"))
		a.do("POST", path, map[string]any{"title": "t"}).problem(unavailable)
		a.do("GET", "/readyz", nil).problem(unavailable)
		require.NoError(t, os.Rename(a.options.Database+".away", a.options.Database))
		a.do("POST", path, map[string]any{"title": "t"}).is(201)
		a.do("GET", "/readyz", nil).is(200)
		require.Len(t, a.do("GET", path, nil).items(), 1)
	})
}
