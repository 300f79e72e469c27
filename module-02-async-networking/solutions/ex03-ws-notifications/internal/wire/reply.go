package wire

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"
)

// timeLayout is RFC 3339 in UTC, with milliseconds.
const timeLayout = "2006-01-02T15:04:05.000Z"

// Welcome is the server's first message.
type Welcome struct {
	Type         string `json:"type"`
	Session      string `json:"session"`
	User         string `json:"user"`
	Last         uint64 `json:"last"`
	Limits       Limits `json:"limits"`
	Policy       string `json:"policy"`
	PingInterval int64  `json:"ping_interval_ms"`
	Idle         int64  `json:"idle_ms"`
}

// Limits is what a session has to keep to.
type Limits struct {
	MaxMessage int64 `json:"max_message"` // bytes
	MaxTopics  int   `json:"max_topics"`
	Queue      int   `json:"queue"` // events
}

// Encode returns the message.
func (w Welcome) Encode() []byte {
	w.Type = "welcome"
	return encode(w)
}

// Subscribed answers subscribe. Last is the id of the newest event.
func Subscribed(ref *uint64, topics []string, last uint64) []byte {
	return encode(struct {
		Type   string   `json:"type"`
		Ref    *uint64  `json:"ref,omitempty"`
		Topics []string `json:"topics"`
		Last   uint64   `json:"last"`
	}{"subscribed", ref, topics, last})
}

// Unsubscribed answers unsubscribe with the topics that are left.
func Unsubscribed(ref *uint64, topics []string) []byte {
	if topics == nil {
		topics = []string{} // [] on the wire, not null
	}
	return encode(struct {
		Type   string   `json:"type"`
		Ref    *uint64  `json:"ref,omitempty"`
		Topics []string `json:"topics"`
	}{"unsubscribed", ref, topics})
}

// Pong answers the message ping.
func Pong(ref *uint64, now time.Time) []byte {
	return encode(struct {
		Type string  `json:"type"`
		Ref  *uint64 `json:"ref,omitempty"`
		Time string  `json:"time"`
	}{"pong", ref, now.UTC().Format(timeLayout)})
}

// Refused answers a request that was not done.
func Refused(ref *uint64, why *Error) []byte {
	return encode(struct {
		Type    string  `json:"type"`
		Ref     *uint64 `json:"ref,omitempty"`
		Code    string  `json:"code"`
		Message string  `json:"message"`
	}{"error", ref, why.Code, why.Message})
}

// A Reason says why events were missed.
type Reason string

const (
	ReasonLog   Reason = "log"   // the log no longer had what since asked for
	ReasonQueue Reason = "queue" // the client was too slow
)

// Missed says that events from one id to another, both included, will not come.
func Missed(from, to uint64, reason Reason) []byte {
	return fmt.Appendf(nil, `{"type":"missed","from":%d,"to":%d,"reason":"%s"}`, from, to, reason)
}

// Presence says who is at a topic, or who came or went.
type Presence struct {
	Type  string   `json:"type"`
	Topic string   `json:"topic"`
	Event string   `json:"event"` // state, join or leave
	Users []string `json:"users"`
	Count int      `json:"count"` // of all users that are there
}

// Encode returns the message.
func (p Presence) Encode() []byte {
	p.Type = "presence"
	return encode(p)
}

// AppendEvent appends an event to dst. Topic must be one, and data one JSON value
// without white space around it: both are copied as they are.
func AppendEvent(dst []byte, id uint64, topic string, at time.Time, data []byte) []byte {
	dst = append(dst, `{"type":"event","id":`...)
	dst = strconv.AppendUint(dst, id, 10)
	dst = append(dst, `,"topic":"`...)
	dst = append(dst, topic...)
	dst = append(dst, `","time":"`...)
	dst = at.UTC().AppendFormat(dst, timeLayout)
	dst = append(dst, `","data":`...)
	dst = append(dst, data...)
	return append(dst, '}')
}

// encode is for the messages above, which json can always marshal: they are
// made of strings and numbers. Strings that are not UTF-8 come out repaired.
func encode(message any) []byte {
	b, err := json.Marshal(message)
	if err != nil {
		return Refused(nil, Refuse("internal", "a reply could not be encoded"))
	}
	return b
}
