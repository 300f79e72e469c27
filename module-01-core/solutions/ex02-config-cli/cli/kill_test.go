//go:build unix

package cli_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"systems.course/confctl/doc"
)

// rounds is how often TestKill kills:
//
//	go test ./cli -run TestKill -rounds 500
var rounds = flag.Int("rounds", 40, "how often the kill test kills")

const killSchema = "app = \"shop\"\n[[key]]\nname = \"n\"\ntype = \"int\"\n"

// TestKill kills the program with SIGKILL at random moments while it changes a
// large file. Each time the file must hold the old number or the new, and all
// the rest of what it held.
func TestKill(t *testing.T) {
	program := build(t)
	dir := t.TempDir()
	rest := strings.Repeat("# a line that must not be lost\n", 20_000)
	file := filepath.Join(dir, "shop.toml")
	require.NoError(t, os.WriteFile(filepath.Join(dir, "confctl.schema.toml"), []byte(killSchema), 0o644))
	require.NoError(t, os.WriteFile(file, []byte(rest+"n = 0\n"), 0o644))
	took := timeOf(t, program, dir)
	last, old, killed := "0", 0, 0
	for round := 1; round <= *rounds; round++ {
		c := command(program, dir, "set", "n", fmt.Sprint(round))
		require.NoError(t, c.Start())
		time.Sleep(rand.N(took + took/4))
		err := c.Process.Kill()
		if !errors.Is(err, os.ErrProcessDone) {
			require.NoError(t, err)
		}
		if c.Wait() != nil {
			killed++
		}
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		body, number, ok := bytes.Cut(text, []byte("n = "))
		require.True(t, ok && string(body) == rest, "round %d: the rest of the file is gone", round)
		now := strings.TrimSpace(string(number))
		require.Contains(t, []string{last, fmt.Sprint(round)}, now, "round %d", round)
		if now == last {
			old++
		}
		last = now
	}
	t.Logf("%d rounds: %d killed before their end, %d left the old file, %d the new", *rounds, killed, old, *rounds-old)
	out, err := command(program, dir, "set", "n", "1000000").CombinedOutput()
	require.NoError(t, err, "%s", out)
	requireNoCompanions(t, dir)
}

// timeOf is how long the program takes when nobody kills it.
func timeOf(t *testing.T, program, dir string) time.Duration {
	t.Helper()
	start := time.Now()
	out, err := command(program, dir, "set", "n", "0x0").CombinedOutput()
	require.NoError(t, err, "%s", out)
	return time.Since(start) * 3 // it writes, and the first time is for the cache
}

func requireNoCompanions(t *testing.T, dir string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, e := range entries {
		require.NotContains(t, e.Name(), ".tmp-", "the next writer clears up")
	}
}

// TestFiftyWriters sets fifty keys at once, by fifty processes.
func TestFiftyWriters(t *testing.T) {
	const writers = 50
	program := build(t)
	dir := t.TempDir()
	schema := "app = \"shop\"\n"
	for i := range writers {
		schema += fmt.Sprintf("[[key]]\nname = \"k.w%d\"\ntype = \"int\"\n", i)
	}
	require.NoError(t, os.WriteFile(filepath.Join(dir, "confctl.schema.toml"), []byte(schema), 0o644))
	var group sync.WaitGroup
	errs := make([]error, writers)
	for i := range writers {
		group.Go(func() {
			out, err := command(program, dir, "set", fmt.Sprintf("k.w%d", i), fmt.Sprint(i)).CombinedOutput()
			if err != nil {
				errs[i] = fmt.Errorf("%w: %s", err, out)
			}
		})
	}
	group.Wait()
	require.NoError(t, errors.Join(errs...))
	text, err := os.ReadFile(filepath.Join(dir, ".shop.toml"))
	require.NoError(t, err)
	d, err := doc.Parse("shop.toml", doc.TOML, text)
	require.NoError(t, err)
	require.Len(t, d.Root.Entry("k").Value.Entries, writers)
	requireNoCompanions(t, dir)
}

var build = func() func(t *testing.T) string {
	var once sync.Once
	var program string
	return func(t *testing.T) string {
		t.Helper()
		once.Do(func() {
			dir, err := os.MkdirTemp("", "confctl-test-")
			require.NoError(t, err)
			built = dir
			program = filepath.Join(dir, "confctl")
			out, err := exec.Command("go", "build", "-o", program, "systems.course/confctl/cmd/confctl").CombinedOutput()
			require.NoError(t, err, "%s", out)
		})
		return program
	}
}()

// built is the folder of the program, which TestMain removes.
var built string

func TestMain(m *testing.M) {
	code := m.Run()
	if built != "" {
		if err := os.RemoveAll(built); err != nil {
			fmt.Fprintln(os.Stderr, err)
			code = 1
		}
	}
	os.Exit(code)
}

func command(program, dir string, args ...string) *exec.Cmd {
	c := exec.Command(program, args...)
	c.Dir, c.Env = dir, []string{"HOME=" + dir, "XDG_CONFIG_DIRS=" + dir}
	return c
}
