package seal

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSeal(t *testing.T) {
	key := []byte("a key")
	report := Report{Check: "TestX", Completed: true, Panic: "<&>\x00é"}
	text, err := Close(key, report)
	require.NoError(t, err)
	got, err := Open(key, text)
	require.NoError(t, err)
	require.Equal(t, report, got)

	_, err = Open([]byte("another"), text)
	require.ErrorIs(t, err, ErrBroken)
	for i := range text {
		changed := bytes.Clone(text)
		changed[i] ^= 1
		if got, err := Open(key, changed); err == nil {
			require.Equal(t, report, got, "byte %d changed, and the seal held", i)
		}
		_, err := Open(key, text[:i])
		require.ErrorIs(t, err, ErrBroken, "cut at byte %d", i)
	}
}
