package restapi

import (
	"database/sql"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	_ "github.com/mattn/go-sqlite3"
	"github.com/stretchr/testify/require"

	"systems.course/restapi/internal/store"
)

func readFile(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	require.NoError(t, err)
	return string(data)
}

// openSQL opens the database beside the server, as another process would.
func openSQL(t *testing.T, name string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+name+"?_busy_timeout=10000&_txlock=immediate")
	require.NoError(t, err)
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

func execSQL(t *testing.T, name, statement string) {
	t.Helper()
	_, err := openSQL(t, name).Exec(statement)
	require.NoError(t, err)
}

func TestLockedDatabase(t *testing.T) {
	for _, name := range stores {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newAPI(t, Options{Store: name, BusyTimeout: 20 * time.Millisecond})
			path := a.project("shop") + "/issues"
			tx, err := openSQL(t, a.options.Database).Begin()
			require.NoError(t, err)
			r := a.do("POST", path, map[string]any{"title": "t"}, "Idempotency-Key", "k")
			r.problem(unavailable)
			require.Equal(t, "1", r.header.Get("Retry-After"))
			a.do("GET", path, nil).is(200)
			a.do("GET", "/readyz", nil).is(200)
			require.NoError(t, tx.Rollback())
			require.EqualValues(t, 1, a.do("POST", path, map[string]any{"title": "t"}, "Idempotency-Key", "k").is(201).get("number"))
		})
	}
}

// A new user needn't wait until somebody's long read, such as a backup, has ended,
// nor must the server wait for him.
func TestAUserIsAddedBesideALongRead(t *testing.T) {
	a := newAPI(t, Options{})
	reader := openSQL(t, a.options.Database)
	tx, err := reader.BeginTx(t.Context(), &sql.TxOptions{ReadOnly: true})
	require.NoError(t, err)
	_, err = tx.Exec(`COMMIT; BEGIN`) // openSQL begins with a lock
	require.NoError(t, err)
	var users int
	require.NoError(t, tx.QueryRow(`SELECT count(*) FROM users`).Scan(&users))
	require.Equal(t, 1, users)

	token, err := AddUser(t.Context(), a.options.Database, "bo", false)
	require.NoError(t, err)
	bo := &client{t: t, base: a.base, token: token}
	require.Equal(t, "bo", bo.do("GET", "/v1/me", nil).is(200).get("name"))
	require.NoError(t, tx.Rollback())
	require.NoError(t, reader.Close())
}

func TestFullDatabase(t *testing.T) {
	for _, name := range stores {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newAPI(t, Options{Store: name, MaxSize: 400 << 10})
			path := a.project("shop") + "/issues"
			large := map[string]any{"title": "t", "body": strings.Repeat("x", 40_000)}
			made := 0
			for ; made < 20; made++ {
				if r := a.do("POST", path, large, "Idempotency-Key", strconv.Itoa(made)); r.status != 201 {
					r.problem(storageFull)
					break
				}
			}
			require.Less(t, made, 20)
			require.Len(t, a.do("GET", path+"?limit=100", nil).is(200).items(), made)
			a.do("POST", path, large, "Idempotency-Key", "again").problem(storageFull)
			a.do("DELETE", path+"/1", nil, "If-Match", "*").is(204)
			r := a.do("POST", path, large, "Idempotency-Key", "again").is(201)
			require.EqualValues(t, made+1, r.get("number"), "nothing half-done")
		})
	}
}

// A disk that is full, and not only a limit of our own.
func TestFullDisk(t *testing.T) {
	dir := mountSmall(t, 2<<20)
	for _, name := range stores {
		t.Run(name, func(t *testing.T) {
			spare := filepath.Join(dir, "spare")
			require.NoError(t, os.WriteFile(spare, make([]byte, 1<<20), 0o600))
			a := newAPI(t, Options{Store: name, Database: filepath.Join(dir, name+".db")})
			path := a.project("shop") + "/issues"
			large := map[string]any{"title": "t", "body": strings.Repeat("x", 60_000)}
			made := 0
			for ; made < 100; made++ {
				if r := a.do("POST", path, large); r.status != 201 {
					r.problem(storageFull)
					break
				}
			}
			require.Less(t, made, 100)
			require.Len(t, a.do("GET", path+"?limit=100", nil).is(200).items(), made)
			require.NoError(t, os.Remove(spare))
			require.EqualValues(t, made+1, a.do("POST", path, map[string]any{"title": "t"}).is(201).get("number"))
			require.NoError(t, a.stop())
			for _, old := range []string{"", "-wal", "-shm"} {
				err := os.Remove(filepath.Join(dir, name+".db"+old))
				require.True(t, err == nil || os.IsNotExist(err), err)
			}
		})
	}
}

// A server that can't write says so at its start, and not with its first request.
func TestReadOnlyDisk(t *testing.T) {
	dir := mountSmall(t, 4<<20)
	a := newAPI(t, Options{Database: filepath.Join(dir, "x.db")})
	require.NoError(t, a.stop())
	remountReadOnly(t, dir)
	for _, name := range stores {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		err = Serve(t.Context(), listener, Options{Store: name, Database: a.options.Database})
		require.ErrorIs(t, err, store.ErrUnavailable)
		_, err = net.Dial("tcp", listener.Addr().String())
		require.Error(t, err, "the listener is closed")
	}
}

func TestQueueIsBounded(t *testing.T) {
	for _, name := range stores {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newAPI(t, Options{Store: name, Queue: 1, BusyTimeout: 10 * time.Second})
			path := a.project("shop") + "/issues"
			tx, err := openSQL(t, a.options.Database).Begin()
			require.NoError(t, err)
			const clients = 8
			status := make(chan int, clients)
			for range clients {
				go func() { status <- a.do("POST", path, map[string]any{"title": "t"}).status }()
			}
			// One runs and waits for the lock, one may wait (with batch), all others are refused.
			for range clients - 2 {
				require.Equal(t, 503, <-status)
			}
			require.NoError(t, tx.Rollback())
			a.do("POST", path, map[string]any{"title": "t"})
			rest := []int{<-status, <-status}
			require.Contains(t, rest, 201)
		})
	}
}
