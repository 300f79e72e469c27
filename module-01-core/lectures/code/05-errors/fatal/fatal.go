// Fatal ends a process in many ways, each below a deferred recover, and says what
// was left of it.
package main

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strings"
)

// endings are the ways, by the argument that asks for them.
var endings = []struct {
	name string
	end  func()
}{
	{"a panic", func() { panic("x") }},
	{"a panic in another goroutine", func() {
		go panic("x")
		select {}
	}},
	{"concurrent map writes", writeTogether},
	{"stack overflow", func() {
		debug.SetMaxStack(1 << 20)
		fmt.Println(deeper(1))
	}},
	{"deadlock", func() { select {} }},
	{"Goexit in main", runtime.Goexit},
	{"os.Exit(3)", func() { os.Exit(3) }},
}

func deeper(n int) int {
	if n == 0 {
		return 0
	}
	return deeper(n+1) + n
}

func writeTogether() {
	m := map[int]int{}
	for range 4 {
		go func() {
			for {
				m[1]++
			}
		}()
	}
	select {}
}

// end runs one ending below a recover and another deferred call.
func end(f func()) {
	defer fmt.Println("deferred")
	defer func() {
		if recover() != nil {
			fmt.Println("recovered")
		}
	}()
	f()
}

// outcome runs this program again for one ending, and returns what it printed to
// its output, its exit code, and what it said first on its error output.
func outcome(binary, name string) (printed string, code int, said string) {
	var stdout, stderr bytes.Buffer
	cmd := exec.Command(binary, name)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		return err.Error(), -1, ""
	}
	lines := bufio.NewScanner(&stderr)
	for lines.Scan() {
		if strings.HasPrefix(lines.Text(), "panic: ") || strings.HasPrefix(lines.Text(), "fatal error: ") {
			said = lines.Text()
			break
		}
	}
	return strings.Join(strings.Fields(stdout.String()), ", "), cmd.ProcessState.ExitCode(), said
}

func main() {
	if len(os.Args) > 1 {
		for _, e := range endings {
			if e.name == os.Args[1] {
				end(e.end)
			}
		}
		return
	}
	binary, err := os.Executable()
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	for _, e := range endings {
		printed, code, said := outcome(binary, e.name)
		fmt.Println(strings.TrimSpace(fmt.Sprintf("%-29s %-20s exit %d  %s", e.name, printed, code, said)))
	}
}
