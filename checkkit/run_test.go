package checkkit

import (
	"strings"
	"testing"
	"time"
)

func TestRunOfAProgramThatEnds(t *testing.T) {
	r := Command{Name: "echo", Args: []string{"--mode", "say", "--text", "a b"}, Env: []string{"WORD=plum"}, Stdin: "in", Dir: t.TempDir()}.Run(t)
	if want := (Result{"a b plum in", "and this", 7}); r != want {
		t.Errorf("got %+v, want %+v", r, want)
	}
	if r := Run(t, "echo", "--mode", "quit"); r.Code != 1 {
		t.Errorf("got %+v, want exit code 1", r)
	}
}

func TestRunOfAProgramThatDoesNotEnd(t *testing.T) {
	r, _ := record(func(t testing.TB) {
		Command{Name: "echo", Args: []string{"--addr", "127.0.0.1:0"}, Limit: 50 * time.Millisecond}.Run(t)
	})
	if all := strings.Join(r.lines, "\n"); !r.failed || !strings.Contains(all, "echo --addr 127.0.0.1:0 to end within 50ms") {
		t.Errorf("failed %v with\n%s", r.failed, all)
	}
}
