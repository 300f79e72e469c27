package frame

import (
	"bytes"
	"encoding/binary"
	"io"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"systems.course/lecturekit/heap"
)

func encode(bodies ...string) (wire []byte) {
	for _, body := range bodies {
		wire = binary.BigEndian.AppendUint32(wire, uint32(len(body)))
		wire = append(wire, body...)
	}
	return wire
}

func TestFramesSurviveAnyCut(t *testing.T) {
	wire := encode("", "one", "\x00\r\n")
	for cut := range len(wire) + 1 {
		r := iotest.OneByteReader(bytes.NewReader(wire[:cut]))
		got := []byte{}
		var err error
		for err == nil {
			var body []byte
			if body, err = Read(r, 3); err == nil {
				got = append(got, encode(string(body))...)
			}
		}
		require.True(t, bytes.HasPrefix(wire, got))
		if len(got) == cut {
			require.ErrorIs(t, err, io.EOF)
		} else {
			require.ErrorIs(t, err, io.ErrUnexpectedEOF)
		}
	}
}

func TestTheLimitComesBeforeTheAllocation(t *testing.T) {
	_, err := Read(bytes.NewReader([]byte{0xff, 0xff, 0xff, 0xff}), 1<<20)
	require.ErrorIs(t, err, ErrTooLarge)
}

func TestAClaimAloneCostsLittle(t *testing.T) {
	_, bytesAllocated := heap.Spent(func() {
		_, err := Read(bytes.NewReader([]byte{0, 0xf0, 0, 0}), 16<<20)
		require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	})
	require.Less(t, bytesAllocated, uint64(1<<20))
}

func TestASmallFrameIsAllocatedOnce(t *testing.T) {
	const size = 32 << 10
	wire := encode(string(make([]byte, size)))
	_, once := heap.Spent(func() {
		var b bytes.Buffer
		b.Grow(size + bytes.MinRead)
	})
	_, bytesAllocated := heap.Spent(func() {
		_, err := Read(bytes.NewReader(wire), 1<<20)
		require.NoError(t, err)
	})
	require.Less(t, bytesAllocated, once+size/2)
}

func TestALargeFrameIsWhole(t *testing.T) {
	body := bytes.Repeat([]byte("0123456789"), 100_000)
	got, err := Read(bytes.NewReader(encode(string(body))), 1<<20)
	require.NoError(t, err)
	require.Equal(t, body, got)
}
