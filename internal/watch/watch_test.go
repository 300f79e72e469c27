package watch

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// A lab is a folder that is watched by a clock that moves only while everybody
// waits.
type lab struct {
	t       *testing.T
	dir     string
	reports chan State
}

func watched(t *testing.T, do func(l *lab)) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "work")
	require.NoError(t, os.Mkdir(dir, 0o755))
	synctest.Test(t, func(t *testing.T) {
		l := &lab{t: t, dir: dir, reports: make(chan State, 100)}
		l.write("a.go", "package a")
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			Folder(ctx, dir, func(s State) { l.reports <- s })
		}()
		first := <-l.reports
		require.NoError(t, first.Err)
		do(l)
		cancel()
		<-ended
		require.Empty(t, l.reports, "a report that nobody waited for")
	})
}

func (l *lab) path(name string) string { return filepath.Join(l.dir, filepath.FromSlash(name)) }

func (l *lab) write(name, text string) {
	l.t.Helper()
	require.NoError(l.t, os.MkdirAll(filepath.Dir(l.path(name)), 0o755))
	require.NoError(l.t, os.WriteFile(l.path(name), []byte(text), 0o644))
}

// quiet lets ten seconds pass, in which nothing may be reported.
func (l *lab) quiet(why string) {
	l.t.Helper()
	time.Sleep(10 * time.Second)
	require.Empty(l.t, l.reports, why)
}

func TestASaveIsReported(t *testing.T) {
	watched(t, func(l *lab) {
		l.quiet("nothing happened")
		l.write("a.go", "package b")
		first := <-l.reports
		l.quiet("it was reported")
		l.write("a.go", "package a")
		require.False(l.t, first.Is(<-l.reports))
		l.write("sub/b.go", "package sub")
		<-l.reports
		require.NoError(l.t, os.Remove(l.path("sub/b.go")))
		<-l.reports
	})
}

func TestASaveByRename(t *testing.T) {
	watched(t, func(l *lab) {
		l.quiet("nothing happened")
		info, err := os.Stat(l.path("a.go"))
		require.NoError(l.t, err)
		l.write(".a.go.swp", "package b")
		require.NoError(l.t, os.Chtimes(l.path(".a.go.swp"), info.ModTime(), info.ModTime()))
		require.NoError(l.t, os.Rename(l.path(".a.go.swp"), l.path("a.go")))
		if runtime.GOOS != "windows" { // there the identity is not looked at
			<-l.reports
		}
	})
}

func TestACoarseClock(t *testing.T) {
	watched(t, func(l *lab) {
		info, err := os.Stat(l.path("a.go"))
		require.NoError(l.t, err)
		for _, text := range []string{"package b", "package c"} {
			l.write("a.go", text)
			require.NoError(l.t, os.Chtimes(l.path("a.go"), info.ModTime(), info.ModTime()))
			<-l.reports // size, time and identity are as they were
		}
	})
}

func TestTheSameContentIsNoNews(t *testing.T) {
	watched(t, func(l *lab) {
		l.quiet("nothing happened")
		l.write("a.go", "package a")
		later := time.Now().Add(time.Hour)
		require.NoError(l.t, os.Chtimes(l.path("a.go"), later, later))
		l.quiet("it is what it was")
		require.NoError(l.t, os.Remove(l.path("a.go")))
		l.write("a.go", "package a")
		l.quiet("it is what it was")
	})
}

func TestABurstIsOneReport(t *testing.T) {
	watched(t, func(l *lab) {
		for i := range 10 {
			l.write(fmt.Sprintf("f%d.go", i), "package a")
			time.Sleep(50 * time.Millisecond)
		}
		<-l.reports
		l.quiet("they came together")
	})
}

func TestAFolderThatNeverSettlesIsReported(t *testing.T) {
	watched(t, func(l *lab) {
		for i := 0; len(l.reports) == 0; i++ {
			require.Less(l.t, i, 100)
			l.write("a.go", fmt.Sprint("package a // ", i))
			time.Sleep(50 * time.Millisecond)
		}
		<-l.reports
		<-l.reports // the last one
	})
}

func TestAFolderGoesAndComesBack(t *testing.T) {
	watched(t, func(l *lab) {
		away := l.dir + "-away"
		require.NoError(l.t, os.Rename(l.dir, away))
		gone := <-l.reports
		require.ErrorIs(l.t, gone.Err, os.ErrNotExist)
		l.quiet("it is still gone")
		require.NoError(l.t, os.Rename(away, l.dir))
		back := <-l.reports
		require.NoError(l.t, back.Err)

		require.NoError(l.t, os.RemoveAll(l.dir))
		require.True(l.t, gone.Is(<-l.reports))
		l.write("a.go", "package a")
		require.True(l.t, back.Is(<-l.reports))
	})
}

func TestWhatTheCheckerPassesOver(t *testing.T) {
	watched(t, func(l *lab) {
		for _, name := range []string{".course/progress.json", ".git/HEAD", ".hidden.go", "a_test.go", "sub/b_test.go", "go.mod", "go.sum", "vendor/x/x.go", "mutants/m.go"} {
			l.write(name, "anything")
		}
		l.quiet("none of it is taken")
		l.write("other/a.go", "package other")
		<-l.reports
		l.write("other/go.mod", "module other")
		<-l.reports // a module of its own is left out, and so a.go has gone
		l.write("other/a.go", "package another")
		l.quiet("it is a module of its own")
		if runtime.GOOS != "windows" {
			require.NoError(l.t, os.Symlink(l.path("a.go"), l.path("link.go")))
			l.quiet("links are not followed")
		}
	})
}

func TestALargeFileIsNotRead(t *testing.T) {
	watched(t, func(l *lab) {
		f, err := os.Create(l.path("large.bin"))
		require.NoError(l.t, err)
		require.NoError(l.t, f.Truncate(maxFileSize+1))
		require.NoError(l.t, f.Close())
		<-l.reports
		require.NoError(l.t, os.Truncate(l.path("large.bin"), maxFileSize+2))
		<-l.reports
	})
}

func TestAFileThatCannotBeRead(t *testing.T) {
	if runtime.GOOS == "windows" || os.Geteuid() == 0 {
		t.Skip("root, and Windows, read where the mode forbids it")
	}
	watched(t, func(l *lab) {
		require.NoError(l.t, os.Chmod(l.path("a.go"), 0))
		<-l.reports
		require.NoError(l.t, os.Chmod(l.path("a.go"), 0o644))
		<-l.reports
	})
}

func TestTooManyFilesAreBounded(t *testing.T) {
	dir := t.TempDir()
	for i := range maxFiles + 10 {
		require.NoError(t, os.WriteFile(filepath.Join(dir, fmt.Sprintf("f%05d", i)), nil, 0o644))
	}
	f := newFolder(dir)
	require.NoError(t, f.look().Err)
	require.Len(t, f.known, maxFiles)
}

// BenchmarkLook is one look at a workspace of fifty files that nobody changes.
func BenchmarkLook(b *testing.B) {
	dir := b.TempDir()
	for i := range 50 {
		require.NoError(b, os.WriteFile(filepath.Join(dir, fmt.Sprintf("f%d.go", i)), make([]byte, 4<<10), 0o644))
	}
	f := newFolder(dir)
	f.look()
	for name, known := range f.known {
		known.since = time.Now().Add(-2 * fresh)
		f.known[name] = known
	}
	for b.Loop() {
		f.look()
	}
	b.ReportMetric(100*b.Elapsed().Seconds()/float64(b.N)/Interval.Seconds(), "%CPU")
}
