package server_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"systems.course/notify/config"
	"systems.course/notify/internal/topic"
)

func TestSubscribeAndUnsubscribe(t *testing.T) {
	each(t, nil, func(t *testing.T, r *running) {
		c := r.session()
		r.publish("orders.eu", "0")
		c.send(`{"type":"subscribe","ref":1,"topics":["orders.*","alerts.>","orders.*"]}`)
		m := c.want("subscribed")
		require.Equal(t, 1, *m.Ref)
		require.Equal(t, []string{"alerts.>", "orders.*"}, m.Topics)
		require.EqualValues(t, 1, m.Last)
		c.send(`{"type":"subscribe","topics":["orders.eu"]}`)
		require.Nil(t, c.want("subscribed").Ref)

		r.publish("orders.eu", "1")
		r.publish("orders.eu.paid", "2")
		r.publish("alerts.fire.now", "3")
		require.Equal(t, []uint64{2, 4}, c.events(2), "each once, though two patterns match the first")

		c.send(`{"type":"unsubscribe","ref":2,"topics":["orders.*","orders.eu","nothing"]}`)
		m = c.want("unsubscribed")
		require.Equal(t, []string{"alerts.>"}, m.Topics)
		r.publish("orders.eu", "4")
		last := r.publish("alerts.fire", "5")
		require.Equal(t, []uint64{last}, c.events(1))
		c.send(`{"type":"unsubscribe","topics":["alerts.>"]}`)
		require.Equal(t, []string{}, c.want("unsubscribed").Topics)
	})
}

func TestRefusals(t *testing.T) {
	each(t, func(o *config.Options) { o.MaxTopics = 3 }, func(t *testing.T, r *running) {
		c := r.session()
		for _, x := range []struct{ request, code string }{
			{`nonsense`, "json"},
			{`[]`, "json"},
			{strings.Repeat("[", 5000), "json"},
			{`{}`, "type"},
			{`{"type":"publish"}`, "type"},
			{`{"type":"auth","token":"bob's"}`, "auth"},
			{`{"type":"subscribe"}`, "field"},
			{`{"type":"subscribe","topics":[]}`, "field"},
			{`{"type":"subscribe","topics":"a"}`, "field"},
			{`{"type":"subscribe","topics":["a"],"policy":"whatever"}`, "field"},
			{`{"type":"subscribe","topics":["a"],"since":-1}`, "field"},
			{`{"type":"subscribe","topics":["a"],"since":1}`, "since"},
			{`{"type":"subscribe","topics":["a","a..b"]}`, "pattern"},
			{`{"type":"unsubscribe","topics":["or*"]}`, "pattern"},
			{`{"type":"subscribe","topics":["a","b","c","d"]}`, "topics"},
			{`{"type":"subscribe","topics":["a.*"],"presence":true}`, "presence"},
		} {
			c.send(x.request)
			m := c.want("error")
			require.Equal(t, x.code, m.Code, x.request)
		}
		c.send(`{"type":"ping","ref":9}`)
		require.Equal(t, 9, *c.want("pong").Ref)
		r.publish("a", "1")
		require.Equal(t, []string{"b"}, c.subscribe("", "b").Topics, "nothing of what was refused is subscribed")
		c.send(`{"type":"subscribe","topics":["a"],"since":0}`)
		require.Equal(t, "since", c.want("error").Code)
	})
}

