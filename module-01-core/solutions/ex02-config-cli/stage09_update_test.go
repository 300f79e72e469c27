package confctl_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"systems.course/checkkit"
	"systems.course/confctl/safefile"
)

// add returns an edit that adds a line.
func add(text string) func([]byte) ([]byte, error) {
	return func(old []byte) ([]byte, error) { return append(bytes.Clone(old), text+"\n"...), nil }
}

func update(t *testing.T, d *disk, name string, edit func([]byte) ([]byte, error)) error {
	t.Helper()
	var err error
	checkkit.Within(t, 3*time.Second, "Update of "+name, "nobody else holds the lock", func() {
		err = safefile.Update(context.Background(), d, name, edit)
	})
	return err
}

func TestHoldsTheLockFromReadingToTheEnd(t *testing.T) {
	d := newDisk(map[string]string{"/d/a.toml": "old\n"})
	checkkit.NoError(t, "Update", update(t, d, "/d/a.toml", add("new")), "nothing is in its way")
	checkkit.Equal(t, "the content", d.content("/d/a.toml"), "old\nnew\n", "it is what edit made of it")
	calls := strings.Join(d.calls, "; ")
	at := func(call string) int { return slices.Index(d.calls, call) }
	locked, unlocked := at("lock /d/.a.toml.lock"), at("unlock /d/.a.toml.lock")
	checkkit.True(t, "lock before open before unlock", locked >= 0 && locked < at("open /d/a.toml") && at("open /d/a.toml") < unlocked,
		"what was read without the lock may be changed by another before it is written; the calls were: %s", calls)
	checkkit.True(t, "unlock at the end", unlocked == len(d.calls)-1, "until the directory is synced, the replacement isn't done; the calls were: %s", calls)
	checkkit.True(t, "the lock's file is still there", d.content("/d/.a.toml.lock") != "(no file)", "who waits for it has it open: with a new one beside it, two could hold the lock")
}

func TestLosesNothingToFiftyWriters(t *testing.T) {
	dir := t.TempDir()
	file, alias := filepath.Join(dir, "a.toml"), filepath.Join(dir, "b.toml")
	if err := os.Symlink("a.toml", alias); err != nil {
		alias = file // no symbolic links here
	}
	var want []string
	var group sync.WaitGroup
	errs := make([]error, 50)
	for i := range 50 {
		text := fmt.Sprintf("writer %02d", i)
		want = append(want, text)
		group.Go(func() {
			errs[i] = safefile.Update(context.Background(), safefile.OS(), []string{file, alias}[i%2], add(text))
		})
	}
	checkkit.Within(t, 15*time.Second, "fifty updates", "each holds the lock for a moment only", group.Wait)
	checkkit.NoError(t, "the fifty updates", errors.Join(errs...), "they come one after the other")
	text, err := os.ReadFile(file)
	checkkit.NoError(t, "reading the file", err, "the updates have made it")
	got := strings.Split(strings.TrimSpace(string(text)), "\n")
	slices.Sort(got)
	checkkit.Equal(t, "the lines of the file, sorted", got, want, "each writer added one, half of them by way of a link to the file, and none may be lost")
}

func TestNoticesAChangeWithoutTheLock(t *testing.T) {
	for what, change := range map[string]func(d *disk){
		"written in place, with the same size": func(d *disk) { n := d.names["/d/a.toml"]; n.data, n.changed = []byte("OLD\n"), 9 },
		"replaced, with the same time":         func(d *disk) { d.names["/d/a.toml"] = &inode{data: []byte("OLD\n"), mode: 0o640, uid: 7} },
		"made longer, with the same time":      func(d *disk) { d.names["/d/a.toml"].data = []byte("OLD OLD\n") },
		"removed":                              func(d *disk) { delete(d.names, "/d/a.toml") },
	} {
		d := newDisk(map[string]string{"/d/a.toml": "old\n"})
		var theirs string
		err := update(t, d, "/d/a.toml", func(old []byte) ([]byte, error) {
			d.mu.Lock()
			change(d)
			d.mu.Unlock()
			theirs = d.content("/d/a.toml")
			return add("new")(old)
		})
		checkkit.ErrorIs(t, "Update of a file that was meanwhile "+what, err, safefile.ErrChanged, "an editor asks nobody for the lock, and its user's work would be lost")
		checkkit.Equal(t, "the content", d.content("/d/a.toml"), theirs, "it is as the other one left it")
		checkkit.Equal(t, "what else is in the directory", d.companions("/d/a.toml"), []string{}, "what was written for nothing is removed")
	}
	d := newDisk(nil)
	err := update(t, d, "/d/a.toml", func(old []byte) ([]byte, error) {
		d.mu.Lock()
		d.names["/d/a.toml"] = &inode{data: []byte("theirs")}
		d.mu.Unlock()
		return add("new")(old)
	})
	checkkit.ErrorIs(t, "Update of a file that was made meanwhile", err, safefile.ErrChanged, "there was no file, and now there is one")
	checkkit.Equal(t, "the content", d.content("/d/a.toml"), "theirs", "it is as the other one left it")
}

