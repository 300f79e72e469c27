package grade

import (
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"

	"systems.course/internal/checker"
)

// DefaultJobs returns how many builds and checks to run at once: one for each
// processor that the process may use, but no more than the free memory holds when
// each takes what the checker allows a check (1 GiB, and 4 GiB under the race
// detector), and at least one. Where the free memory is not known, which is
// everywhere but on Linux, the processors decide. Why is empty unless memory does.
func DefaultJobs(race bool) (n int, why string) {
	n = runtime.GOMAXPROCS(0)
	each := int64(checker.MemoryLimit)
	if race {
		each *= 4
	}
	free, known := freeMemory()
	if room := max(1, int(free/each)); known && room < n {
		return room, strconv.FormatInt(free>>30, 10) + " GiB of memory are free, and a check may take " + strconv.FormatInt(each>>30, 10) + " GiB"
	}
	return n, ""
}

// freeMemory returns the bytes that new processes can have: what the kernel holds
// available, or what is left to the control group if that is less.
func freeMemory() (int64, bool) {
	text, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		return 0, false
	}
	free, known := int64(0), false
	for l := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(l, "MemAvailable:"); ok {
			kib, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 10, 64)
			free, known = kib<<10, err == nil
		}
	}
	const group = "/sys/fs/cgroup" // of a container; elsewhere the root has no limit
	limit, limited := number(filepath.Join(group, "memory.max"))
	used, counted := number(filepath.Join(group, "memory.current"))
	if limited && counted {
		free = min(free, max(0, limit-used))
	}
	return free, known
}

func number(file string) (int64, bool) {
	text, err := os.ReadFile(file)
	if err != nil {
		return 0, false
	}
	n, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64)
	return n, err == nil
}
