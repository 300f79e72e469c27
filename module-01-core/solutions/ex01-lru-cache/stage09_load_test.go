package lru_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"testing"

	"systems.course/checkkit"
	"systems.course/lru"
)

// A loader is a load function that waits to be told what to return.
type loader struct {
	started chan context.Context // gets the context of each call
	result  chan result          // gives the result of each call
}

type result struct {
	value int
	err   error
}

func newLoader() *loader {
	return &loader{started: make(chan context.Context, 100), result: make(chan result, 100)}
}

func (ld *loader) load(ctx context.Context) (int, error) {
	ld.started <- ctx
	r := <-ld.result
	return r.value, r.err
}

// start waits for a call of load and returns its context.
func (ld *loader) start(t *testing.T, because string) (ctx context.Context) {
	t.Helper()
	checkkit.Within(t, patience, "a call of the load function", because, func() { ctx = <-ld.started })
	return ctx
}

// newLoading makes a locked cache for ten entries, and expects that no
// goroutine is left when the check ends.
func newLoading(t *testing.T, options lru.Options[string, int]) *lru.Locked[string, int] {
	t.Helper()
	before := runtime.NumGoroutine()
	t.Cleanup(func() {
		if !t.Failed() {
			awaitGoroutines(t, before)
		}
	})
	options.Capacity = 10
	return newLocked(t, options)
}

// awaitGoroutines waits until there are no more goroutines than before: until
// all loads are over and done with.
func awaitGoroutines(t *testing.T, before int) {
	t.Helper()
	checkkit.Eventually(t, patience, fmt.Sprintf("only the %d goroutines that there were before", before),
		"all load functions have returned, and all callers: nothing is left to be done",
		func() bool { return runtime.NumGoroutine() <= before })
}

// ask calls GetOrLoad in a goroutine of its own.
func ask(ctx context.Context, l *lru.Locked[string, int], key string, load func(context.Context) (int, error)) <-chan result {
	answer := make(chan result, 1)
	go func() {
		value, err := l.GetOrLoad(ctx, key, load)
		answer <- result{value, err}
	}()
	return answer
}

// await waits for what a GetOrLoad returns.
func await(t *testing.T, answer <-chan result, because string) (r result) {
	t.Helper()
	checkkit.Within(t, patience, "the return of GetOrLoad", because, func() { r = <-answer })
	return r
}

// awaitMisses waits until so many calls have found nothing: they wait for a load.
func awaitMisses(t *testing.T, l *lru.Locked[string, int], misses uint64) {
	t.Helper()
	checkkit.Eventually(t, patience, fmt.Sprintf("Stats().Misses = %d", misses),
		"each GetOrLoad that has to load, or to wait for a load, counts as a miss, from its start", func() bool {
			return l.Stats().Misses == misses
		})
}

func wantResult(t *testing.T, what string, got result, value int, because string, args ...any) {
	t.Helper()
	checkkit.NoError(t, what, got.err, because, args...)
	checkkit.Equal(t, what, got.value, value, because, args...)
}

