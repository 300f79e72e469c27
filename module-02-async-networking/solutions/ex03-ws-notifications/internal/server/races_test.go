package server

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"

	"systems.course/notify/internal/fanout"
	"systems.course/notify/internal/presence"
)

// A brimming client has no room, and then its writer takes all and sees that
// nobody has been told to wait.
type brimming struct {
	fanout.Client
	idle func()
	room bool
	got  int
}

func (b *brimming) Offer([]byte) bool {
	if b.room {
		b.got++
		return true
	}
	b.room = true
	b.idle()
	return false
}

func TestAMessageIsNotForgottenAsRoomIsMade(t *testing.T) {
	s := &session{server: &server{board: presence.New()}}
	client := &brimming{idle: s.idle}
	s.client = client
	s.server.board.Enter("a", s, true)
	require.Equal(t, 1, client.got, "the state, at once or when there is room")
}

// A session may have closed its connection by itself when it is cut.
func TestToCutWhatIsClosedIsNoError(t *testing.T) {
	conns := make(chan *websocket.Conn, 1)
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var u websocket.Upgrader
		if conn, err := u.Upgrade(w, r, nil); err == nil {
			conns <- conn
		}
	}))
	defer web.Close()
	client, _, err := websocket.DefaultDialer.Dial(strings.Replace(web.URL, "http", "ws", 1), nil)
	require.NoError(t, err)
	defer func() { require.NoError(t, client.Close()) }()
	s := &session{conn: <-conns}
	require.NoError(t, s.cut())
	require.NoError(t, s.cut())
}
