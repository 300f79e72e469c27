package restapi

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestARepeatedKeyGetsTheFirstAnswer(t *testing.T) {
	eachStore(t, func(t *testing.T, a *api) {
		path := a.project("shop") + "/issues"
		body := map[string]any{"title": "t"}
		first := a.do("POST", path, body, "Idempotency-Key", "k").is(201)
		require.Empty(t, first.header.Get("Idempotency-Replayed"))
		same := func(c *client) {
			r := c.do("POST", path, body, "Idempotency-Key", "k").is(201)
			require.Equal(t, first.body, r.body)
			require.Equal(t, first.etag(), r.etag())
			require.Equal(t, first.header.Get("Location"), r.header.Get("Location"))
			require.Equal(t, "true", r.header.Get("Idempotency-Replayed"))
			require.NotEqual(t, first.header.Get("X-Request-Id"), r.header.Get("X-Request-Id"))
		}
		same(a.client)
		a.do("PATCH", path+"/1", map[string]any{"title": "new"}, "If-Match", "*").is(200)
		same(a.client)

		a.do("POST", path, map[string]any{"title": "u"}, "Idempotency-Key", "k").problem(keyReused)
		a.do("POST", path+"/1/comments", map[string]any{"body": "x"}, "Idempotency-Key", "k").problem(keyReused)
		a.do("POST", path, body, "Idempotency-Key", "a b").problem(malformed)
		bo := a.user("bo")
		require.EqualValues(t, 2, bo.do("POST", path, body, "Idempotency-Key", "k").is(201).get("number"), "another user's key")

		require.NoError(t, a.stop())
		again := startAPI(t, a.options)
		same(&client{t: t, base: "http://" + again.addr, token: a.token})
	})
}

func TestAnErrorLeavesTheKeyFree(t *testing.T) {
	eachStore(t, func(t *testing.T, a *api) {
		path := a.project("shop") + "/issues"
		a.do("POST", path, map[string]any{"title": "t", "assignee": "bo"}, "Idempotency-Key", "k").problem(invalid)
		a.user("bo")
		r := a.do("POST", path, map[string]any{"title": "t", "assignee": "bo"}, "Idempotency-Key", "k").is(201)
		require.EqualValues(t, 1, r.get("number"))
	})
}

func TestKeysAreForgotten(t *testing.T) {
	a := newAPI(t, Options{})
	path := a.project("shop") + "/issues"
	for n := range 3 {
		a.do("POST", path, map[string]any{"title": "t"}, "Idempotency-Key", fmt.Sprint(n)).is(201)
	}
	yesterday := time.Now().Add(-25 * time.Hour).UnixMicro()
	execSQL(t, a.options.Database, fmt.Sprintf(`UPDATE idempotency_keys SET created_at = %d`, yesterday))
	require.EqualValues(t, 4, a.do("POST", path, map[string]any{"title": "another"}, "Idempotency-Key", "1").is(201).get("number"))
	var kept int
	require.NoError(t, openSQL(t, a.options.Database).QueryRow(`SELECT count(*) FROM idempotency_keys`).Scan(&kept))
	require.Equal(t, 1, kept, "old ones are swept")
}

// While the first request runs, here because its body is not yet whole, the
// second is refused; afterwards it gets the first one's answer.
func TestAKeyInUse(t *testing.T) {
	eachStore(t, func(t *testing.T, a *api) {
		path := a.project("shop") + "/issues"
		body := `{"title":"t"}`
		conn, err := net.Dial("tcp", a.addr)
		require.NoError(t, err)
		_, err = fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\n"+
			"Idempotency-Key: k\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n", path, a.token, len(body))
		require.NoError(t, err)
		reader := bufio.NewReader(conn)
		line, err := reader.ReadString('\n') // the server asks for the body: it has the key
		require.NoError(t, err)
		require.Equal(t, "HTTP/1.1 100 Continue\r\n", line)
		_, err = reader.ReadString('\n')
		require.NoError(t, err)

		r := a.do("POST", path, body, "Idempotency-Key", "k")
		r.problem(keyInUse)
		require.Equal(t, "1", r.header.Get("Retry-After"))
		_, err = conn.Write([]byte(body))
		require.NoError(t, err)
		response, err := http.ReadResponse(reader, nil)
		require.NoError(t, err)
		require.Equal(t, 201, response.StatusCode)
		require.NoError(t, conn.Close())
		require.Equal(t, "true", a.do("POST", path, body, "Idempotency-Key", "k").is(201).header.Get("Idempotency-Replayed"))
		require.Len(t, a.do("GET", path, nil).items(), 1)
	})
}

func TestManyWithOneKey(t *testing.T) {
	eachStore(t, func(t *testing.T, a *api) {
		path := a.project("shop") + "/issues"
		var wg sync.WaitGroup
		for range 16 {
			wg.Go(func() {
				for {
					r := a.do("POST", path, map[string]any{"title": "t"}, "Idempotency-Key", "k")
					if r.status == 201 {
						require.EqualValues(t, 1, r.get("number"))
						return
					}
					r.problem(keyInUse)
				}
			})
		}
		within(t, "posting", wg.Wait)
		require.Len(t, a.do("GET", path, nil).items(), 1)
	})
}
