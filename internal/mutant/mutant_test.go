package mutant

import (
	"testing"

	"github.com/stretchr/testify/require"
)

const patch = `Get forgets to move the entry to the front.

What is read most would be evicted first.
Race: yes

--- a/cache.go
+++ b/cache.go
@@ -10,3 +10,2 @@ func
 	a()
-	moveToFront()
 	b()
`

func TestApply(t *testing.T) {
	m, err := Parse([]byte(patch))
	require.NoError(t, err)
	require.Equal(t, "Get forgets to move the entry to the front.", m.Mistake)
	require.Equal(t, "What is read most would be evicted first.", m.Teaches)
	require.True(t, m.Race)

	files := map[string][]byte{"cache.go": []byte("x\n\ta()\n\tmoveToFront()\n\tb()\n"), "other.go": nil}
	got, err := m.Apply(files)
	require.NoError(t, err)
	require.Equal(t, "x\n\ta()\n\tb()\n", string(got["cache.go"]))
	require.Contains(t, string(files["cache.go"]), "moveToFront", "the original is left alone")

	tests := []struct{ name, text, want string }{
		{"gone", "x\n\ta()\n\tb()\n", "these lines 0 times"},
		{"twice", "\ta()\n\tmoveToFront()\n\tb()\n\ta()\n\tmoveToFront()\n\tb()\n", "these lines 2 times"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := m.Apply(map[string][]byte{"cache.go": []byte(tt.text)})
			require.ErrorContains(t, err, tt.want)
		})
	}
	_, err = m.Apply(map[string][]byte{})
	require.ErrorContains(t, err, "there is no file cache.go")
}

func TestParseRefuses(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"no text", "--- a/x.go\n+++ b/x.go\n@@ -1 +1 @@\n-a\n+b\n", "says the mistake"},
		{"no diff", "A mistake.\n", "no diff"},
		{"a test", "A mistake.\n\n--- a/x_test.go\n+++ b/x_test.go\n@@ -1 +1 @@\n-a\n+b\n", "not its checks"},
		{"a new file", "A mistake.\n\n--- /dev/null\n+++ b/x.go\n@@ -0,0 +1 @@\n+b\n", "and nothing else"},
		{"a wrong count", "A mistake.\n\n--- a/x.go\n+++ b/x.go\n@@ -1,3 +1 @@\n-a\n+b\n", "fragment"},
		{"a line too many", "A mistake.\n\n--- a/x.go\n+++ b/x.go\n@@ -1,1 +1,1 @@\n-a\n+b\n+c\n", "3 lines are added or deleted"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Parse([]byte(tt.text))
			require.ErrorContains(t, err, tt.want)
		})
	}
}