func TestLoadsWhatIsMissing(t *testing.T) {
	word := checkkit.Rand(t).Word()
	l := newLoading(t, lru.Options[string, int]{})
	calls := 0
	load := func(context.Context) (int, error) { calls++; return 40 + calls, nil }
	got := await(t, ask(t.Context(), l, word, load), "the load function returns at once")
	wantResult(t, "the first GetOrLoad", got, 41, "the key was missing, and load returned 41")
	want(t, l, word, 41, "GetOrLoad stores what it has loaded")
	got = await(t, ask(t.Context(), l, word, load), "the key is held")
	wantResult(t, "the second GetOrLoad", got, 41, "the key is held")
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	got = await(t, ask(ended, l, word, load), "the key is held")
	wantResult(t, "GetOrLoad with a context that has ended", got, 41, "the key is held: there is nothing to wait for")
	l.Remove(word)
	got = await(t, ask(ended, l, word, load), "the context has ended")
	checkkit.ErrorIs(t, "GetOrLoad with a context that has ended", got.err, context.Canceled, "the key is missing, and this caller can't wait for it")
	checkkit.Equal(t, "the calls of load", calls, 1, "the key was held, or the caller's context had ended, in all calls but the first")
	stats := l.Stats()
	checkkit.Equal(t, "Stats() hits, misses and loads", fmt.Sprint(stats.Hits, stats.Misses, stats.Loads), "3 2 1",
		"a Get and two GetOrLoads found the key; the first GetOrLoad and the last did not; one load was started")
	_, err := l.GetOrLoad(t.Context(), word, nil)
	checkkit.ErrorIs(t, "GetOrLoad with a nil load function", err, lru.ErrLoader, "bad arguments are errors")
	names := []string{"ErrCapacity", "ErrTTL", "ErrCost", "ErrTooCostly", "ErrLoader", "ErrGoexit"}
	errs := []error{lru.ErrCapacity, lru.ErrTTL, lru.ErrCost, lru.ErrTooCostly, lru.ErrLoader, lru.ErrGoexit}
	for i, one := range errs {
		for j, other := range errs {
			if i != j {
				checkkit.False(t, fmt.Sprintf("errors.Is(%s, %s)", names[i], names[j]), errors.Is(one, other), "they mean different mistakes, and callers act on which it is")
			}
		}
	}
}

func TestLoadsOnceForManyWaiters(t *testing.T) {
	word := checkkit.Rand(t).Word()
	l := newLoading(t, lru.Options[string, int]{})
	ld := newLoader()
	var answers []<-chan result
	for range 20 {
		answers = append(answers, ask(t.Context(), l, word, ld.load))
	}
	awaitMisses(t, l, 20)
	ld.start(t, "twenty callers wait for the key")
	for range answers {
		ld.result <- result{value: 7} // one would do, if only one asks
	}
	for _, answer := range answers {
		wantResult(t, "GetOrLoad", await(t, answer, "the load has ended"), 7, "all who wait get what was loaded")
	}
	checkkit.Equal(t, "the calls of load", 1+len(ld.started), 1, "twenty callers asked for the same key while it was loading: one load serves them all")
	checkkit.Equal(t, "Stats().Loads", l.Stats().Loads, uint64(1), "one load was started")
	want(t, l, word, 7, "it was loaded")
}

func TestGivesAnErrorToAllAndKeepsNothing(t *testing.T) {
	word := checkkit.Rand(t).Word()
	l := newLoading(t, lru.Options[string, int]{})
	ld := newLoader()
	first := ask(t.Context(), l, word, ld.load)
	second := ask(t.Context(), l, word, ld.load)
	awaitMisses(t, l, 2)
	broken := errors.New("the disk is on fire")
	ld.result <- result{value: 5, err: broken}
	for _, answer := range []<-chan result{first, second} {
		got := await(t, answer, "the load has ended")
		checkkit.ErrorIs(t, "GetOrLoad", got.err, broken, "load returned this error, and all who wait get it")
		checkkit.Equal(t, "the value beside the error", got.value, 0, "beside an error the value is zero, whatever load returned")
	}
	wantGone(t, l, word, "the load failed: there is nothing to store")
	ld.result <- result{value: 8}
	wantResult(t, "the next GetOrLoad", await(t, ask(t.Context(), l, word, ld.load), "it starts a load of its own"), 8, "an error is not kept: the next caller tries again")
}

