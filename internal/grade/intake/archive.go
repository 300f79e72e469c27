package intake

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"cmp"
	"compress/gzip"
	"errors"
	"io"
	"io/fs"
	"math"
	"os"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// openArchive lists an archive on the disk.
func openArchive(file string) (*tree, error) {
	info, err := os.Lstat(file)
	if err != nil {
		return nil, unfit("the archive cannot be read: %s", plain(err))
	}
	if !info.Mode().IsRegular() {
		return nil, unfit("it is no regular file")
	}
	if info.Size() > maxArchive {
		return nil, unfit("the archive is larger than %d MiB", maxArchive>>20)
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, unfit("the archive cannot be read: %s", plain(err))
	}
	t, err := listArchive(file, f, info.Size())
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	t.close = f.Close
	return t, nil
}

// openNested lists an archive that is a file of t, and closes t.
func openNested(t *tree, name string) (*tree, error) {
	if t.nested > 0 {
		return nil, errors.Join(unfit("%q is an archive in an archive in an archive", name), t.close())
	}
	data, err := t.read(name)
	if err = errors.Join(err, t.close()); err != nil {
		return nil, err
	}
	inner, err := listArchive(name, bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	inner.close = func() error { return nil }
	if t.dir == "" {
		inner.nested = t.nested + 1
	}
	return inner, nil
}

type source interface {
	io.Reader
	io.ReaderAt
}

// listArchive reads an archive's directory. Names and kinds of all entries are
// checked; nothing of a zip is unpacked.
func listArchive(name string, r source, size int64) (*tree, error) {
	switch end := archiveEnding(name); end {
	case ".zip":
		return listZip(r, size)
	case ".tar":
		return listTar(r)
	case ".tar.gz", ".tgz":
		gz, err := gzip.NewReader(r)
		if err != nil {
			return nil, unfit("it is no .tar.gz archive (%v)", err)
		}
		return listTar(gz)
	default:
		return nil, unfit("a %s archive cannot be read; .zip, .tar and .tar.gz can", end)
	}
}

func listZip(r io.ReaderAt, size int64) (*tree, error) {
	m := &meter{r: r, left: maxDirectory}
	z, err := zip.NewReader(m, size)
	if m.left < 0 {
		return nil, unfit("the archive's directory has more than %d MiB", maxDirectory>>20)
	}
	m.left = math.MaxInt64
	if err != nil {
		return nil, unfit("it is no zip archive, or not a whole one (%v)", err)
	}
	if len(z.File) > maxEntries {
		return nil, unfit("the archive has more than %d entries", maxEntries)
	}
	if err := overlaps(z.File); err != nil {
		return nil, err
	}
	b := newBuilder()
	files := map[string]*zip.File{}
	for _, f := range z.File {
		e := entry{name: f.Name, size: int64(min(f.UncompressedSize64, 1<<62)), packed: int64(f.CompressedSize64)}
		if f.Flags&1 != 0 {
			e.fault = unfit("%q is encrypted", shown(f.Name))
		}
		name, err := b.add(e, f.Mode())
		if err != nil {
			return nil, err
		}
		files[name] = f
	}
	b.tree.read = func(name string) ([]byte, error) {
		f := files[name]
		if f == nil {
			return nil, unfit("%q is not in the archive", name)
		}
		return unpack(f)
	}
	b.tree.sort()
	return b.tree, nil
}

// A meter fails when more than left is read: a zip's directory may have millions
// of entries, and is read as a whole.
type meter struct {
	r    io.ReaderAt
	left int64 // bytes
}

func (m *meter) ReadAt(p []byte, at int64) (int, error) {
	if m.left -= int64(len(p)); m.left < 0 {
		return 0, errors.New("more is read than is allowed")
	}
	return m.r.ReadAt(p, at)
}

// overlaps refuses an archive whose entries share bytes: that is how a small
// file unpacks to petabytes, and no packer writes one.
func overlaps(files []*zip.File) error {
	type span struct{ from, to int64 }
	var spans []span
	for _, f := range files {
		from, err := f.DataOffset()
		if err != nil {
			return unfit("%q: its place in the archive is damaged (%v)", shown(f.Name), err)
		}
		if f.CompressedSize64 > maxArchive {
			return unfit("%q: its size in the archive is damaged", shown(f.Name))
		}
		if f.CompressedSize64 > 0 {
			spans = append(spans, span{from, from + int64(f.CompressedSize64)})
		}
	}
	slices.SortFunc(spans, func(a, b span) int { return cmp.Compare(a.from, b.from) })
	for i := 1; i < len(spans); i++ {
		if spans[i].from < spans[i-1].to {
			return unfit("entries of the archive overlap, as in a zip bomb")
		}
	}
	return nil
}

// unpack returns a file of a zip. Its size is what the directory says, or the
// file is damaged.
func unpack(f *zip.File) (data []byte, err error) {
	limit := int64(min(f.UncompressedSize64, maxTotal))
	r, err := f.Open()
	if err != nil {
		return nil, unfit("%q cannot be unpacked: %v", shown(f.Name), err)
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	data, err = io.ReadAll(io.LimitReader(r, limit+1))
	switch {
	case err != nil:
		return nil, unfit("%q cannot be unpacked, the archive is damaged: %v", shown(f.Name), err)
	case int64(len(data)) > limit:
		return nil, unfit("%q is larger than the archive says, or than %d MiB", shown(f.Name), maxTotal>>20)
	}
	return data, nil
}

// listTar reads a .tar into memory, for it has no directory.
func listTar(r io.Reader) (*tree, error) {
	b := newBuilder()
	texts := map[string][]byte{}
	b.tree.read = func(name string) ([]byte, error) {
		data, ok := texts[name]
		if !ok {
			return nil, unfit("%q is not in the archive", name)
		}
		return data, nil
	}
	limited := &io.LimitedReader{R: r, N: maxArchive}
	archive, total := tar.NewReader(limited), int64(0)
	for {
		h, err := archive.Next()
		if errors.Is(err, io.EOF) && limited.N > 0 {
			if _, err = io.Copy(io.Discard, limited); err == nil { // gzip's sum comes last
				b.tree.sort()
				return b.tree, nil
			}
		}
		if err != nil {
			return nil, unfit("the archive is damaged, not whole, or larger than %d MiB unpacked (%v)", maxArchive>>20, err)
		}
		name, err := b.addTar(h)
		if err != nil {
			return nil, err
		}
		if name == "" {
			continue
		}
		if total += h.Size; total > maxTotal {
			return nil, unfit("the archive has more than %d MiB unpacked", maxTotal>>20)
		}
		if texts[name], err = readAll(archive, name, maxTotal); err != nil {
			return nil, err
		}
	}
}

func (b *builder) addTar(h *tar.Header) (string, error) {
	mode := h.FileInfo().Mode()
	switch h.Typeflag {
	case tar.TypeXGlobalHeader:
		return "", nil
	case tar.TypeLink:
		mode |= fs.ModeSymlink
	}
	return b.add(entry{name: h.Name, size: h.Size}, mode)
}

// A builder collects the entries of an archive.
type builder struct {
	tree *tree
	seen map[string]bool // in small letters: some disks do not tell them apart
	all  int
}

func newBuilder() *builder { return &builder{tree: &tree{}, seen: map[string]bool{}} }

// add checks an entry, and returns its name if it is a file that counts. A name
// that cannot be is an error of the archive, anything else a fault of the entry:
// of several attempts in an archive it is only one's.
func (b *builder) add(e entry, mode fs.FileMode) (string, error) {
	if b.all++; b.all > maxEntries {
		return "", unfit("the archive has more than %d entries", maxEntries)
	}
	name, err := cleanName(e.name)
	if err != nil {
		return "", err
	}
	if name == "." || slices.ContainsFunc(strings.Split(name, "/"), junk) {
		return "", nil
	}
	switch {
	case mode.IsDir() || strings.HasSuffix(e.name, "/"):
		return "", nil
	case mode&fs.ModeSymlink != 0:
		e.fault = unfit("%q is a link; an archive of plain files is wanted", name)
	case !mode.IsRegular():
		e.fault = unfit("%q is no regular file", name)
	case b.seen[strings.ToLower(name)]:
		e.fault = unfit("%q is in the archive twice", name)
	}
	b.seen[strings.ToLower(name)] = true
	e.name = name
	b.tree.files = append(b.tree.files, e)
	return name, nil
}

// cleanName returns an entry's name as a path below the archive's root.
func cleanName(raw string) (string, error) {
	if !utf8.ValidString(raw) {
		return "", unfit("the name %q is not in UTF-8; pack the files anew with names in plain letters", shown(raw))
	}
	name := strings.ReplaceAll(raw, `\`, "/") // some packers on Windows
	parts := strings.Split(name, "/")
	switch {
	case strings.ContainsFunc(name, unicode.IsControl):
		return "", unfit("the name %q has control characters", shown(raw))
	case strings.HasPrefix(name, "/") || len(name) > 1 && name[1] == ':':
		return "", unfit("the name %q is absolute", shown(raw))
	case slices.Contains(parts, ".."):
		return "", unfit("the name %q leads out of the archive", shown(raw))
	case len(name) > maxPath:
		return "", unfit("the name %q is longer than %d bytes", shown(raw), maxPath)
	case len(parts) > maxDepth+1:
		return "", unfit("the name %q is deeper than %d folders", shown(raw), maxDepth)
	}
	return path.Clean(name), nil
}

// shown cuts a stranger's name for a message.
func shown(name string) string {
	if len(name) > 80 {
		return name[:80] + "…"
	}
	return name
}
