package tcp

import (
	"testing"

	"github.com/stretchr/testify/require"

	"systems.course/lecturekit/tool"
)

func TestWhatMustFailFails(t *testing.T) {
	for name, says := range map[string]string{
		"half":    "killed:  obeyed \"DELETE /home/ann\"\nstalled: obeyed \"DELETE /home/ann\"\n",
		"endless": "more than 128 MiB were allocated for it\n",
		"deadlines": "once      who talks is cut off, who trickles is cut off\n" +
			"each Read who talks stays, who trickles stays\n" +
			"each line who talks stays, who trickles is cut off\n",
		"blocked": "bob reads, and has waited for a second: the room is writing to ann\n" +
			"the room's lock is free: false\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			output, err := tool.Run(t, ".", "go", "run", "./"+name)
			require.Error(t, err)
			require.Contains(t, output, says)
		})
	}
}
