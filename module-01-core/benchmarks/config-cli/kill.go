package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// bulk is how many keys of some 200 bytes the file has besides the counter.
const bulk = 5000

// killed counts what was left of the file by programs that were killed.
type killed struct {
	rounds  int
	alive   int // rounds in which the program had ended before
	old     int // the file was as before
	now     int // the file was as it was to be
	broken  int // it was neither
	stopped int // the next set failed, because of what was left beside the file
	size    int // of the file, in bytes
	example string
}

// kill lets a program set a counter in a large file, and kills it after a random
// part of the time that it takes. What the file has to be is known, because the
// program has written it whole before.
func kill(c contender, dir string, rounds int, random *rand.Rand) (k killed, err error) {
	w, err := newWorld(c, dir)
	if err != nil {
		return k, err
	}
	if err := w.declare(counterKey); err != nil {
		return k, err
	}
	if err := w.write(w.project(), bulkFile()); err != nil {
		return k, err
	}
	base, took, err := w.rehearse()
	if err != nil {
		return k, err
	}
	k.rounds, k.size = rounds, len(base)
	last := base
	for round := range rounds {
		number := strconv.Itoa(200_000 + round)
		now := counted(base, number)
		alive, err := w.killOnce(number, time.Duration(random.Float64()*1.25*float64(took)))
		if err != nil {
			return k, err
		}
		if alive {
			k.alive++
		}
		text, err := w.read()
		if err != nil {
			return k, err
		}
		if !k.count(text, last, now) {
			if err := os.WriteFile(w.project(), []byte(last), 0o644); err != nil {
				return k, err
			}
			text = last
		}
		if err := w.nextWriter(&k, text); err != nil {
			return k, err
		}
		last = text
	}
	return k, nil
}

func bulkFile() string {
	var b strings.Builder
	b.WriteString("[shop]\ncounter = 100000\n[bulk]\n")
	for i := range bulk {
		fmt.Fprintf(&b, "k%d = \"%s\"\n", i, strings.Repeat("x", 200))
	}
	return b.String()
}

var counter = regexp.MustCompile(`(?m)^(\s*counter = )\d{6}$`)

// counted returns the file with another number in it.
func counted(text, number string) string {
	return counter.ReplaceAllString(text, "${1}"+number)
}

// rehearse has the program write the file three times. It returns what it is
// like then, and the longest time.
func (w *world) rehearse() (base string, took time.Duration, err error) {
	for i := range 3 {
		begin := time.Now()
		if _, err := w.must(w.set(counterKey, strconv.Itoa(100_001+i))...); err != nil {
			return "", 0, err
		}
		took = max(took, time.Since(begin))
	}
	if base, err = w.read(); err != nil {
		return "", 0, err
	}
	if !counter.MatchString(base) || counted(base, "100003") != base {
		return "", 0, errors.New("the counter has not become 100003")
	}
	return base, took, nil
}

// killOnce starts a set and kills it. It reports whether the program had ended.
func (w *world) killOnce(number string, after time.Duration) (ended bool, err error) {
	c := w.command(w.set(counterKey, number)...)
	if err := c.Start(); err != nil {
		return false, err
	}
	time.Sleep(after)
	if err := c.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return false, err
	}
	if err := c.Wait(); err == nil {
		return true, nil
	}
	if c.ProcessState.Exited() {
		return false, fmt.Errorf("set failed by itself: %v", c.ProcessState)
	}
	return false, nil
}

// count notes what a file has become, and reports whether it is whole.
func (k *killed) count(text, old, now string) bool {
	switch text {
	case old:
		k.old++
	case now:
		k.now++
	default:
		k.broken++
		if k.example == "" {
			k.example = fmt.Sprintf("%d of %d bytes", len(text), len(old))
		}
		return false
	}
	return true
}

// nextWriter looks whether the program can write after one was killed, if that
// left anything beside the file, and removes what it left then.
func (w *world) nextWriter(k *killed, text string) error {
	beside, err := w.beside()
	if err != nil || len(beside) == 0 {
		return err
	}
	number := counter.FindString(text)
	_, ok, err := w.run(w.set(counterKey, number[len(number)-6:])...)
	if err != nil {
		return err
	}
	if !ok {
		k.stopped++
	}
	for _, file := range beside {
		if err := os.Remove(file); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}

// beside returns the files beside the project's that belong to a writing of it:
// git's lock and confctl's temporary files, not the lock that confctl keeps.
func (w *world) beside() ([]string, error) {
	var all []string
	for _, pattern := range []string{w.project() + ".lock", filepath.Join(filepath.Dir(w.project()), ".*.tmp-*")} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return all, nil
}
