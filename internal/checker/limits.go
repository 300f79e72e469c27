package checker

import (
	"cmp"
	"runtime"
	"time"
)

// Limits of one process each, with all that it starts. They are far above what
// honest code needs: what reaches one has no end, or is meant to hurt.
const (
	CheckLimit   = 20 * time.Second // six times as long under the race detector
	MemoryLimit  = 1 << 30          // bytes; four times as many under the race detector
	ProcessLimit = 64
	DiskLimit    = 256 << 20 // bytes in the check's folder, the test binary's included
	FileLimit    = 10_000    // files and folders in the check's folder

	BuildLimit       = 3 * time.Minute
	BuildDiskLimit   = 1 << 30  // bytes in the scratch folder, and the most that a file in the build cache can have
	BuildMemoryLimit = 4 << 30  // bytes; more with many processors, each of which may run a compiler
	BinaryLimit      = 96 << 20 // bytes of a built program
)

// buildMemory returns what the go command and its compilers may take.
func buildMemory() int64 { return max(BuildMemoryLimit, int64(runtime.NumCPU())<<29) }

// Limits replaces those limits of a check that have no field of their own in Job.
// A zero is the constant.
type Limits struct {
	Memory    int64 // bytes, before the race detector's factor
	Processes int
	Disk      int64 // bytes
	Files     int
}

// The race detector makes code slower and larger by these factors.
const (
	raceTime   = 6
	raceMemory = 4
)

// checkLimits returns what a check's process may take.
func (j *Job) checkLimits() (time.Duration, Limits) {
	limit := cmp.Or(j.CheckLimit, CheckLimit)
	l := Limits{
		Memory:    cmp.Or(j.Limits.Memory, MemoryLimit),
		Processes: cmp.Or(j.Limits.Processes, ProcessLimit),
		Disk:      cmp.Or(j.Limits.Disk, DiskLimit),
		Files:     cmp.Or(j.Limits.Files, FileLimit),
	}
	if j.Race {
		limit *= raceTime
		l.Memory *= raceMemory
	}
	return limit, l
}