func TestResume(t *testing.T) {
	each(t, func(o *config.Options) { o.LogEvents = 100; o.Queue = 8 }, func(t *testing.T, r *running) {
		for range 30 {
			r.publish("a", "1")
			r.publish("b", "1")
		}
		c := r.session()
		m := c.subscribe(`,"since":10`, "a")
		require.EqualValues(t, 60, m.Last)
		var want []uint64
		for id := uint64(11); id <= 60; id += 2 {
			want = append(want, id)
		}
		require.Equal(t, want, c.events(len(want)), "more than the queue holds, and none missed")
		r.publish("a", "1")
		require.Equal(t, []uint64{61}, c.events(1))

		c = r.session()
		c.subscribe(`,"since":61`, ">")
		r.publish("c", "1")
		require.Equal(t, []uint64{62}, c.events(1), "nothing was missed, nothing comes twice")

		for range 100 {
			r.publish("b", "1")
		}
		c = r.session()
		c.subscribe(`,"since":20`, ">")
		m = c.want("missed")
		require.EqualValues(t, 21, m.From)
		require.EqualValues(t, 62, m.To)
		require.Equal(t, "log", m.Reason)
		require.Equal(t, ids(63, 162), c.events(100))

		c = r.session()
		c.subscribe(`,"since":0`, ">")
		require.Equal(t, ids(63, 162), c.events(100), "0 asks for what there is: nothing is missed")
	})
}

// Clients that come, go, resume and change their topics at random while others
// publish: each event that matches comes once, in order, none is missing.
func TestNothingIsLostOrRepeatedUnderChange(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	each(t, func(o *config.Options) { o.Queue = 4096 }, func(t *testing.T, r *running) {
		const events = 3000
		topics := []string{"a", "a.b", "a.c", "b.c", "b"}
		choice := rand.New(rand.NewPCG(seed, 1))
		published := make([]string, events+1) // topic by id
		for id := 1; id <= events; id++ {
			published[id] = topics[choice.IntN(len(topics))]
		}
		var all sync.WaitGroup
		for n := range 8 {
			all.Go(func() { follow(t, r, published, rand.New(rand.NewPCG(seed, uint64(n+2)))) })
		}
		for id := 1; id <= events; id++ {
			require.EqualValues(t, id, r.hub.Publish(published[id], []byte(fmt.Sprint(id))))
			if id%50 == 0 {
				time.Sleep(time.Millisecond) // so that clients see some of it live
			}
		}
		all.Wait()
	})
}

// follow reads events up to the last, over several connections.
func follow(t *testing.T, r *running, published []string, random *rand.Rand) {
	patterns := []string{">", "a.>", "*", "*.c", "a", "b.c"}
	random.Shuffle(len(patterns), func(i, j int) { patterns[i], patterns[j] = patterns[j], patterns[i] })
	set := topic.Set{}.With(patterns[:1+random.IntN(3)])
	last, end := uint64(0), uint64(len(published)-1)
	var want []uint64
	for id := uint64(1); id <= end; id++ {
		if set.Match(published[id]) {
			want = append(want, id)
		}
	}
	var got []uint64
	for len(got) < len(want) {
		c := r.session()
		c.subscribe(fmt.Sprintf(`,"since":%d`, last), set.Patterns()...)
		for range 1 + random.IntN(1000) {
			if len(got) == len(want) {
				break
			}
			if random.IntN(100) == 0 { // it changes nothing, but the server doesn't know
				c.send(fmt.Sprintf(`{"type":"subscribe","topics":[%q]}`, set.Patterns()[0]))
			}
			m := c.next()
			if m.Type == "subscribed" {
				continue
			}
			if m.Type != "event" {
				t.Errorf("%+v", m)
				return
			}
			got = append(got, m.ID)
			last = m.ID
		}
		_ = c.Close()
	}
	if !slices.Equal(want, got) {
		t.Errorf("want %v\ngot  %v", want, got)
	}
}

func TestEventsOfOnePublisherToManyTopicsKeepTheirOrder(t *testing.T) {
	each(t, nil, func(t *testing.T, r *running) {
		clients := make([]*client, 20)
		for i := range clients {
			clients[i] = r.subscribed(">", fmt.Sprintf("t%d", i))
		}
		for i := range 200 {
			r.publish(fmt.Sprintf("t%d", i%20), `"x"`)
		}
		for _, c := range clients {
			require.Equal(t, ids(1, 200), c.events(200))
		}
	})
}
