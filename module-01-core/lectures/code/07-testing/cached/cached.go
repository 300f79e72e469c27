// Cached makes a module of its own with one test, which reads a variable, a file
// of the module and a file beside it, and runs it after each has changed.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

const priceTest = `package price

import (
	"os"
	"testing"
)

func TestPrice(t *testing.T) {
	_ = os.Getenv("REGION")
	inside, _ := os.ReadFile("testdata/price.txt")
	outside, _ := os.ReadFile("../price.txt")
	if string(inside) != "100" || string(outside) != "100" {
		t.Fatalf("prices %q and %q, want 100", inside, outside)
	}
}
`

// A bench is a folder with the module in it.
type bench struct{ dir string }

// write writes a file that seems to be so old, as the go command does not cache
// results that depend on files changed in the last two seconds.
func (b bench) write(name, text string, age time.Duration) {
	file := filepath.Join(b.dir, name)
	must(os.MkdirAll(filepath.Dir(file), 0o755))
	must(os.WriteFile(file, []byte(text), 0o644))
	must(os.Chtimes(file, time.Time{}, time.Now().Add(-age)))
}

// test runs the test and returns how that went.
func (b bench) test(region string, flags ...string) string {
	cmd := exec.Command("go", append(append([]string{"test"}, flags...), ".")...)
	cmd.Dir = filepath.Join(b.dir, "module")
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=", "REGION="+region)
	output, err := cmd.CombinedOutput()
	switch {
	case err != nil && strings.Contains(string(output), "--- FAIL: TestPrice"):
		return "FAIL"
	case err != nil:
		return string(output)
	case strings.Contains(string(output), "(cached)"):
		return "ok, cached"
	}
	return "ok"
}

func main() {
	dir, err := os.MkdirTemp("", "cached")
	must(err)
	defer func() { must(os.RemoveAll(dir)) }()
	if !run(bench{dir}) {
		must(os.RemoveAll(dir))
		os.Exit(1)
	}
}

// run reports whether the cache was right in the end.
func run(b bench) bool {
	b.write("module/go.mod", fmt.Sprintf("module price%d\n\ngo 1.26\n", time.Now().UnixNano()), 0)
	b.write("module/price_test.go", priceTest, 0)
	b.write("module/testdata/price.txt", "100", 2*time.Hour)
	b.write("price.txt", "100", 2*time.Hour)
	fmt.Println("first run              ", b.test("eu"))
	fmt.Println("again                  ", b.test("eu"))
	fmt.Println("REGION=us              ", b.test("us"))
	b.write("module/testdata/price.txt", "100", time.Hour)
	fmt.Println("testdata/price.txt     ", b.test("us"), "(rewritten, same bytes)")
	b.write("price.txt", "999", time.Hour)
	stale := b.test("us")
	fmt.Println("../price.txt says 999  ", stale)
	truth := b.test("us", "-count=1")
	fmt.Println("the same, with -count=1", truth)
	return stale == truth
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
