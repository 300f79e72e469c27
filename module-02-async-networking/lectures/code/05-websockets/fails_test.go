package websockets

import (
	"testing"

	"github.com/stretchr/testify/require"

	"systems.course/lecturekit/tool"
)

func TestWhatMustFailFails(t *testing.T) {
	for name, says := range map[string]string{
		"corrupt": "the client:   {\"to\":\"ann\",\"amount\":99}\n",
		"stuck":   "ann's reader could tell the hub: false\nsomebody else could publish: false\n",
		"bomb":    "limit of 65536 bytes: 48931 bytes sent, 50331648 in memory, no error\n",
		"torn":    "read the log, then subscribed: [2 4]\nhad 1; subscribed, then read the log: [2 3 3 4]\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			output, err := tool.Run(t, ".", "go", "run", "./"+name)
			require.Error(t, err)
			require.Contains(t, output, says)
		})
	}
}
