package notify_test

import (
	"bytes"
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"

	"systems.course/notify/internal/topic"
	"systems.course/notify/internal/wire"
)

// definition returns what validates messages by a definition of the schema.
func definition(t *testing.T, name string) func(message string) error {
	t.Helper()
	file, err := os.ReadFile("notify.schema.json")
	require.NoError(t, err)
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(file))
	require.NoError(t, err)
	compiler := jsonschema.NewCompiler()
	require.NoError(t, compiler.AddResource("urn:notify:schema:v1", document))
	schema, err := compiler.Compile("urn:notify:schema:v1#/$defs/" + name)
	require.NoError(t, err)
	return func(message string) error {
		value, err := jsonschema.UnmarshalJSON(strings.NewReader(message))
		require.NoError(t, err, message)
		return schema.Validate(value)
	}
}

// The examples in PROTOCOL.md are what the schema allows.
func TestTheExamples(t *testing.T) {
	text, err := os.ReadFile("PROTOCOL.md")
	require.NoError(t, err)
	request, message := definition(t, "request"), definition(t, "message")
	count := 0
	for _, block := range regexp.MustCompile("(?s)```json\n(.*?)```").FindAllSubmatch(text, -1) {
		for line := range strings.Lines(string(block[1])) {
			var m struct{ Type string }
			require.NoError(t, json.Unmarshal([]byte(line), &m), line)
			switch m.Type {
			case "auth", "subscribe", "unsubscribe", "ping":
				require.NoError(t, request(line), line)
				_, err := wire.ParseRequest([]byte(line))
				require.NoError(t, err)
				count++
			case "urn:notify:problem:topic":
			default:
				require.NoError(t, message(line), line)
				count++
			}
		}
	}
	require.GreaterOrEqual(t, count, 13, "the examples are there")
}

// What the server sends is what the schema allows.
func TestWhatTheServerSends(t *testing.T) {
	message := definition(t, "message")
	ref, now := uint64(0), time.Now()
	for _, m := range [][]byte{
		wire.Welcome{Policy: "close", Limits: wire.Limits{MaxMessage: 1, MaxTopics: 1, Queue: 1}}.Encode(),
		wire.Subscribed(&ref, []string{"*", "a.>"}, 0),
		wire.Unsubscribed(nil, nil),
		wire.Pong(&ref, now),
		wire.Missed(1, wire.MaxID, wire.ReasonLog),
		wire.Presence{Topic: "a", Event: "state", Users: []string{}}.Encode(),
		wire.Refused(&ref, wire.Refuse("json", "x")),
		wire.AppendEvent(nil, 1, "a.b-c_d", now, []byte("null")),
	} {
		require.NoError(t, message(string(m)), "%s", m)
	}
	for _, m := range []string{`{}`, `{"type":"event"}`, `{"type":"pong","time":"now"}`, `{"type":"missed","from":0,"to":1,"reason":"log"}`,
		`{"type":"unsubscribed","topics":[],"more":1}`} {
		require.Error(t, message(m), m)
	}
}

// The schema's idea of topics and patterns is the code's.
func TestTopicsOfTheSchema(t *testing.T) {
	isTopic, isPattern := definition(t, "topic"), definition(t, "pattern")
	for _, s := range []string{"", "a", ">", "*", "a.b", "a.", ".a", "a..b", "a.>", "a.*", "*.>", ">.a", "a.>.b", "or*", "é", "a b", "A_-9", "a\n",
		strings.Repeat("a", 128), strings.Repeat("a", 129), strings.Repeat("a.", 15) + "a", strings.Repeat("a.", 15) + ">",
		strings.Repeat("a.", 16) + "a", strings.Repeat("*.", 15) + "*", strings.Repeat("*.", 16) + ">"} {
		quoted, err := json.Marshal(s)
		require.NoError(t, err)
		require.Equal(t, topic.Check(s) == nil, isTopic(string(quoted)) == nil, "topic %q", s)
		require.Equal(t, topic.CheckPattern(s) == nil, isPattern(string(quoted)) == nil, "pattern %q", s)
	}
}
