package restapi

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"systems.course/checkkit"
)

// TestMain is the server, when a test starts this program again to kill it.
func TestMain(m *testing.M) {
	if store := os.Getenv("RESTAPI_TEST_STORE"); store != "" {
		if err := serveForTest(store, os.Getenv("RESTAPI_TEST_DB")); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

func serveForTest(store, database string) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	return Serve(context.Background(), listener, Options{Store: store, Database: database, Sync: "normal",
		Ready: func() { fmt.Println(listener.Addr()) }})
}

// startProcess returns a server in a process of its own.
func startProcess(t *testing.T, store, database string) (addr string, kill func()) {
	t.Helper()
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), "RESTAPI_TEST_STORE="+store, "RESTAPI_TEST_DB="+database)
	c.Stderr = os.Stderr
	out, err := c.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, c.Start())
	kill = sync.OnceFunc(func() {
		if err := c.Process.Kill(); err != nil {
			t.Errorf("kill: %v", err)
		}
		if err := c.Wait(); err == nil {
			t.Error("it ended by itself")
		}
	})
	t.Cleanup(kill)
	line, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	return strings.TrimSpace(line), kill
}

// Killed under load, again and again: whatever was answered 201 is there, once,
// though every request is repeated with its key until it has an answer.
func TestKill9(t *testing.T) {
	const rounds, clients = 5, 8
	for _, store := range stores {
		t.Run(store, func(t *testing.T) {
			t.Parallel()
			random := checkkit.Rand(t)
			database := filepath.Join(t.TempDir(), "tracker.db")
			token, err := AddUser(t.Context(), database, "ann", true)
			require.NoError(t, err)
			addr, kill := startProcess(t, store, database)
			c := &client{t: t, base: "http://" + addr, token: token}
			path := c.project("shop") + "/issues"

			var base atomic.Value // where the server is now
			base.Store(c.base)
			var mu sync.Mutex
			numbers := map[string]float64{} // by title: what was answered
			var sent atomic.Int64
			var stop atomic.Bool
			acknowledged := make(chan struct{}, 1<<16)
			var wg sync.WaitGroup
			for n := range clients {
				wg.Go(func() {
					for k := 0; !stop.Load(); k++ {
						title := fmt.Sprintf("%d-%d", n, k)
						number := postUntilAnswered(t, &base, &sent, token, path, title)
						mu.Lock()
						numbers[title] = number
						mu.Unlock()
						acknowledged <- struct{}{}
					}
				})
			}
			for range rounds {
				for range 20 + random.IntN(100) {
					<-acknowledged
				}
				kill()
				addr, kill = startProcess(t, store, database)
				base.Store("http://" + addr)
			}
			stop.Store(true)
			within(t, "the load", wg.Wait)

			c.base = base.Load().(string)
			found := map[string]float64{}
			for next := path + "?limit=100&sort=number&order=asc"; next != ""; {
				r := c.do("GET", next, nil).is(200)
				for _, item := range r.items() {
					title := item["title"].(string)
					require.NotContains(t, found, title, "it is there twice")
					found[title] = item["number"].(float64)
					require.EqualValues(t, len(found), item["number"], "a gap")
				}
				next = strings.TrimSuffix(strings.TrimPrefix(r.header.Get("Link"), "<"), `>; rel="next"`)
			}
			require.Equal(t, numbers, found)
			t.Logf("killed %d times: %d POSTs answered with 201, sent %d times; each is there once", rounds, len(found), sent.Load())
		})
	}
}

// postUntilAnswered repeats the request, as a client would that got no answer.
func postUntilAnswered(t *testing.T, base *atomic.Value, sent *atomic.Int64, token, path, title string) float64 {
	for {
		c := &client{t: t, base: base.Load().(string), token: token}
		sent.Add(1)
		r, err := c.try("POST", path, map[string]any{"title": title}, "Idempotency-Key", title)
		if err != nil {
			continue // it is being killed, or not yet there again
		}
		if r.status == 201 {
			return r.get("number").(float64)
		}
		r.problem(keyInUse) // our own request, before the connection broke
	}
}

