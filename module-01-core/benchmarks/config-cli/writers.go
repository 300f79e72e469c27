package main

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"sync"
)

// atOnce is how often the fifty write at once.
const atOnce = 5

// writers counts what became of what was set by many at once.
type writers struct {
	all     int
	kept    int // the file has it in the end
	refused int // the program said that it failed
	lost    int // the program said that it was done, and the file doesn't have it
	broken  int // times that the program couldn't read the file afterwards
}

func writeAtOnce(c contender, dir string) (all writers, err error) {
	for range atOnce {
		w, err := newWorld(c, dir)
		if err != nil {
			return all, err
		}
		ints := []string{counterKey}
		for i := range writerCount {
			ints = append(ints, own(i))
		}
		if err := w.declare(ints...); err != nil {
			return all, err
		}
		if err := w.write(w.project(), "[shop]\ncounter = 100000\n"); err != nil {
			return all, err
		}
		refused, err := w.writeAll()
		if err != nil {
			return all, err
		}
		text, err := w.read()
		if err != nil {
			return all, err
		}
		all.count(text, refused)
		if _, ok, err := w.run(w.contender.get(counterKey)...); err != nil {
			return all, err
		} else if !ok {
			all.broken++
		}
	}
	return all, nil
}

// writeAll lets all writers set a key of their own, and returns which were refused.
func (w *world) writeAll() (refused []bool, err error) {
	refused = make([]bool, writerCount)
	errs := make([]error, writerCount)
	var group sync.WaitGroup
	start := make(chan struct{})
	for i := range writerCount {
		group.Go(func() {
			<-start
			_, ok, err := w.run(w.set(own(i), strconv.Itoa(i))...)
			refused[i], errs[i] = !ok, err
		})
	}
	close(start)
	group.Wait()
	return refused, errors.Join(errs...)
}

var written = regexp.MustCompile(`(?m)^\s*(w\d+ = \d+)$`)

func (all *writers) count(text string, refused []bool) {
	var there []string
	for _, found := range written.FindAllStringSubmatch(text, -1) {
		there = append(there, found[1])
	}
	for i := range refused {
		all.all++
		switch kept := slices.Contains(there, fmt.Sprintf("w%d = %d", i, i)); {
		case kept:
			all.kept++
		case refused[i]:
			all.refused++
		default:
			all.lost++
		}
	}
}
