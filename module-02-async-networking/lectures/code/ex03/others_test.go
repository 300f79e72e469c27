package ex03

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"systems.course/lecturekit/tool"
)

func TestAnAwaitAtTheWrongPlaceLosesAnEvent(t *testing.T) {
	tool.Need(t, "node")
	tool.Need(t, "esbuild")
	script := filepath.Join(t.TempDir(), "resume.mjs")
	output, err := tool.Run(t, ".", "esbuild", "other/resume.ts", "--platform=node", "--format=esm", "--outfile="+script)
	require.NoError(t, err, output)
	output, err = tool.Run(t, ".", "node", script)
	require.NoError(t, err, output)
	require.Regexp(t, `(?m)^resume: 0 lost without a word; the gap \d+-\d+ was said$`, output)
	require.Regexp(t, `(?m)^carelessly: [1-9]\d* lost without a word; the gap \d+-\d+ was said$`, output)
}

func TestToCancelAWriterLosesWhatWaits(t *testing.T) {
	tool.Need(t, "python3")
	output, err := tool.Run(t, ".", "python3", "other/stop.py")
	require.NoError(t, err, output)
	require.Equal(t, `cancel:         3 of 8 events, then nothing; cancelled
close:          8 of 8 events, then close 1001; ended
close, stalled: 3 of 8 events, then nothing; cut after the drain
`, output)
}

func TestEachEventIsSentOrInAGap(t *testing.T) {
	tool.Need(t, "rustc")
	binary := filepath.Join(t.TempDir(), "queue")
	output, err := tool.Run(t, ".", "rustc", "--edition", "2021", "-O", "-o", binary, "other/queue.rs")
	require.NoError(t, err, output)
	require.Empty(t, output, "the compiler has nothing to say")
	output, err = tool.Run(t, ".", binary)
	require.NoError(t, err, output)
	require.Equal(t, "each id was sent or in a gap, in order: true\nsome were sent: true, some were missed: true\n", output)
}

func TestTheCompilerAsksForGaps(t *testing.T) {
	tool.Need(t, "rustc")
	output, err := tool.Run(t, ".", "rustc", "--edition", "2021", "-o", filepath.Join(t.TempDir(), "gap"), "other/gap.rs")
	require.Error(t, err)
	require.Contains(t, output, "non-exhaustive patterns")
}
