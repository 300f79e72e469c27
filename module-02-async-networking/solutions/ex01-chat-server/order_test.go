package chat

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestOrderUnderLoad has many clients talk at once, into two channels and to one
// another. Each numbers what it says, whatever way it takes; everybody must see
// each sender's numbers go up, channel messages without a gap, and all the same order in
// a channel.
func TestOrderUnderLoad(t *testing.T) {
	addr, _ := start(t, Options{SendQueue: 64 << 20})
	const clients, messages = 12, 300
	var peers []*peer
	for i := range clients {
		p := register(t, addr, fmt.Sprintf("p%d", i))
		p.send("JOIN #a,#b")
		p.fence()
		peers = append(peers, p)
	}
	rng := newRand(t)
	said := make([]int, clients) // to channels
	texts := make([][]string, clients)
	for i := range peers {
		for n := range messages {
			target := []string{"#a", "#b", fmt.Sprintf("p%d", rng.IntN(clients))}[rng.IntN(3)]
			if target[0] == '#' {
				said[i]++
			}
			texts[i] = append(texts[i], fmt.Sprintf("PRIVMSG %s :%d %s", target, n, strings.Repeat("x", rng.IntN(300))))
		}
	}
	var writers sync.WaitGroup
	for i, p := range peers {
		size := 1 + rng.IntN(20)
		writers.Go(func() {
			for chunk := range slices.Chunk(texts[i], size) {
				if _, err := p.Write([]byte(strings.Join(chunk, "\r\n") + "\r\n")); err != nil {
					t.Error(err)
				}
			}
		})
	}
	total := 0
	for _, n := range said {
		total += n
	}
	orders := make([]map[string][]string, clients)
	var readers sync.WaitGroup
	for i, p := range peers {
		readers.Go(func() { orders[i] = readOrder(t, p, total-said[i]) })
	}
	readers.Wait()
	writers.Wait()
	if t.Failed() {
		return
	}
	for i := range clients {
		for j := range i {
			for _, channel := range []string{"#a", "#b"} {
				require.Equal(t, without(orders[i][channel], j), without(orders[j][channel], i), "%s as p%d and p%d saw it", channel, i, j)
			}
		}
	}
}

// readOrder reads until p has got want messages of channels, and returns them by
// channel, as sender and number.
func readOrder(t *testing.T, p *peer, want int) map[string][]string {
	order := make(map[string][]string)
	last := make(map[string]int)
	for want > 0 {
		line, err := p.r.ReadString('\n')
		if err != nil {
			t.Errorf("%s: %v", p.nick, err)
			return nil
		}
		fields := strings.Fields(line)
		if fields[1] != "PRIVMSG" {
			continue
		}
		from, _, _ := strings.Cut(fields[0][1:], "!")
		target := fields[2]
		n, err := strconv.Atoi(fields[3][1:])
		if err != nil {
			t.Errorf("%q: %v", line, err)
			return nil
		}
		if before, seen := last[from]; seen && n <= before {
			t.Errorf("%s: number %d of %s after %d", p.nick, n, from, before)
		}
		last[from] = n
		if target[0] == '#' {
			order[target] = append(order[target], fmt.Sprintf("%s %d", from, n))
			want--
		}
	}
	return order
}

// without returns the messages that are not of client i.
func without(order []string, i int) []string {
	return slices.DeleteFunc(slices.Clone(order), func(m string) bool { return strings.HasPrefix(m, fmt.Sprintf("p%d ", i)) })
}
