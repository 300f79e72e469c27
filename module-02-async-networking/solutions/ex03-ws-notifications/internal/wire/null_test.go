package wire

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// null is no string, in a list of them neither.
func TestNullIsNoTopic(t *testing.T) {
	for _, topics := range []string{`[null]`, `["a",null]`} {
		_, err := ParseRequest([]byte(`{"type":"subscribe","ref":7,"topics":` + topics + `}`))
		var refused *Error
		require.ErrorAs(t, err, &refused)
		require.Equal(t, "field", refused.Code)
	}
	r, err := ParseRequest([]byte(`{"type":"subscribe","topics":["a",""]}`))
	require.NoError(t, err)
	require.Equal(t, []string{"a", ""}, r.Topics)
}
