package wire_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"systems.course/notify/internal/wire"
)

func TestParseRequest(t *testing.T) {
	r, err := wire.ParseRequest([]byte(`{"type":"subscribe","ref":7,"topics":["a","b.>"],"since":9007199254740991,"presence":true,"policy":"close","x":[]}`))
	require.NoError(t, err)
	require.Equal(t, "subscribe", r.Type)
	require.EqualValues(t, 7, *r.Ref)
	require.EqualValues(t, uint64(wire.MaxID), *r.Since)
	require.Equal(t, []string{"a", "b.>"}, r.Topics)
	require.True(t, r.Presence)

	for _, c := range []struct{ message, code string }{
		{``, "json"}, {`null`, "json"}, {`[]`, "json"}, {`"x"`, "json"}, {`{`, "json"}, {`{} {}`, "json"},
		{"{\"type\":\"\xff\"}", "json"},
		{strings.Repeat(`{"a":`, 20_000), "json"},
		{`{"type":1}`, "field"}, {`{"type":null}`, "field"}, {`{"ref":-1}`, "field"}, {`{"ref":1.5}`, "field"},
		{`{"ref":9007199254740992}`, "field"}, {`{"ref":1e400}`, "field"}, {`{"topics":"a"}`, "field"},
		{`{"topics":[1]}`, "field"}, {`{"since":"1"}`, "field"}, {`{"presence":1}`, "field"}, {`{"token":{}}`, "field"},
	} {
		_, err := wire.ParseRequest([]byte(c.message))
		var refused *wire.Error
		require.ErrorAs(t, err, &refused, c.message)
		require.Equal(t, c.code, refused.Code, c.message)
	}
}

func TestAnErrorNamesTheRefAndTheField(t *testing.T) {
	r, err := wire.ParseRequest([]byte(`{"type":"subscribe","ref":3,"Topics":["a"],"since":-1}`))
	require.ErrorContains(t, err, "since")
	require.EqualValues(t, 3, *r.Ref)
	require.Nil(t, r.Topics, "names are compared exactly")
}

func TestMessages(t *testing.T) {
	at := time.Date(2026, 11, 23, 14, 0, 0, 5e6, time.FixedZone("", 3600))
	ref := uint64(4)
	for want, got := range map[string][]byte{
		`{"type":"event","id":7,"topic":"a.b","time":"2026-11-23T13:00:00.005Z","data":{"x":1}}`: wire.AppendEvent(nil, 7, "a.b", at, []byte(`{"x":1}`)),
		`{"type":"subscribed","ref":4,"topics":["a"],"last":6}`:                                  wire.Subscribed(&ref, []string{"a"}, 6),
		`{"type":"unsubscribed","topics":[]}`:                                                    wire.Unsubscribed(nil, nil),
		`{"type":"pong","ref":4,"time":"2026-11-23T13:00:00.005Z"}`:                              wire.Pong(&ref, at),
		`{"type":"missed","from":1,"to":5,"reason":"queue"}`:                                     wire.Missed(1, 5, wire.ReasonQueue),
		`{"type":"error","ref":4,"code":"type","message":"no \"x\""}`:                            wire.Refused(&ref, wire.Refuse("type", "no %q", "x")),
		`{"type":"presence","topic":"a","event":"join","users":["bob"],"count":2}`:               wire.Presence{Topic: "a", Event: "join", Users: []string{"bob"}, Count: 2}.Encode(),
	} {
		require.Equal(t, want, string(got))
		require.True(t, json.Valid(got))
	}
}

func TestFrames(t *testing.T) {
	for _, c := range []struct {
		size   int
		header []byte
	}{
		{0, []byte{0x81, 0}},
		{125, []byte{0x81, 125}},
		{126, []byte{0x81, 126, 0, 126}},
		{65535, []byte{0x81, 126, 0xff, 0xff}},
		{65536, []byte{0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0}},
	} {
		frame := wire.AppendFrame(nil, wire.OpText, make([]byte, c.size))
		require.Equal(t, c.header, frame[:len(c.header)])
		require.Len(t, frame, len(c.header)+c.size)
		require.Equal(t, len(frame), wire.FrameSize(append(frame, "more"...)))
		require.Equal(t, len(frame), wire.FrameSize(frame[:len(c.header)]))
		require.Zero(t, wire.FrameSize(c.header[:1]))
	}
	require.Zero(t, wire.FrameSize([]byte{0x81, 126, 1}))
	require.True(t, wire.IsClose(wire.AppendFrame(nil, wire.OpClose, wire.ClosePayload(1001, "bye"))))
	require.False(t, wire.IsClose(nil))
}

func TestACloseReasonIsCutBetweenCharacters(t *testing.T) {
	for n := range 6 {
		payload := wire.ClosePayload(1001, strings.Repeat("x", 119+n)+"é€")
		require.LessOrEqual(t, len(payload), 125)
		require.True(t, utf8.Valid(payload[2:]))
		require.True(t, bytes.HasPrefix(payload, []byte{0x03, 0xe9}))
	}
}

func FuzzParseRequest(f *testing.F) {
	f.Add([]byte(`{"type":"subscribe","ref":7,"topics":["a"],"since":1}`))
	f.Add([]byte(`{"ref":null}`))
	f.Fuzz(func(t *testing.T, message []byte) {
		r, err := wire.ParseRequest(message)
		if err == nil {
			require.True(t, json.Valid(message))
		}
		require.True(t, r.Ref == nil || *r.Ref <= wire.MaxID)
	})
}
