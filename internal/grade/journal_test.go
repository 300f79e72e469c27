package grade

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"systems.course/internal/coursetest"
)

func (b *bench) journal() string { return filepath.Join(b.out, JournalFile) }

// TestJournalCutAnywhere cuts the journal at every byte. What it has before that
// is kept, or the error says that there is nothing to go on with.
func TestJournalCutAnywhere(t *testing.T) {
	b := newBench(t)
	b.fill(2)
	d := &dummies{t: t}
	whole, err := b.run(t.Context(), b.begin(b.options(), d.new))
	require.NoError(t, err)
	text, err := os.ReadFile(b.journal())
	require.NoError(t, err)
	all := d.stages.Load()
	require.EqualValues(t, bytes.Count(text, []byte("\n")), all+1)
	head := bytes.IndexByte(text, '\n') + 1
	for n := range text {
		h, records, whole, err := readJournal("j", text[:n])
		if n < head {
			var damage *JournalError
			require.ErrorAs(t, err, &damage, "cut at %d", n)
			require.ErrorContains(t, err, "without --resume")
			continue
		}
		require.NoError(t, err, "cut at %d", n)
		require.Equal(t, "7", h.Seed)
		require.Len(t, records, bytes.Count(text[head:n], []byte("\n")))
		require.Equal(t, bytes.LastIndexByte(text[:n], '\n')+1, whole)
	}
	for _, n := range []int{head, head + 10, len(text) - 1} {
		require.NoError(t, os.WriteFile(b.journal(), text[:n], 0o644))
		d := &dummies{t: t}
		r, err := b.run(t.Context(), b.begin(b.options(resume), d.new))
		require.NoError(t, err)
		require.Equal(t, still(t, whole), still(t, r))
		require.EqualValues(t, all-int32(bytes.Count(text[head:n], []byte("\n"))), d.stages.Load())
		mended, err := os.ReadFile(b.journal())
		require.NoError(t, err)
		require.Equal(t, bytes.Count(text, []byte("\n")), bytes.Count(mended, []byte("\n")), "what was torn is gone")
	}
}

// TestJournalDamagedAnywhere changes each byte of a line in the middle.
func TestJournalDamagedAnywhere(t *testing.T) {
	dir := t.TempDir()
	j, err := newJournal(dir, header{Format: journalFormat, Seed: "7"})
	require.NoError(t, err)
	for i := range 3 {
		require.NoError(t, j.add(record{Attempt: fmt.Sprint("a", i)}))
	}
	require.NoError(t, j.close())
	name := filepath.Join(dir, JournalFile)
	text, err := os.ReadFile(name)
	require.NoError(t, err)
	lines := bytes.SplitAfter(text, []byte("\n"))
	start := len(lines[0]) + len(lines[1])
	for i := range lines[2] {
		damaged := bytes.Clone(text)
		damaged[start+i] ^= 0x04
		_, _, _, err := readJournal(name, damaged)
		require.ErrorContains(t, err, name+":3: the line is damaged", "byte %d", i)
	}
}

func TestJournalOfAnotherRun(t *testing.T) {
	b := newBench(t)
	b.fill(1)
	_, err := b.run(t.Context(), b.begin(b.options(), (&dummies{t: t}).new))
	require.NoError(t, err)
	_, err = begin(b.options(resume, func(o *Options) { o.Seed, o.Race, o.Sandbox = "8", true, "/usr/bin/bwrap" }), b.ground(b.options()))
	require.ErrorContains(t, err, "seed: 7 then, 8 now; race detector: false then, true now; sandbox: none then, bubblewrap now")

	file := filepath.Join(b.course.Root, "module-01-demo", "solutions", "ex01-counter", "stage01_count_test.go")
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(file, append(text, "\n// changed\n"...), 0o644))
	b.course = coursetest.Load(t, b.course.Root)
	_, err = Begin(t.Context(), b.options(resume))
	require.ErrorContains(t, err, "it is of another run (course: ")

	_, err = b.run(t.Context(), b.begin(b.options(), (&dummies{t: t}).new))
	require.NoError(t, err)
	require.FileExists(t, filepath.Join(b.out, oldJournal))
	b.out = filepath.Join(t.TempDir(), "none")
	_, err = Begin(t.Context(), b.options(resume))
	require.ErrorContains(t, err, "there is none to go on with")
}

func TestOneRunAtATime(t *testing.T) {
	b := newBench(t)
	b.fill(1)
	s := b.begin(b.options(), nil)
	_, err := begin(b.options(), b.ground(b.options()))
	require.ErrorIs(t, err, ErrLocked)
	require.NoFileExists(t, filepath.Join(b.out, oldJournal), "the journal is the other run's")
	require.NoError(t, s.Close())
	require.NoError(t, b.begin(b.options(), nil).Close())
}

func TestSeeds(t *testing.T) {
	b := newBench(t)
	b.fill(1)
	s := b.begin(b.options(func(o *Options) { o.Seed = "" }), nil)
	seed := s.Seed()
	require.NotEmpty(t, seed)
	require.NoError(t, s.Close())
	s = b.begin(b.options(resume), nil)
	require.Equal(t, seed, s.Seed(), "the journal's")
	require.NoError(t, s.Close())
}

func TestJournalIsOfThisFormat(t *testing.T) {
	dir := t.TempDir()
	j, err := newJournal(dir, header{Format: 99})
	require.NoError(t, err)
	require.NoError(t, j.close())
	_, _, _, err = resumeJournal(dir)
	require.ErrorContains(t, err, "its format is 99")
	require.NoError(t, os.WriteFile(filepath.Join(dir, JournalFile), []byte(strings.Repeat("x", 10)+"\n"), 0o644))
	_, _, _, err = resumeJournal(dir)
	require.ErrorContains(t, err, ":1: the line is damaged")
}