func TestTurnsAPanicIntoAnError(t *testing.T) {
	word := checkkit.Rand(t).Word()
	l := newLoading(t, lru.Options[string, int]{})
	cause := errors.New("index out of range")
	for i, way := range []struct {
		what string
		end  func()
	}{
		{`panic("boom")`, func() { panic("boom") }},
		{"a panic with an error", func() { panic(cause) }},
		{"runtime.Goexit", runtime.Goexit},
	} {
		ld := newLoader()
		load := func(ctx context.Context) (int, error) {
			value, err := ld.load(ctx)
			way.end()
			return value, err
		}
		answers := []<-chan result{ask(t.Context(), l, word, load), ask(t.Context(), l, word, load)}
		awaitMisses(t, l, uint64(3*i+2))
		ld.result <- result{value: 5}
		for _, answer := range answers {
			got := await(t, answer, "the load function ended with "+way.what+": nobody may wait for ever")
			what := "GetOrLoad, when the load function ends with " + way.what
			var panicked *lru.PanicError
			switch {
			case i == 2:
				checkkit.ErrorIs(t, what, got.err, lru.ErrGoexit, "there is no value and no error to pass on")
			case !errors.As(got.err, &panicked):
				checkkit.Fail(t, checkkit.Failure{
					Expected: what + " to return a *PanicError",
					Got:      fmt.Sprintf("%d, %v", got.value, got.err),
					Because:  "one bad load must not end the program, nor pass for a success",
				})
			case i == 0:
				checkkit.Equal(t, "Value of the *PanicError", panicked.Value, any("boom"), "that is what was given to panic")
				checkkit.True(t, "the *PanicError has a stack", len(panicked.Stack) > 0, "without it nobody finds the mistake")
			case i == 1:
				checkkit.ErrorIs(t, what, got.err, cause, "errors.Is looks through a *PanicError at an error given to panic")
			}
		}
		wantGone(t, l, word, "the load came to nothing")
		got := await(t, ask(t.Context(), l, word, func(context.Context) (int, error) { return 9, nil }), "the next caller starts a load of its own")
		wantResult(t, "the next GetOrLoad", got, 9, "a load that ended badly leaves nothing behind")
		l.Purge()
	}
}

func TestLetsAWaiterLeaveAlone(t *testing.T) {
	word := checkkit.Rand(t).Word()
	l := newLoading(t, lru.Options[string, int]{})
	ld := newLoader()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	first := ask(ctx, l, word, ld.load)
	loading := ld.start(t, "the key is missing")
	second := ask(t.Context(), l, word, ld.load)
	awaitMisses(t, l, 2)
	cancel()
	got := await(t, first, "its context has ended, so it waits no longer, though the load goes on")
	checkkit.ErrorIs(t, "the GetOrLoad whose context has ended", got.err, context.Canceled, "its context was cancelled")
	checkkit.NoError(t, "Err() of the context of the load", loading.Err(), "the caller that started the load has left, but another one waits for it")
	ld.result <- result{value: 3}
	wantResult(t, "the GetOrLoad of the other caller", await(t, second, "the load has ended"), 3, "a context ends the wait of its own caller only")
	want(t, l, word, 3, "it was loaded")
	checkkit.Equal(t, "the calls of load", 1+len(ld.started), 1, "one load served both")
}

func TestGivesUpALoadThatNobodyWaitsFor(t *testing.T) {
	word := checkkit.Rand(t).Word()
	l := newLoading(t, lru.Options[string, int]{})
	before := runtime.NumGoroutine()
	stubborn := newLoader()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	answers := []<-chan result{ask(ctx, l, word, stubborn.load), ask(ctx, l, word, stubborn.load)}
	awaitMisses(t, l, 2)
	loading := stubborn.start(t, "the key is missing")
	cancel()
	for _, answer := range answers {
		checkkit.ErrorIs(t, "GetOrLoad", await(t, answer, "its context has ended").err, context.Canceled, "its context was cancelled")
	}
	checkkit.Within(t, patience, "the end of the load's context", "nobody waits for the load any more", func() { <-loading.Done() })

	fresh := func(context.Context) (int, error) { return 2, nil }
	got := await(t, ask(t.Context(), l, word, fresh), "the load that was given up has not returned, but nobody has to wait for it")
	wantResult(t, "the next GetOrLoad", got, 2, "it starts a load of its own, and that returned 2")

	l.Remove(word)
	stubborn.result <- result{value: 1}
	awaitGoroutines(t, before)
	wantGone(t, l, word, "a load that was given up stores nothing, however late it returns")
}

