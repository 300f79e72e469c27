package intake_test

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"systems.course/internal/coursetest"
	"systems.course/internal/grade/intake"
)

// zipped packs files; change may alter an entry's header.
func zipped(t *testing.T, files map[string]string, change func(*zip.FileHeader)) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		h := &zip.FileHeader{Name: name, Method: zip.Deflate}
		if change != nil {
			change(h)
		}
		w, err := z.CreateHeader(h)
		require.NoError(t, err)
		_, err = w.Write([]byte(files[name]))
		require.NoError(t, err)
	}
	require.NoError(t, z.Close())
	return b.Bytes()
}

func tarred(t *testing.T, entries ...tar.Header) []byte {
	t.Helper()
	var b bytes.Buffer
	gz := gzip.NewWriter(&b)
	w := tar.NewWriter(gz)
	for _, h := range entries {
		text := h.Uname // the text, for this test
		h.Uname, h.Size, h.Mode = "", int64(len(text)), 0o644
		require.NoError(t, w.WriteHeader(&h))
		_, err := w.Write([]byte(text))
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	require.NoError(t, gz.Close())
	return b.Bytes()
}

func unzipped(t *testing.T, data []byte) []byte {
	t.Helper()
	r, err := gzip.NewReader(bytes.NewReader(data))
	require.NoError(t, err)
	text, err := io.ReadAll(r)
	require.NoError(t, err)
	return text
}

// overlapping is a zip whose entries all have the same bytes: a kernel of zeros.
func overlapping(t *testing.T, entries int) []byte {
	t.Helper()
	const size = 4 << 20
	var kernel bytes.Buffer
	f, err := flate.NewWriter(&kernel, flate.BestCompression)
	require.NoError(t, err)
	_, err = f.Write(make([]byte, size))
	require.NoError(t, err)
	require.NoError(t, f.Close())
	sum := crc32.ChecksumIEEE(make([]byte, size))
	header := func(name string) []byte {
		h := binary.LittleEndian.AppendUint16(nil, 20)
		h = append(h, 0, 0, 8, 0, 0, 0, 0, 0)
		h = binary.LittleEndian.AppendUint32(h, sum)
		h = binary.LittleEndian.AppendUint32(h, uint32(kernel.Len()))
		h = binary.LittleEndian.AppendUint32(h, size)
		h = binary.LittleEndian.AppendUint16(h, uint16(len(name)))
		return append(h, 0, 0)
	}
	file := append(append([]byte("PK\x03\x04"), header("0000.go")...), "0000.go"...)
	file = append(file, kernel.Bytes()...)
	start := len(file)
	for i := range entries {
		name := fmt.Sprintf("%04d.go", i)
		file = append(append(file, "PK\x01\x02\x14\x00"...), header(name)...)
		file = append(file, make([]byte, 14)...) // comment, disk, attributes, offset 0
		file = append(file, name...)
	}
	end := append([]byte("PK\x05\x06"), 0, 0, 0, 0)
	end = binary.LittleEndian.AppendUint16(end, uint16(entries))
	end = binary.LittleEndian.AppendUint16(end, uint16(entries))
	end = binary.LittleEndian.AppendUint32(end, uint32(len(file)-start))
	end = binary.LittleEndian.AppendUint32(end, uint32(start))
	return append(append(file, end...), 0, 0)
}

func TestArchives(t *testing.T) {
	c := coursetest.New(t)
	good := map[string]string{"go.mod": goMod, "counter.go": counter, "sub/x.go": "package sub\n"}
	with := func(name, text string) map[string]string {
		files := maps.Clone(good)
		files[name] = text
		return files
	}
	inside := func(folder string, files map[string]string) map[string]string {
		moved := map[string]string{}
		for name, text := range files {
			moved[folder+name] = text
		}
		return moved
	}
	whole := zipped(t, good, nil)
	flipped := bytes.Clone(whole)
	flipped[bytes.Index(flipped, []byte("counter.go"))+12] ^= 0xff
	link := func(h *zip.FileHeader) { h.SetMode(fs.ModeSymlink | 0o777) }
	type result struct {
		name, file string
		data       []byte
		err        string
	}
	tests := []result{
		{"whole", "x.zip", whole, ""},
		{"nested folders", "x.zip", zipped(t, inside("student_12345_file/lru/", good), nil), ""},
		{"of macOS", "x.ZIP", zipped(t, with("__MACOSX/._counter.go", "\x00"), nil), ""},
		{"a git folder of a thousand files", "x.zip", zipped(t, with(".git/objects/aa", "x"), nil), ""},
		{"with backslashes", "x.zip", zipped(t, map[string]string{`lru\go.mod`: goMod, `lru\counter.go`: counter, `lru\sub\x.go`: "package sub\n"}, nil), ""},
		{"an archive in an archive", "x.zip", zipped(t, map[string]string{"sent/lru.zip": string(whole)}, nil), ""},
		{"a tar", "x.tar.gz", tarred(t, tar.Header{Name: "./lru/go.mod", Uname: goMod}, tar.Header{Name: "lru/counter.go", Uname: counter}, tar.Header{Name: "lru/sub/x.go", Uname: "package sub\n"}), ""},
		{"a plain tar", "x.tar", unzipped(t, tarred(t, tar.Header{Name: "go.mod", Uname: goMod}, tar.Header{Name: "counter.go", Uname: counter}, tar.Header{Name: "sub/x.go", Uname: "package sub\n"})), ""},
		{"one too deep", "x.zip", zipped(t, map[string]string{"a.zip": string(zipped(t, map[string]string{"b.zip": string(whole)}, nil))}, nil), "in an archive in an archive"},
		{"two archives", "x.zip", zipped(t, map[string]string{"d/a.zip": string(whole), "d/b.zip": string(whole)}, nil), "it has two archives"},
		{"empty", "x.zip", zipped(t, nil, nil), "it has no files"},
		{"of no bytes", "x.zip", nil, "no zip archive"},
		{"no archive", "x.zip", []byte("hello"), "no zip archive"},
		{"a rar", "x.rar", []byte("Rar!"), "a .rar archive cannot be read; .zip, .tar and .tar.gz can"},
		{"cut", "x.zip", whole[:len(whole)-30], "not a whole one"},
		{"flipped", "x.zip", flipped, "damaged"},
		{"climbing", "x.zip", zipped(t, with("../../etc/x", ""), nil), "leads out of the archive"},
		{"climbing with backslashes", "x.zip", zipped(t, with(`..\x`, ""), nil), "leads out of the archive"},
		{"absolute", "x.zip", zipped(t, with("/etc/x", ""), nil), "is absolute"},
		{"of a drive", "x.zip", zipped(t, with(`C:\x`, ""), nil), "is absolute"},
		{"control characters", "x.zip", zipped(t, with("a\nb.go", ""), nil), "control characters"},
		{"another encoding", "x.zip", zipped(t, with("\x9abung.go", ""), nil), "not in UTF-8"},
		{"a link", "x.zip", zipped(t, good, link), "is a link"},
		{"deep", "x.zip", zipped(t, with(strings.Repeat("a/", 40)+"x.go", ""), nil), "deeper than 32 folders"},
		{"a long name", "x.zip", zipped(t, with(strings.Repeat("a", 600), ""), nil), "longer than 512 bytes"},
		{"a name twice", "x.zip", zipped(t, with("Counter.go", counter), nil), "in the archive twice"},
		{"a file where a folder is", "x.zip", zipped(t, with("sub", "x"), nil), "cannot be unpacked"},
		{"encrypted", "x.zip", zipped(t, good, func(h *zip.FileHeader) { h.Flags |= 1 }), "is encrypted"},
		{"a large file", "x.zip", zipped(t, with("zeros.go", strings.Repeat("\x00", 9<<20)), nil), `"zeros.go" is larger than 8 MiB`},
		{"a ratio", "x.zip", zipped(t, map[string]string{"go.mod": goMod, "a": strings.Repeat("\x00", 7<<20), "b": strings.Repeat("\x00", 7<<20)}, nil), "more than 100 times its size"},
		{"overlapping entries", "x.zip", overlapping(t, 1000), "overlap, as in a zip bomb"},
		{"many entries", "x.zip", overlapping(t, 21_000), "more than 20000 entries"},
		{"a directory without an end", "x.zip", overlapping(t, 400_000), "directory has more than 16 MiB"},
		{"a cut tar", "x.tgz", tarred(t, tar.Header{Name: "go.mod", Uname: goMod})[:40], "damaged"},
		{"no tar", "x.tar.gz", []byte("hello"), "no .tar.gz archive"},
		{"a tar with a link", "x.tar.gz", tarred(t, tar.Header{Name: "go.mod", Typeflag: tar.TypeSymlink, Linkname: "/etc/passwd"}), "is a link"},
		{"a tar with a hard link", "x.tar.gz", tarred(t, tar.Header{Name: "go.mod", Typeflag: tar.TypeLink, Linkname: "/etc/passwd"}), "is a link"},
		{"a tar with a pipe", "x.tar.gz", tarred(t, tar.Header{Name: "go.mod", Typeflag: tar.TypeFifo}), "no regular file"},
		{"a climbing tar", "x.tar.gz", tarred(t, tar.Header{Name: "../go.mod", Uname: goMod}), "leads out"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "class")
			require.NoError(t, os.MkdirAll(dir, 0o755))
			require.NoError(t, os.WriteFile(filepath.Join(dir, tt.file), tt.data, 0o644))
			class := find(t, c, "counter", dir)
			require.Equal(t, []string{"x"}, names(class))
			_, files, err := open(t, class.Submissions[0])
			if tt.err != "" {
				var unfit *intake.UnfitError
				require.ErrorAs(t, err, &unfit)
				require.Contains(t, err.Error(), tt.err)
				return
			}
			require.NoError(t, err)
			require.Equal(t, []string{"counter.go", "go.mod", "sub/x.go"}, files)
		})
	}
}

