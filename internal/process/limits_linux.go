package process

import (
	"bytes"
	"os"
	"strconv"
)

// A scanner looks again and again for the descendants of one process. Whoever is
// none of them never becomes one, and is looked at once.
type scanner struct {
	strangers map[int]bool
}

// below returns the descendants of a process, which is not among them.
func (s *scanner) below(pid int) ([]proc, error) {
	pids, err := identifiers()
	if err != nil {
		return nil, err
	}
	var all []proc
	for _, id := range pids {
		if s.strangers[id] {
			continue
		}
		if p, ok := look(id); ok {
			all = append(all, p)
		}
	}
	found := descendants(all, func(p proc) bool { return p.parent == pid })
	mine := make(map[int]bool, len(found)+1)
	mine[pid] = true
	for _, p := range found {
		mine[p.pid] = true
	}
	strangers := make(map[int]bool, len(pids))
	for _, id := range pids {
		strangers[id] = !mine[id]
	}
	s.strangers = strangers
	return found, nil
}

// exceeded returns the limit that the command and its descendants are over. For
// one goroutine. If /proc cannot be read, there is nothing that could be said.
func (p *running) exceeded(memory int64, most int) Limit {
	all, err := p.scan.below(p.cmd.Process.Pid)
	if err != nil {
		return ""
	}
	var command []proc
	var resident int64
	for _, d := range all {
		if p.boxed && d.parent == p.cmd.Process.Pid {
			continue // the supervisor, within the sandbox
		}
		command = append(command, d)
		resident += d.resident
	}
	switch {
	case most > 0 && len(command) > most:
		return OverProcesses
	case memory > 0 && resident > memory && proportional(command) > memory:
		return OverMemory
	}
	return ""
}

// proportional is the memory of processes, in bytes, where a page that several
// share is shared out among them. It costs more to ask for than what is resident.
func proportional(all []proc) (sum int64) {
	for _, p := range all {
		share, ok := share(p.pid)
		if !ok {
			share = p.resident
		}
		sum += share
	}
	return sum
}

func share(pid int) (int64, bool) {
	text, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/smaps_rollup")
	if err != nil {
		return 0, false
	}
	for line := range bytes.Lines(text) {
		fields := bytes.Fields(line)
		if len(fields) == 3 && string(fields[0]) == "Pss:" {
			kilobytes, err := strconv.ParseInt(string(fields[1]), 10, 64)
			return kilobytes << 10, err == nil
		}
	}
	return 0, false
}
