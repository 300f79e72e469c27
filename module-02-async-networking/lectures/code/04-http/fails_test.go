package http

import (
	"testing"

	"github.com/stretchr/testify/require"

	"systems.course/lecturekit/tool"
)

func TestWhatMustFailFails(t *testing.T) {
	for name, says := range map[string]string{
		"lost": "If-Match true   8 edits done, 8 in the note, refused on the way: true\n" +
			"If-Match false  8 edits done, 1 in the note, refused on the way: false\n",
		"pool": "3 at once: 3 answered\n" +
			"4 at once: 0 answered\n" +
			"the others waited for each other",
		"upgrade": "BEGIN IMMEDIATE: 800 cents are left\n" +
			"one statement: 800 cents are left\n" +
			"BEGIN: SQLITE_BUSY_SNAPSHOT, waited ten seconds: false\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			output, err := tool.Run(t, ".", "go", "run", "./"+name)
			require.Error(t, err)
			require.Contains(t, output, says)
		})
	}
}
