package main

import (
	"bytes"
	"fmt"
	"os"
)

// writeCalls returns how many system calls that write this process makes during
// f, by the kernel's count (proc(5), /proc/pid/io, syscw). Where there is none it
// returns -1.
func writeCalls(f func()) int {
	before, err := written()
	f()
	after, errAfter := written()
	if err != nil || errAfter != nil {
		return -1
	}
	return after - before
}

func written() (calls int, err error) {
	status, err := os.ReadFile("/proc/self/io")
	if err != nil {
		return 0, err
	}
	_, rest, _ := bytes.Cut(status, []byte("syscw: "))
	_, err = fmt.Fscan(bytes.NewReader(rest), &calls)
	return calls, err
}
