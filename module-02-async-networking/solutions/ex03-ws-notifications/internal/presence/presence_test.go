package presence_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"systems.course/notify/internal/presence"
	"systems.course/notify/internal/wire"
)

// A member that has room for so many messages.
type member struct {
	name string
	room int
	got  []string
}

func (m *member) User() string { return m.name }

func (m *member) Offer(message []byte) bool {
	if m.room == 0 {
		return false
	}
	m.room--
	var p wire.Presence
	if err := json.Unmarshal(message, &p); err != nil {
		panic(err)
	}
	m.got = append(m.got, fmt.Sprint(p.Topic, " ", p.Event, " ", p.Users, " ", p.Count))
	return true
}

func (m *member) take() []string {
	got := m.got
	m.got = nil
	return got
}

func TestJoinAndLeave(t *testing.T) {
	b := presence.New()
	alice, bob, bob2 := &member{name: "alice", room: 99}, &member{name: "bob", room: 99}, &member{name: "bob", room: 99}
	b.Enter("a", alice, true)
	require.Equal(t, []string{"a state [alice] 1"}, alice.take())
	b.Enter("a", bob, false)
	b.Enter("a", bob2, true)
	b.Enter("a", bob, false)
	require.Equal(t, []string{"a join [bob] 2"}, alice.take(), "once for a user, not for each session")
	require.Equal(t, []string{"a state [alice bob] 2"}, bob2.take())
	b.Leave("a", bob)
	b.Leave("a", bob)
	require.Empty(t, alice.take(), "another of bob's sessions is there")
	b.Leave("a", bob2)
	require.Equal(t, []string{"a leave [bob] 1"}, alice.take())
	require.Empty(t, bob.take(), "it has not asked")
	b.Leave("a", alice)
	b.Leave("b", alice)
	require.Empty(t, alice.take())
}

func TestASlowMemberGetsAStateInPlaceOfWhatItMissed(t *testing.T) {
	b := presence.New()
	slow := &member{name: "slow", room: 2}
	b.Enter("a", slow, true)
	for i := range 5 {
		b.Enter("a", &member{name: fmt.Sprint("u", i)}, false)
	}
	require.Equal(t, []string{"a state [slow] 1", "a join [u0] 2"}, slow.take())
	slow.room = 9
	b.Enter("a", &member{name: "u5"}, false)
	require.Empty(t, slow.take(), "a join after a gap would be misread")
	b.Refresh(slow)
	require.Equal(t, []string{"a state [slow u0 u1 u2 u3 u4 u5] 7"}, slow.take())
	b.Enter("a", &member{name: "u6"}, false)
	require.Equal(t, []string{"a join [u6] 8"}, slow.take())
	b.Refresh(slow)
	require.Empty(t, slow.take())
}

func TestAStateIsBounded(t *testing.T) {
	b := presence.New()
	for i := range 1000 {
		b.Enter("a", &member{name: fmt.Sprint("u", i)}, false)
	}
	var got wire.Presence
	b.Enter("a", &once{into: &got}, true)
	require.Len(t, got.Users, 256)
	require.Equal(t, 1001, got.Count)
}

type once struct{ into *wire.Presence }

func (*once) User() string { return "late" }

func (o *once) Offer(message []byte) bool { return json.Unmarshal(message, o.into) == nil }
