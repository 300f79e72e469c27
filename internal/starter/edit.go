package starter

import (
	"cmp"
	"slices"
	"sort"
)

// edit replaces the bytes [from, to) of a source by text.
type edit struct {
	from, to int
	text     string
}

// draft is an edited source, with the way back from its offsets.
type draft struct {
	file   *file
	text   []byte
	pieces []piece
}

// piece says that the draft's bytes from out on come from the source's from src on.
type piece struct{ out, src int }

// apply makes the edits. One that begins inside another that goes before it, or
// that begins with it and is shorter, is part of that and is dropped.
func apply(f *file, edits []edit) *draft {
	slices.SortStableFunc(edits, func(a, b edit) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(b.to, a.to))
	})
	d := &draft{file: f}
	at := 0
	for _, e := range edits {
		if e.from < at {
			continue
		}
		d.copy(at, e.from)
		d.pieces = append(d.pieces, piece{len(d.text), e.from})
		d.text = append(d.text, e.text...)
		at = e.to
	}
	d.copy(at, len(f.src))
	return d
}

func (d *draft) copy(from, to int) {
	d.pieces = append(d.pieces, piece{len(d.text), from})
	d.text = append(d.text, d.file.src[from:to]...)
}

// source returns the offset in the source of an offset in the draft.
func (d *draft) source(out int) int {
	i := sort.Search(len(d.pieces), func(i int) bool { return d.pieces[i].out > out }) - 1
	if i < 0 {
		return 0
	}
	src := d.pieces[i].src + out - d.pieces[i].out
	if i+1 < len(d.pieces) {
		src = min(src, d.pieces[i+1].src)
	}
	return min(src, len(d.file.src))
}

// lines widens [from, to) to whole lines if nothing else stands on them, and
// otherwise over the semicolon that follows.
func (f *file) lines(from, to int) edit {
	start, end := from, to
	for start > 0 && isBlank(f.src[start-1]) {
		start--
	}
	for end < len(f.src) && isBlank(f.src[end]) {
		end++
	}
	startsLine := start == 0 || f.src[start-1] == '\n'
	endsLine := end == len(f.src) || f.src[end] == '\n'
	switch {
	case startsLine && endsLine:
		return edit{from: start, to: min(end+1, len(f.src))}
	case end < len(f.src) && f.src[end] == ';':
		return edit{from: from, to: end + 1}
	}
	return edit{from: from, to: to}
}

func isBlank(b byte) bool {
	return b == ' ' || b == '\t' || b == '\r'
}
