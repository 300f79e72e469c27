package process

import (
	"io/fs"
	"os"
	"strings"
	"sync"
	"time"
)

const (
	usageInterval = 50 * time.Millisecond  // between two looks at memory and processes
	diskInterval  = 200 * time.Millisecond // from the end of a walk to the next one
	maxDepth      = 200                    // folders below a quota's; what is deeper is too much
)

// limits watch a command. A limit that was passed is sent on over once.
type limits struct {
	over     chan Limit
	done     chan struct{}
	watchers sync.WaitGroup
}

// watch starts to watch over a command's limits; stop must be called.
func watch(p *running, c Command) *limits {
	l := &limits{over: make(chan Limit, 2), done: make(chan struct{})}
	if c.Memory > 0 || c.Processes > 0 {
		l.watchers.Go(func() { l.every(usageInterval, func() Limit { return p.exceeded(c.Memory, c.Processes) }) })
	}
	if c.Disk.Dir != "" {
		l.watchers.Go(func() {
			l.every(diskInterval, func() Limit {
				if c.Disk.exceeded() {
					return OverDisk
				}
				return ""
			})
		})
	}
	return l
}

// every looks until a limit is passed, or stop is called.
func (l *limits) every(interval time.Duration, look func() Limit) {
	timer := time.NewTimer(interval)
	defer timer.Stop()
	for {
		select {
		case <-l.done:
			return
		case <-timer.C:
		}
		if over := look(); over != "" {
			l.over <- over
			return
		}
		timer.Reset(interval)
	}
}

// stop returns when nobody watches any more.
func (l *limits) stop() {
	close(l.done)
	l.watchers.Wait()
}

// exceeded walks the folder until it has found too much. What vanishes on the
// way, the folder itself included, counts as nothing.
func (q Quota) exceeded() bool {
	root, err := os.OpenRoot(q.Dir) // stays below it, whatever is moved about meanwhile
	if err != nil {
		return false
	}
	var bytes int64
	files, over := 0, false
	err = fs.WalkDir(root.FS(), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil && entry == nil || name == "." {
			return err
		}
		if err != nil {
			return nil // a folder that has been counted, and cannot be read
		}
		files++
		if info, err := entry.Info(); err == nil && info.Mode().IsRegular() {
			bytes += info.Size()
		}
		if q.Bytes > 0 && bytes > q.Bytes || q.Files > 0 && files > q.Files || strings.Count(name, "/") > maxDepth {
			over = true
			return fs.SkipAll
		}
		return nil
	})
	closeErr := root.Close()
	return over && err == nil && closeErr == nil
}
