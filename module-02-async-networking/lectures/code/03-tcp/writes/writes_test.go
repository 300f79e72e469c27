package main

import (
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"systems.course/lecturekit/tool"
)

func TestEveryWayDeliversAll(t *testing.T) {
	require.Len(t, message, 64)
	for _, way := range ways {
		t.Run(way.name, func(t *testing.T) { require.NoError(t, deliver(way.send)) })
	}
}

func TestTheKernelCountsTheCalls(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("/proc/self/io is Linux's")
	}
	for i, atLeast := range []int{messages, messages * 64 / 4096, messages * 64 / 65536, messages / batch, messages} {
		t.Run(ways[i].name, func(t *testing.T) {
			calls := writeCalls(func() { require.NoError(t, deliver(ways[i].send)) })
			require.GreaterOrEqual(t, calls, atLeast)
			// A write that finds the socket's buffer full is tried again.
			require.Less(t, calls, 2*atLeast+200)
		})
	}
}

func TestStraceCountsTheCallsToo(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("strace is Linux's")
	}
	tool.Need(t, "strace")
	binary := filepath.Join(t.TempDir(), "writes")
	output, err := tool.Run(t, ".", "go", "build", "-o", binary, ".")
	require.NoError(t, err, output)
	for way, call := range map[string]string{"buffered-4K": "write", "vectored": "writev"} {
		output, err := tool.Run(t, ".", "strace", "-f", "-c", "-U", "calls,name", "-e", "trace=write,writev", binary, way)
		require.NoError(t, err, output)
		found := regexp.MustCompile(`(?m)^ *(\d+) ` + call + `$`).FindStringSubmatch(output)
		require.NotNil(t, found, output)
		n, err := strconv.Atoi(found[1])
		require.NoError(t, err)
		require.GreaterOrEqual(t, n, messages/batch)
		require.Less(t, n, 2*messages/batch+200)
	}
}
