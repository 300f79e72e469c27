package gradeout

import (
	"bytes"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"systems.course/internal/grade"
)

var update = flag.Bool("update", false, "write the golden files anew")

type form struct {
	name   string
	write  func(io.Writer, *grade.Report) error
	report *grade.Report
}

func forms() []form {
	return []form{
		{"class.csv", CSV, sample()},
		{"class.xml", JUnit, sample()},
		{"class.html", HTML, sample()},
		{"gradescope.json", Gradescope, single(0)},
		{"gradescope-unfit.json", Gradescope, single(3)},
		{"gradescope-broken.json", Gradescope, single(4)},
		{"classroom.json", Classroom, single(0)},
		{"classroom-broken.json", Classroom, single(4)},
	}
}

// TestGolden keeps what each form looks like, the style and the script of the
// page left out. The other tests say what must hold of it.
func TestGolden(t *testing.T) {
	for _, f := range forms() {
		t.Run(f.name, func(t *testing.T) {
			got := written(t, f.write, f.report)
			got = inlined.ReplaceAll(got, []byte("<$1>…</$1>"))
			got = hashes.ReplaceAll(got, []byte("sha256-…"))
			file := filepath.Join("testdata", f.name)
			if *update {
				require.NoError(t, os.MkdirAll("testdata", 0o755))
				require.NoError(t, os.WriteFile(file, got, 0o644))
			}
			want, err := os.ReadFile(file)
			require.NoError(t, err)
			require.Equal(t, string(want), string(got), "go test ./internal/gradeout -update writes it anew")
		})
	}
}

var (
	inlined = regexp.MustCompile(`(?s)<(style|script)>.*?</(?:style|script)>`)
	hashes  = regexp.MustCompile(`sha256-(?:[A-Za-z0-9/=]|&#43;)+`)
)

func written(t *testing.T, write func(io.Writer, *grade.Report) error, r *grade.Report) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, write(&b, r))
	return b.Bytes()
}

// TestTheSameAgain: the forms depend on the report alone, and leave it as it is.
func TestTheSameAgain(t *testing.T) {
	for _, f := range forms() {
		first := written(t, f.write, f.report)
		require.Equal(t, string(first), string(written(t, f.write, f.report)), f.name)
	}
	r := sample()
	for _, f := range forms()[:3] {
		written(t, f.write, r)
	}
	require.Equal(t, sample(), r)
}

type brokenWriter struct{}

var errBroken = errors.New("the disk is full")

func (brokenWriter) Write([]byte) (int, error) { return 0, errBroken }

func TestTheWritersErrorIsReturned(t *testing.T) {
	for _, f := range forms() {
		require.ErrorIs(t, f.write(brokenWriter{}, f.report), errBroken, f.name)
	}
}

func TestAnEmptyClass(t *testing.T) {
	r := &grade.Report{}
	for _, f := range forms()[:3] {
		require.NotEmpty(t, written(t, f.write, r), f.name)
	}
	for _, f := range []form{{"Gradescope", Gradescope, nil}, {"Classroom", Classroom, nil}} {
		require.ErrorContains(t, f.write(io.Discard, r), "the report has 0")
		require.ErrorContains(t, f.write(io.Discard, sample()), "the report has 6")
	}
}