func TestStoresNothingStale(t *testing.T) {
	word := checkkit.Rand(t).Word()
	for _, way := range []struct {
		what   string
		change func(l *lru.Locked[string, int], key string)
		after  answer
	}{
		{"Put", func(l *lru.Locked[string, int], key string) { _ = l.Put(key, 2) }, answer{2, true}},
		{"PutTTL", func(l *lru.Locked[string, int], key string) { _ = l.PutTTL(key, 2, 0) }, answer{2, true}},
		{"Remove", func(l *lru.Locked[string, int], key string) { l.Remove(key) }, answer{0, false}},
		{"Purge", func(l *lru.Locked[string, int], _ string) { l.Purge() }, answer{0, false}},
		{"Put and Remove", func(l *lru.Locked[string, int], key string) { _ = l.Put(key, 2); l.Remove(key) }, answer{0, false}},
	} {
		l := newLoading(t, lru.Options[string, int]{})
		before := runtime.NumGoroutine()
		ld := newLoader()
		waiting := ask(t.Context(), l, word, ld.load)
		ld.start(t, "the key is missing")
		checkkit.Within(t, patience, way.what+" of a key that is loading", "a load holds up nobody but those who wait for it", func() { way.change(l, word) })
		ld.result <- result{value: 1}
		wantResult(t, "GetOrLoad", await(t, waiting, "the load has ended"), 1, "whoever asked before the %s may have what was loaded", way.what)
		awaitGoroutines(t, before)
		got, found := l.Peek(word)
		checkkit.Equal(t, fmt.Sprintf("Peek(%q)", word), answer{got, found}, way.after,
			"%s came while a load of the key was under way: what that load brings, 1, is older, and must not be stored", way.what)
	}
}

func TestLoadsOutsideTheLock(t *testing.T) {
	words := checkkit.Rand(t).Words(3)
	l := newLoading(t, lru.Options[string, int]{})
	put(t, l, words[0], 1)
	ld := newLoader()
	slow := ask(t.Context(), l, words[1], ld.load)
	ld.start(t, "the key is missing")
	checkkit.Within(t, patience, "Get and Put of other keys", "a load holds up nobody but those who wait for it", func() {
		l.Get(words[0])
		_ = l.Put(words[0], 2)
	})
	other := ask(t.Context(), l, words[2], func(ctx context.Context) (int, error) {
		value, found := l.Get(words[0])
		if !found {
			return 0, errors.New("the other key is not found")
		}
		return value + 10, nil
	})
	wantResult(t, "GetOrLoad of another key", await(t, other, "it has nothing to do with the load that is under way, and its load function may use the cache"), 12, "its load function adds 10 to another entry")
	ld.result <- result{value: 5}
	wantResult(t, "GetOrLoad", await(t, slow, "the load has ended"), 5, "load returned 5")
}

func TestReturnsWhatItCannotKeep(t *testing.T) {
	word := checkkit.Rand(t).Word()
	clock := newClock()
	l := newLoading(t, lru.Options[string, int]{TTL: 60, Now: clock.Now, Cost: func(_ string, value int) int64 { return int64(value) }})
	returns := func(value int) func(context.Context) (int, error) {
		return func(context.Context) (int, error) { clock.pass(50); return value, nil }
	}
	got := await(t, ask(t.Context(), l, word, returns(11)), "the load function returns at once")
	wantResult(t, "GetOrLoad", got, 11, "it costs 11 where 10 is the capacity, so it can't be stored; but it was loaded")
	wantGone(t, l, word, "it costs 11, and the capacity is 10")
	got = await(t, ask(t.Context(), l, word, returns(10)), "the load function returns at once")
	wantResult(t, "GetOrLoad", got, 10, "load returned 10")
	clock.pass(59)
	wantKept(t, l, word, "it lives for 60ns, as Options.TTL says, from when it was stored; the time of the load, 50ns, does not count")
	clock.pass(1)
	wantGone(t, l, word, "it lives for 60ns, as Options.TTL says, from when it was stored")
	got = await(t, ask(t.Context(), l, word, returns(-1)), "the load function returns at once")
	checkkit.ErrorIs(t, "GetOrLoad of a value that costs -1", got.err, lru.ErrCost, "a cost below 0 is a mistake, of which the caller should hear")
}