func TestRemovesWhatAKilledWriterLeft(t *testing.T) {
	d := newDisk(map[string]string{"/d/a.toml": "old\n", "/d/.a.toml.tmp-0123": "ne", "/d/.a.toml.tmp-4567": "", "/d/.b.toml.tmp-0123": "x", "/d/a.toml.tmp-mine": "x", "/d/.a.toml.swp": "x"})
	checkkit.NoError(t, "Update", update(t, d, "/d/a.toml", add("new")), "nothing is in its way")
	checkkit.Equal(t, "what else is in the directory", d.companions("/d/a.toml"), []string{"/d/.a.toml.swp", "/d/.b.toml.tmp-0123", "/d/a.toml.tmp-mine"},
		"who holds the lock knows that nobody is writing a temporary file of this one; others are none of its business")
	d = newDisk(map[string]string{"/d/a.toml": "old\n", "/d/.a.toml.tmp-0123": "ne"})
	checkkit.NoError(t, "Update that changes nothing", update(t, d, "/d/a.toml", func(old []byte) ([]byte, error) { return old, nil }), "nothing is in its way")
	checkkit.Equal(t, "what else is in the directory", d.companions("/d/a.toml"), []string{}, "the next writer clears up, whatever it writes")
}

func TestLeavesTheFileWhereEditSaysSo(t *testing.T) {
	sorry := errors.New("no")
	d := newDisk(map[string]string{"/d/a.toml": "old\n"})
	err := update(t, d, "/d/a.toml", func([]byte) ([]byte, error) { return []byte("new"), sorry })
	checkkit.Equal(t, "the error of Update", err, sorry, "an error of edit is returned as it is")
	checkkit.Equal(t, "the content", d.content("/d/a.toml"), "old\n", "edit has failed")
	checkkit.NoError(t, "Update", update(t, d, "/d/a.toml", func(old []byte) ([]byte, error) { return bytes.Clone(old), nil }), "nothing is in its way")
	checkkit.False(t, "a call of Create", slices.ContainsFunc(d.calls, func(c string) bool { return strings.HasPrefix(c, "create") }), "what has not changed is not written: the time of its last change tells others something")
	var given []string
	see := func(old []byte) ([]byte, error) {
		given = append(given, fmt.Sprintf("%d bytes, nil: %t", len(old), old == nil))
		return []byte("x"), nil
	}
	d = newDisk(map[string]string{"/d/empty.toml": ""})
	checkkit.NoError(t, "Update of no file", update(t, d, "/d/none.toml", see), "it is made")
	checkkit.NoError(t, "Update of an empty file", update(t, d, "/d/empty.toml", see), "it is there")
	checkkit.Equal(t, "what edit was given", given, []string{"0 bytes, nil: true", "0 bytes, nil: false"}, "nil says that there is no file")
	checkkit.NoError(t, "Update after all that", update(t, d, "/d/empty.toml", add("y")), "an edit that failed has given the lock back")
}

func TestStopsWaitingWhenTheContextEnds(t *testing.T) {
	d := newDisk(map[string]string{"/d/a.toml": "old\n"})
	held, err := d.Lock(context.Background(), safefile.LockName("/d/a.toml"), "/d/a.toml")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	checkkit.Within(t, 3*time.Second, "Update with a context that has ended", "another writer holds the lock", func() {
		err = safefile.Update(ctx, d, "/d/a.toml", add("new"))
	})
	checkkit.ErrorIs(t, "Update", err, context.Canceled, "it can't have the lock, and may not wait")
	checkkit.Equal(t, "the content", d.content("/d/a.toml"), "old\n", "without the lock nothing is written")
	checkkit.NoError(t, "giving the lock back", held.Close(), "it is held")
}

