package confctl_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"systems.course/checkkit"
	"systems.course/confctl/safefile"
)

var errDisk = errors.New("the disk says no")

// A disk is a file system in memory that can fail, and that knows what a crash
// of the machine could leave. Its files are in one directory, /d.
type disk struct {
	mu     sync.Mutex
	names  map[string]*inode // as programs see them
	synced map[string]*inode // as they are on the disk for certain
	locks  map[string]chan struct{}
	calls  []string
	failAt int    // the number of the call that fails, counted from 1; 0 for none
	before func() // runs before each call
	clock  int64
}

type inode struct {
	data, synced []byte
	mode         fs.FileMode
	uid          int
	link         string
	changed      int64
}

func newDisk(files map[string]string) *disk {
	d := &disk{names: map[string]*inode{}, locks: map[string]chan struct{}{}}
	for name, text := range files {
		d.names[name] = &inode{data: []byte(text), synced: []byte(text), mode: 0o640, uid: 7}
	}
	d.synced = maps.Clone(d.names)
	return d
}

// call notes a call and says whether it fails. The lock is held when it returns.
func (d *disk) call(format string, args ...any) error {
	d.mu.Lock()
	if d.before != nil {
		d.before()
	}
	d.calls = append(d.calls, fmt.Sprintf(format, args...))
	if len(d.calls) == d.failAt {
		return fmt.Errorf("%s: %w", d.calls[len(d.calls)-1], errDisk)
	}
	return nil
}

// views are what could be read of a file after a crash now: its names as synced
// or as they are, and what the file holds as synced, as it is, or half of that.
func (d *disk) views(name string) []string {
	var all []string
	for _, names := range []map[string]*inode{d.names, d.synced} {
		n := names[name]
		if n == nil {
			all = append(all, "(no file)")
			continue
		}
		all = append(all, string(n.synced))
		if !bytes.Equal(n.data, n.synced) {
			all = append(all, string(n.data), string(n.data[:len(n.data)/2]))
		}
	}
	return all
}

func (d *disk) get(name string) (*inode, error) {
	n := d.names[name]
	if n == nil {
		return nil, fmt.Errorf("%s: %w", name, fs.ErrNotExist)
	}
	return n, nil
}

func (d *disk) Lstat(name string) (fs.FileInfo, error) {
	err := d.call("lstat %s", name)
	defer d.mu.Unlock()
	n, missing := d.get(name)
	if err = cmpErr(err, missing); err != nil {
		return nil, err
	}
	return info{name, n, int64(len(n.data)), n.changed, n.mode}, nil
}

