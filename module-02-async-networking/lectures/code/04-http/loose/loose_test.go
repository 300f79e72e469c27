package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWhatIsTaken(t *testing.T) {
	var plain, told, strict []string
	for _, in := range inputs {
		plain = append(plain, says(unmarshal([]byte(in))))
		told = append(told, says(decoder([]byte(in))))
		strict = append(strict, says(strictly([]byte(in))))
	}
	require.Equal(t, []string{"{bob 1}", "{bob 1}", "{bob 5}", "refused", "{bob 1}", "{ann<FFFD> 5}", "{ann<FFFD> 5}", "{bob 5}"}, plain)
	require.Equal(t, []string{"{bob 1}", "{bob 1}", "{bob 5}", "{bob 1}", "refused", "{ann<FFFD> 5}", "{ann<FFFD> 5}", "{bob 5}"}, told)
	require.Equal(t, []string{"refused", "refused", "refused", "refused", "refused", "refused", "{ann<FFFD> 5}", "refused"}, strict)
}