// TestClassInAnArchive is what a learning platform hands out.
func TestClassInAnArchive(t *testing.T) {
	c := coursetest.New(t)
	lru := zipped(t, map[string]string{"lru/go.mod": goMod, "lru/counter.go": counter}, nil)
	dir := t.TempDir()
	all := zipped(t, map[string]string{
		"homework/Ada_1_file/lru.zip": string(lru), "homework/Bob_2_file/counter.go": counter,
		"homework/Cy_3.zip": string(lru), "homework/Di_4_file/notes.txt": "sorry", "homework/__MACOSX/x.go": "",
	}, nil)
	write(t, dir, map[string]string{"homework.zip": string(all)})
	class := find(t, c, "", filepath.Join(dir, "homework.zip"))
	require.Equal(t, []string{"Ada_1_file", "Bob_2_file", "Cy_3", "Di_4_file"}, names(class))
	for i, want := range [][]string{{"counter.go", "go.mod"}, {"counter.go"}, {"counter.go", "go.mod"}} {
		_, files, err := open(t, class.Submissions[i])
		require.NoError(t, err)
		require.Equal(t, want, files)
	}
	_, _, err := open(t, class.Submissions[3])
	require.ErrorContains(t, err, "neither")
}

// TestArchiveCutAnywhere cuts an archive at every byte: it is whole, or unfit.
func TestArchiveCutAnywhere(t *testing.T) {
	c := coursetest.New(t)
	whole := zipped(t, map[string]string{"go.mod": goMod, "counter.go": counter}, nil)
	tarball := tarred(t, tar.Header{Name: "go.mod", Uname: goMod})
	dir := t.TempDir()
	for name, data := range map[string][]byte{"x.zip": whole, "x.tar.gz": tarball} {
		file := filepath.Join(dir, name)
		for n := range len(data) {
			require.NoError(t, os.WriteFile(file, data[:n], 0o644))
			_, err := find(t, c, "counter", file).Submissions[0].Open(filepath.Join(dir, "to"))
			var unfit *intake.UnfitError
			require.ErrorAs(t, err, &unfit, "%s cut at %d", name, n)
		}
	}
}

func FuzzArchive(f *testing.F) {
	c := coursetest.New(f)
	f.Add([]byte("PK\x05\x06" + strings.Repeat("\x00", 18)))
	f.Fuzz(func(t *testing.T, data []byte) {
		dir := t.TempDir()
		file := filepath.Join(dir, "x.zip")
		require.NoError(t, os.WriteFile(file, data, 0o644))
		class, err := intake.Find(c, []string{file}, "counter", "")
		require.NoError(t, err)
		for _, s := range class.Submissions {
			if _, err = s.Open(filepath.Join(dir, "to")); err != nil {
				var unfit *intake.UnfitError
				require.ErrorAs(t, err, &unfit)
			}
		}
	})
}