func cmpErr(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func (d *disk) Readlink(name string) (string, error) {
	err := d.call("readlink %s", name)
	defer d.mu.Unlock()
	n, missing := d.get(name)
	if err = cmpErr(err, missing); err != nil {
		return "", err
	}
	return n.link, nil
}

func (d *disk) Open(name string) (safefile.File, error) {
	err := d.call("open %s", name)
	defer d.mu.Unlock()
	if err == nil && name == "/d" {
		return &handle{disk: d, name: name, dir: true}, nil
	}
	n, missing := d.get(name)
	if err = cmpErr(err, missing); err != nil {
		return nil, err
	}
	return &handle{disk: d, name: name, node: n, rest: bytes.Clone(n.data)}, nil
}

func (d *disk) Create(name string) (safefile.File, error) {
	err := d.call("create %s", name)
	defer d.mu.Unlock()
	if err != nil {
		return nil, err
	}
	if d.names[name] != nil {
		return nil, fmt.Errorf("%s: %w", name, fs.ErrExist)
	}
	n := &inode{mode: 0o600}
	d.names[name] = n
	return &handle{disk: d, name: name, node: n}, nil
}

func (d *disk) Rename(from, to string) error {
	err := d.call("rename %s to %s", from, to)
	defer d.mu.Unlock()
	n, missing := d.get(from)
	if err = cmpErr(err, missing); err != nil {
		return err
	}
	delete(d.names, from)
	d.names[to] = n
	return nil
}

func (d *disk) Remove(name string) error {
	err := d.call("remove %s", name)
	defer d.mu.Unlock()
	_, missing := d.get(name)
	if err = cmpErr(err, missing); err != nil {
		return err
	}
	delete(d.names, name)
	return nil
}

func (d *disk) Names(dir string) ([]string, error) {
	err := d.call("names of %s", dir)
	defer d.mu.Unlock()
	if err != nil {
		return nil, err
	}
	var names []string
	for name := range d.names {
		if filepath.Dir(name) == dir {
			names = append(names, filepath.Base(name))
		}
	}
	return names, nil
}

func (d *disk) Lock(ctx context.Context, name, _ string) (io.Closer, error) {
	err := d.call("lock %s", name)
	if err != nil {
		d.mu.Unlock()
		return nil, err
	}
	if d.names[name] == nil {
		d.names[name] = &inode{mode: 0o600}
	}
	if d.locks[name] == nil {
		d.locks[name] = make(chan struct{}, 1)
	}
	lock := d.locks[name]
	d.mu.Unlock()
	select {
	case lock <- struct{}{}:
		return closer(func() error {
			err := d.call("unlock %s", name)
			d.mu.Unlock()
			<-lock
			return err
		}), nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (d *disk) Owner(i fs.FileInfo) (uid, gid int, ok bool) {
	return i.Sys().(*inode).uid, i.Sys().(*inode).uid, true
}

func (d *disk) Same(a, b fs.FileInfo) bool { return a.Sys() == b.Sys() }

type closer func() error

func (c closer) Close() error { return c() }

type info struct {
	name    string
	node    *inode
	size    int64
	changed int64
	mode    fs.FileMode
}

func (i info) Name() string       { return filepath.Base(i.name) }
func (i info) Size() int64        { return i.size }
func (i info) Mode() fs.FileMode  { return i.mode }
func (i info) ModTime() time.Time { return time.Unix(i.changed, 0) }
func (i info) IsDir() bool        { return i.mode.IsDir() }
func (i info) Sys() any           { return i.node }

type handle struct {
	disk *disk
	name string
	node *inode
	dir  bool
	rest []byte
}

func (h *handle) Read(p []byte) (int, error) {
	err := h.disk.call("read %s", h.name)
	defer h.disk.mu.Unlock()
	if err != nil {
		return 0, err
	}
	if len(h.rest) == 0 {
		return 0, io.EOF
	}
	n := copy(p, h.rest)
	h.rest = h.rest[n:]
	return n, nil
}

func (h *handle) Write(p []byte) (int, error) {
	err := h.disk.call("write %s", h.name)
	defer h.disk.mu.Unlock()
	h.disk.clock++
	h.node.changed = h.disk.clock
	if err != nil {
		h.node.data = append(h.node.data, p[:len(p)/2]...)
		return len(p) / 2, err
	}
	h.node.data = append(h.node.data, p...)
	return len(p), nil
}

func (h *handle) Stat() (fs.FileInfo, error) {
	err := h.disk.call("stat %s", h.name)
	defer h.disk.mu.Unlock()
	if err != nil || h.dir {
		return info{mode: fs.ModeDir}, err
	}
	return info{h.name, h.node, int64(len(h.node.data)), h.node.changed, h.node.mode}, nil
}

func (h *handle) Chmod(mode fs.FileMode) error {
	err := h.disk.call("chmod %s", h.name)
	defer h.disk.mu.Unlock()
	if err == nil {
		h.node.mode = mode
	}
	return err
}

func (h *handle) Chown(uid, _ int) error {
	err := h.disk.call("chown %s", h.name)
	defer h.disk.mu.Unlock()
	if err == nil {
		h.node.uid = uid
	}
	return err
}

func (h *handle) Sync() error {
	err := h.disk.call("sync %s", h.name)
	defer h.disk.mu.Unlock()
	switch {
	case err != nil:
	case h.dir:
		h.disk.synced = maps.Clone(h.disk.names)
	default:
		h.node.synced = bytes.Clone(h.node.data)
	}
	return err
}

func (h *handle) Close() error {
	err := h.disk.call("close %s", h.name)
	h.disk.mu.Unlock()
	return err
}

// content is what a program reads now.
func (d *disk) content(name string) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	if n := d.names[name]; n != nil {
		return string(n.data)
	}
	return "(no file)"
}

// companions are the files other than those named, and locks.
func (d *disk) companions(but ...string) []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	all := []string{}
	for name := range d.names {
		if !slices.Contains(but, name) && !strings.HasSuffix(name, ".lock") {
			all = append(all, name)
		}
	}
	slices.Sort(all)
	return all
}

func TestReplacesAFile(t *testing.T) {
	word := checkkit.Rand(t).Word()
	d := newDisk(map[string]string{"/d/a.toml": "old"})
	checkkit.NoError(t, "Replace", safefile.Replace(d, "/d/a.toml", []byte(word)), "nothing is in its way")
	checkkit.Equal(t, "the content", d.content("/d/a.toml"), word, "it was replaced")
	checkkit.Equal(t, "what else is in the directory", d.companions("/d/a.toml"), []string{}, "the temporary file has become the file")
	checkkit.NoError(t, "Replace of a file that isn't there", safefile.Replace(d, "/d/b.toml", []byte(word)), "nothing is in its way")
	checkkit.Equal(t, "its content", d.content("/d/b.toml"), word, "it was made")
	checkkit.Equal(t, "its mode", d.names["/d/b.toml"].mode, fs.FileMode(0o600), "it may come to hold secrets, so it is its owner's alone")
}

func TestLeavesOldOrNewAtAnyCrash(t *testing.T) {
	for _, old := range []string{"old content", "(no file)"} {
		d := newDisk(map[string]string{"/d/a.toml": old})
		if old == "(no file)" {
			d = newDisk(nil)
		}
		var bad string
		d.before = func() {
			for _, view := range d.views("/d/a.toml") {
				if view != old && view != "new content" && bad == "" {
					bad = fmt.Sprintf("%q, if the machine stops after: %s", view, strings.Join(d.calls, "; "))
				}
			}
		}
		checkkit.NoError(t, "Replace", safefile.Replace(d, "/d/a.toml", []byte("new content")), "nothing is in its way")
		checkkit.Equal(t, "content that is neither old nor new", bad, "", "a rename may be on the disk before what was written, unless that was synced first; and a file that is written in place is lost halfway")
		for _, view := range d.views("/d/a.toml") {
			checkkit.Equal(t, "the content after a crash, once Replace has returned", view, "new content", "a rename is certain to be on the disk only when the directory has been synced; the calls were: %s", strings.Join(d.calls, "; "))
		}
	}
}

func TestReportsTheFailureOfEachStep(t *testing.T) {
	for step := 1; ; step++ {
		d := newDisk(map[string]string{"/d/a.toml": "old"})
		d.failAt = step
		err := safefile.Replace(d, "/d/a.toml", []byte("new"))
		if len(d.calls) < step {
			checkkit.NoError(t, "Replace", err, "no step failed")
			checkkit.True(t, "at least eight steps", step > 8, "a file is created, written, synced, closed and renamed, and the directory opened, synced and closed")
			return
		}
		what := "Replace, where this fails: " + d.calls[step-1]
		checkkit.ErrorIs(t, what, err, errDisk, "no error is dropped: every step's failure can be the loss of the content")
		if renamed := slices.IndexFunc(d.calls, func(c string) bool { return strings.HasPrefix(c, "rename") }); renamed >= 0 && renamed < step-1 {
			checkkit.ErrorIs(t, what, err, safefile.ErrNotDurable, "the new content is in place, but a crash may undo that")
			checkkit.Equal(t, "the content", d.content("/d/a.toml"), "new", "the rename was done")
			continue
		}
		checkkit.False(t, "errors.Is(err, ErrNotDurable)", errors.Is(err, safefile.ErrNotDurable), "nothing has been replaced (%s)", what)
		checkkit.Equal(t, "the content after "+what, d.content("/d/a.toml"), "old", "what fails changes nothing")
		checkkit.Equal(t, "what else is in the directory after "+what, d.companions("/d/a.toml"), []string{}, "a temporary file that is of no use is removed")
	}
}

func TestKeepsModeAndOwner(t *testing.T) {
	d := newDisk(map[string]string{"/d/a.toml": "old"})
	d.names["/d/a.toml"].mode, d.names["/d/a.toml"].uid = 0o604, 42
	d.before = func() {
		for name, n := range d.names {
			if name != "/d/a.toml" && len(n.data) > 0 && n.uid != 42 && n.mode&0o077 != 0 {
				t.Errorf("%s could be read by others before it had its owner: mode %v", name, n.mode)
			}
		}
	}
	checkkit.NoError(t, "Replace", safefile.Replace(d, "/d/a.toml", []byte("new")), "nothing is in its way")
	checkkit.Equal(t, "the content", d.content("/d/a.toml"), "new", "it was replaced")
	checkkit.Equal(t, "the mode", d.names["/d/a.toml"].mode.Perm(), fs.FileMode(0o604), "the file keeps its mode")
	checkkit.Equal(t, "the owner", d.names["/d/a.toml"].uid, 42, "the file keeps its owner")
	same := newDisk(map[string]string{"/d/a.toml": "old"})
	same.names["/d/a.toml"].uid = 0
	checkkit.NoError(t, "Replace", safefile.Replace(same, "/d/a.toml", []byte("new")), "nothing is in its way")
	checkkit.False(t, "a call of Chown", slices.ContainsFunc(same.calls, func(c string) bool { return strings.HasPrefix(c, "chown") }), "the owner is right already, and who isn't root may not even ask")
}

func TestFollowsLinksToTheirEnd(t *testing.T) {
	d := newDisk(map[string]string{"/d/real.toml": "old", "/d/one": "", "/d/two": "", "/d/loop": "", "/d/new": ""})
	for name, to := range map[string]string{"/d/one": "two", "/d/two": "/d/real.toml", "/d/loop": "/d/loop", "/d/new": "made.toml"} {
		d.names[name].mode, d.names[name].link = fs.ModeSymlink|0o777, to
	}
	checkkit.NoError(t, "Replace by way of two links", safefile.Replace(d, "/d/one", []byte("new")), "they end at a file")
	checkkit.Equal(t, "the content of the file", d.content("/d/real.toml"), "new", "it is what the links lead to")
	checkkit.Equal(t, "where the links lead", []string{d.names["/d/one"].link, d.names["/d/two"].link}, []string{"two", "/d/real.toml"}, "a link stays a link")
	checkkit.NoError(t, "Replace by way of a link to nothing", safefile.Replace(d, "/d/new", []byte("x")), "the file is made where the link leads")
	checkkit.Equal(t, "the content of that file", d.content("/d/made.toml"), "x", "the file is made where the link leads")
	checkkit.Within(t, 3*time.Second, "Replace of a link to itself", "a loop of links has no end", func() {
		checkkit.ErrorIs(t, "Replace of a link to itself", safefile.Replace(d, "/d/loop", []byte("x")), safefile.ErrLinks, "a loop of links has no end")
	})
}

func TestReplacesRegularFilesOnly(t *testing.T) {
	for _, mode := range []fs.FileMode{fs.ModeDir, fs.ModeNamedPipe, fs.ModeDevice, fs.ModeSocket} {
		d := newDisk(map[string]string{"/d/a.toml": ""})
		d.names["/d/a.toml"].mode = mode | 0o755
		checkkit.ErrorIs(t, fmt.Sprintf("Replace of a file of type %v", mode), safefile.Replace(d, "/d/a.toml", nil), safefile.ErrNotRegular, "a rename would put a file in its place")
	}
}
