package gradeout

import (
	"bytes"
	"flag"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

var (
	pageFile = flag.String("page", "", "write the page of a generated class to this `file`, to look at it")
	pageSize = flag.Int("attempts", 40, "attempts of the class of -page")
)

func TestWritePage(t *testing.T) {
	if *pageFile == "" {
		t.Skip("nobody asked for the page: -page FILE")
	}
	var b bytes.Buffer
	require.NoError(t, HTML(&b, classOf(t, *pageSize)))
	require.NoError(t, os.WriteFile(*pageFile, b.Bytes(), 0o644))
}