// Requests that have begun are answered, new ones are not taken, and no
// goroutine is left.
func TestStopFinishesWhatHasBegun(t *testing.T) {
	for _, store := range stores {
		t.Run(store, func(t *testing.T) {
			before := goroutines()
			a := newAPI(t, Options{Store: store})
			path := a.project("shop") + "/issues"
			body := `{"title":"t"}`
			conn, err := net.Dial("tcp", a.addr)
			require.NoError(t, err)
			sendRaw(conn, fmt.Sprintf("POST %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\n"+
				"Content-Length: %d\r\nExpect: 100-continue\r\n\r\n", path, a.token, len(body)))
			reader := bufio.NewReader(conn)
			line, err := reader.ReadString('\n') // it has begun
			require.NoError(t, err)
			require.Contains(t, line, "100 Continue")

			stopped := make(chan error, 1)
			go func() { stopped <- a.stop() }()
			checkkit.Eventually(t, limit, "new connections to be refused", "the server stops", func() bool {
				c, err := net.Dial("tcp", a.addr)
				if err == nil {
					err = c.Close()
					return err != nil
				}
				return true
			})
			sendRaw(conn, body)
			rest := readAll(t, reader)
			require.Contains(t, rest, "HTTP/1.1 201 ")
			require.NoError(t, conn.Close())
			within(t, "stopping", func() { require.NoError(t, <-stopped) })
			_, err = os.Stat(a.options.Database + "-wal")
			require.ErrorIs(t, err, os.ErrNotExist, "the log is in the database")
			checkkit.Eventually(t, limit, "no goroutine to be left", "all of them belong to Serve",
				func() bool { return goroutines() <= before })

			again := startAPI(t, a.options)
			c := &client{t: t, base: "http://" + again.addr, token: a.token}
			require.Len(t, c.do("GET", path, nil).items(), 1)
		})
	}
}

// What never ends is cut off.
func TestStopCutsOffWhatDoesNotEnd(t *testing.T) {
	for _, store := range stores {
		t.Run(store, func(t *testing.T) {
			t.Parallel()
			a := newAPI(t, Options{Store: store})
			options := a.options
			require.NoError(t, a.stop())
			options.ShutdownTimeout = 1
			listener, err := net.Listen("tcp", "127.0.0.1:0")
			require.NoError(t, err)
			ctx, cancel := context.WithCancel(t.Context())
			ended := make(chan error, 1)
			go func() { ended <- Serve(ctx, listener, options) }()
			conn, err := net.Dial("tcp", listener.Addr().String())
			require.NoError(t, err)
			sendRaw(conn, "POST /v1/projects HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "+a.token+
				"\r\nContent-Type: application/json\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n")
			_, err = bufio.NewReader(conn).ReadString('\n')
			require.NoError(t, err)
			cancel()
			within(t, "stopping", func() { require.ErrorContains(t, <-ended, "cut off") })
			require.NoError(t, conn.Close())
		})
	}
}

func TestBackupWhileRunning(t *testing.T) {
	eachStore(t, func(t *testing.T, a *api) {
		path := a.project("shop") + "/issues"
		out := filepath.Join(t.TempDir(), "copy.db")
		var stop atomic.Bool
		var made atomic.Int64
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				for !stop.Load() {
					a.do("POST", path, map[string]any{"title": "t"}).is(201)
					made.Add(1)
				}
			})
		}
		checkkit.Eventually(t, limit, "some issues", "they are being made", func() bool { return made.Load() > 20 })
		before := made.Load()
		require.NoError(t, Backup(t.Context(), a.options.Database, out))
		after := made.Load()
		stop.Store(true)
		wg.Wait()
		require.ErrorIs(t, Backup(t.Context(), a.options.Database, out), os.ErrExist)
		require.Error(t, Backup(t.Context(), out+".none", out+"2"))
		require.NoFileExists(t, out+"2")
		files, err := os.ReadDir(filepath.Dir(out))
		require.NoError(t, err)
		require.Len(t, files, 1)

		copied := startAPI(t, Options{Store: a.options.Store, Database: out})
		c := &client{t: t, base: "http://" + copied.addr, token: a.token}
		newest := c.do("GET", path+"?limit=1&sort=number", nil).items()[0]["number"].(float64)
		require.GreaterOrEqual(t, int64(newest), before)
		require.LessOrEqual(t, int64(newest), after+4)
	})
}
