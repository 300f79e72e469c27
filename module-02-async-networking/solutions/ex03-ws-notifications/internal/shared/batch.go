package shared

import (
	"sync"

	"systems.course/notify/internal/eventlog"
	"systems.course/notify/internal/wire"
)

// maxBatch is how many bytes are gathered for one write, about.
const maxBatch = 64 << 10

// A batch is frames that go out in one write. It notes where they lie while the
// hub's lock is held, and copies them, if they don't lie side by side, after that.
type batch struct {
	runs   []eventlog.Run
	small  []byte // frames of replies; an empty run stands where the next one goes
	sizes  []int  // of the frames in small
	bytes  int
	events int
	gaps   int

	joined []byte
}

// batches is for writers that have something to write: one that sleeps has none.
var batches = sync.Pool{New: func() any { return new(batch) }}

func (b *batch) full() bool  { return b.bytes >= maxBatch }
func (b *batch) empty() bool { return b.bytes == 0 }

// event adds an event's frame.
func (b *batch) event(run eventlog.Run) {
	b.events++
	b.bytes += run.Len()
	if n := len(b.runs); n > 0 && b.runs[n-1].Len() > 0 && b.runs[n-1].Extend(run) {
		return
	}
	b.runs = append(b.runs, run)
}

// message adds a text frame.
func (b *batch) message(text []byte) {
	before := len(b.small)
	b.small = wire.AppendFrame(b.small, wire.OpText, text)
	size := len(b.small) - before
	b.runs = append(b.runs, eventlog.Run{})
	b.sizes = append(b.sizes, size)
	b.bytes += size
}

// missed adds a missed message.
func (b *batch) missed(from, to uint64, why wire.Reason) {
	b.gaps++
	b.message(wire.Missed(from, to, why))
}

// frames returns all frames in order, valid until reset.
func (b *batch) frames() []byte {
	if len(b.runs) == 1 && len(b.small) == 0 {
		return b.runs[0].Bytes()
	}
	b.joined = b.joined[:0]
	small, sizes := b.small, b.sizes
	for _, run := range b.runs {
		if run.Len() > 0 {
			b.joined = append(b.joined, run.Bytes()...)
			continue
		}
		b.joined = append(b.joined, small[:sizes[0]]...)
		small, sizes = small[sizes[0]:], sizes[1:]
	}
	return b.joined
}

// reset empties the batch. What a large event has made it grow to is not kept.
func (b *batch) reset() {
	clear(b.runs) // they would keep their arenas
	b.runs, b.sizes, b.small = b.runs[:0], b.sizes[:0], b.small[:0]
	b.bytes, b.events, b.gaps = 0, 0, 0
	if cap(b.joined) > 2*maxBatch {
		b.joined = nil
	}
}
