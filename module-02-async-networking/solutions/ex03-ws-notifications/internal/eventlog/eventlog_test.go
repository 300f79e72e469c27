package eventlog_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"systems.course/notify/internal/eventlog"
	"systems.course/notify/internal/wire"
)

var at = time.Date(2026, 11, 23, 13, 0, 0, 0, time.UTC)

func TestAnEmptyLog(t *testing.T) {
	l := eventlog.New(5, 3, 1000)
	require.EqualValues(t, 4, l.Last())
	require.EqualValues(t, 5, l.First())
}

// Random appends against a model that keeps all events and drops from the front.
func TestAgainstAModel(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	for range 20 {
		maxEvents, maxBytes := 1+random.IntN(50), int64(200+random.IntN(20_000))
		l := eventlog.New(1, maxEvents, maxBytes)
		var model [][]byte // frames of the events that are held
		for id := uint64(1); id < 400; id++ {
			data := fmt.Sprintf("%q", strings.Repeat("x", random.IntN(300)))
			if random.IntN(50) == 0 {
				data = fmt.Sprintf("%q", strings.Repeat("y", 70_000))
			}
			e := l.Append("a.b", at, []byte(data))
			want := wire.AppendFrame(nil, wire.OpText, wire.AppendEvent(nil, id, "a.b", at, []byte(data)))
			require.Equal(t, want, e.Run.Bytes())
			require.True(t, json.Valid(e.Payload()))

			model = append(model, want)
			size := func() (n int64) {
				for _, f := range model {
					n += int64(len(f))
				}
				return n
			}
			for len(model) > 1 && (len(model) > maxEvents || size() > maxBytes) {
				model = model[1:]
			}
			events, bytes := l.Len()
			require.Equal(t, len(model), events)
			require.Equal(t, size(), bytes)
			require.Equal(t, id, l.Last())
			for i, frame := range model {
				held := l.At(l.First() + uint64(i))
				require.Equal(t, l.First()+uint64(i), held.ID)
				require.Equal(t, frame, held.Run.Bytes())
			}
		}
	}
}

func TestFramesLieSideBySide(t *testing.T) {
	l := eventlog.New(1, 1000, 1<<20)
	var all eventlog.Run
	var want []byte
	for range 100 {
		e := l.Append("a", at, []byte("1"))
		require.True(t, all.Extend(e.Run))
		want = append(want, e.Run.Bytes()...)
	}
	require.Equal(t, want, all.Bytes())

	l.Append("b", at, []byte("2"))
	later := l.Append("a", at, []byte("3"))
	require.False(t, all.Extend(later.Run), "another frame lies between")
	big := l.Append("a", at, []byte(strings.Repeat("7", 70_000)))
	require.False(t, later.Run.Extend(big.Run), "it needs an arena of its own")
}

func TestAnAppendToARunReachesNoOtherFrame(t *testing.T) {
	l := eventlog.New(1, 10, 1000)
	a, b := l.Append("a", at, []byte("1")), l.Append("b", at, []byte("2"))
	before := string(b.Run.Bytes())
	_ = append(a.Run.Bytes(), "xxxx"...)
	require.Equal(t, before, string(b.Run.Bytes()))
}
