package topic_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"systems.course/notify/internal/topic"
)

func TestCheck(t *testing.T) {
	for _, s := range []string{"a", "orders.eu.paid", "A-1_b", strings.Repeat("x", 128), strings.Repeat("a.", 15) + "a"} {
		require.NoError(t, topic.Check(s), s)
		require.NoError(t, topic.CheckPattern(s), s)
	}
	neither := []string{"", ".", "a.", ".a", "a..b", "or*", "é", "a b", "a\x00", "\xff", ">a", "a.>.b", "**",
		strings.Repeat("x", 129), strings.Repeat("a.", 16) + "a"}
	for _, s := range neither {
		require.Error(t, topic.Check(s), s)
		require.Error(t, topic.CheckPattern(s), s)
	}
	for _, s := range []string{"*", ">", "a.*", "*.b", "a.>", "*.*.>"} {
		require.Error(t, topic.Check(s), s)
		require.NoError(t, topic.CheckPattern(s), s)
	}
}

func TestMatch(t *testing.T) {
	for _, c := range []struct {
		pattern, topic string
		want           bool
	}{
		{"orders.eu", "orders.eu", true},
		{"orders.eu", "orders", false},
		{"orders.eu", "orders.eu.paid", false},
		{"orders.eu", "Orders.eu", false},
		{"orders.*", "orders.eu", true},
		{"orders.*", "orders", false},
		{"orders.*", "orders.eu.paid", false},
		{"*.eu.*", "orders.eu.paid", true},
		{"*.eu.*", "orders.eu", false},
		{"orders.>", "orders.eu", true},
		{"orders.>", "orders.eu.paid", true},
		{"orders.>", "orders", false},
		{">", "a", true},
		{"*", "a.b", false},
		{"*.>", "a", false},
	} {
		require.Equal(t, c.want, topic.Match(c.pattern, c.topic), "%s %s", c.pattern, c.topic)
	}
}

// A pattern for each topic that is made of the same two tokens, against the
// definition spelled out as recursion over tokens.
func FuzzMatch(f *testing.F) {
	f.Add("a.*.>", "a.b.c.d")
	f.Add("a.>", "a")
	f.Fuzz(func(t *testing.T, pattern, name string) {
		if topic.CheckPattern(pattern) != nil || topic.Check(name) != nil {
			return
		}
		want := naive(strings.Split(pattern, "."), strings.Split(name, "."))
		require.Equal(t, want, topic.Match(pattern, name), "%s %s", pattern, name)
	})
}

func naive(pattern, tokens []string) bool {
	if len(pattern) == 0 || len(tokens) == 0 {
		return len(pattern) == len(tokens)
	}
	if pattern[0] == ">" {
		return true
	}
	return (pattern[0] == "*" || pattern[0] == tokens[0]) && naive(pattern[1:], tokens[1:])
}

func TestSet(t *testing.T) {
	var none topic.Set
	s := none.With([]string{"b.>", "a", "b.>"})
	require.Equal(t, []string{"a", "b.>"}, s.Patterns())
	require.True(t, s.Match("b.c"))
	require.False(t, s.Match("b"))
	require.True(t, s.Has("a"))
	require.False(t, none.Match("a"))
	require.Equal(t, []string{"a"}, s.Without([]string{"b.>", "c"}).Patterns())
	require.Equal(t, 2, s.Len(), "the set that another was made from is as it was")
	require.Equal(t, s.Key(), none.With([]string{"a"}).With([]string{"b.>"}).Key())
}

func BenchmarkMatch(b *testing.B) {
	patterns := make([]string, 64)
	for i := range patterns {
		patterns[i] = "orders." + strings.Repeat("x", i+1) + ".*"
	}
	set := topic.Set{}.With(patterns)
	for b.Loop() {
		if set.Match("orders.eu.paid") {
			b.Fatal("nothing matches")
		}
	}
}