func TestRefusesWhatIsTooLarge(t *testing.T) {
	d := newDisk(map[string]string{"/d/a.toml": strings.Repeat("#", safefile.MaxSize+1)})
	called := false
	err := update(t, d, "/d/a.toml", func(old []byte) ([]byte, error) { called = true; return old, nil })
	checkkit.ErrorIs(t, "Update of a file of 16 MiB and a byte", err, safefile.ErrTooLarge, "the limit is 16 MiB")
	checkkit.False(t, "edit was called", called, "the file was refused")
	d = newDisk(map[string]string{"/d/a.toml": ""})
	d.names["/d/a.toml"].mode = fs.ModeDir | 0o755
	checkkit.ErrorIs(t, "Update of a directory", update(t, d, "/d/a.toml", add("x")), safefile.ErrNotRegular, "there is nothing to edit")
}

func TestReportsTheFailureOfEachStepOfAnUpdate(t *testing.T) {
	for step := 1; ; step++ {
		d := newDisk(map[string]string{"/d/a.toml": "old\n", "/d/.a.toml.tmp-0": "x"})
		d.failAt = step
		err := update(t, d, "/d/a.toml", add("new"))
		if len(d.calls) < step {
			checkkit.NoError(t, "Update", err, "no step failed")
			checkkit.Equal(t, "the content", d.content("/d/a.toml"), "old\nnew\n", "no step failed")
			return
		}
		what := "Update, where this fails: " + d.calls[step-1]
		checkkit.ErrorIs(t, what, err, errDisk, "no error is dropped")
		got := d.content("/d/a.toml")
		checkkit.True(t, fmt.Sprintf("the content is old or new, and not %q", got), got == "old\n" || got == "old\nnew\n", "%s", what)
		d.failAt = 0
		checkkit.NoError(t, "the next Update", update(t, d, "/d/a.toml", add("next")), "the lock was given back, after: %s", what)
	}
}

func TestProgramLosesNothingAndKeepsTheFile(t *testing.T) {
	const writers = 8
	schema := "app = \"shop\"\n"
	for i := range writers {
		schema += fmt.Sprintf("[[key]]\nname = \"k.w%d\"\ntype = \"int\"\n", i)
	}
	dir := place(t, map[string]string{"confctl.schema.toml": schema, "real/shop.toml": "# mine\n[k]\nw0 = 9 # x\n"})
	file, link := filepath.Join(dir, "real", "shop.toml"), filepath.Join(dir, "shop.toml")
	if err := errors.Join(os.Symlink(filepath.Join("real", "shop.toml"), link), os.Chmod(file, 0o604)); err != nil {
		t.Skipf("no symbolic links here: %v", err)
	}
	checkkit.Build(t, "confctl")
	var group sync.WaitGroup
	results, errs := make([]checkkit.Result, writers), make([]error, writers)
	for i := range writers {
		group.Go(func() {
			c := checkkit.Command{Name: "confctl", Args: []string{"set", fmt.Sprintf("k.w%d", i), fmt.Sprint(i)}, Dir: dir, Env: []string{"HOME=" + dir}}
			results[i], errs[i] = c.Try(t)
		})
	}
	group.Wait()
	checkkit.NoError(t, "running confctl set", errors.Join(errs...), "the program does what it is told and ends")
	text, err := os.ReadFile(file)
	checkkit.NoError(t, "reading the file", err, "it is there")
	contains(t, "the file", string(text), rest, "# mine\n", "w0 = 0 # x\n")
	for i, r := range results {
		checkkit.Equal(t, fmt.Sprintf("confctl set k.w%d %d", i, i), r, checkkit.Result{}, "others wait, and none fails")
		contains(t, "the file", string(text), "each writer has set its key, and none may be lost", fmt.Sprintf("w%d = %d", i, i))
	}
	mode := map[string]fs.FileMode{}
	for _, name := range []string{file, link} {
		info, err := os.Lstat(name)
		checkkit.NoError(t, "looking at "+name, err, "it is there still")
		mode[name] = info.Mode()
	}
	checkkit.Equal(t, "the type of the link", mode[link].Type(), fs.ModeSymlink, "a link stays a link")
	if runtime.GOOS != "windows" {
		checkkit.Equal(t, "the mode of the file", mode[file], fs.FileMode(0o604), "the file keeps its mode")
	}
	r := confctlIn(t, dir, nil, "set", "k.w0", "x")
	checkkit.Equal(t, "the exit code of confctl set k.w0 x", r.Code, 2, "the key can't have this value")
}
