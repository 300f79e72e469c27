package checkkit

import (
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestMain(m *testing.M) {
	code := func() int {
		dir, err := os.MkdirTemp("", "checkkit-test-")
		if err != nil {
			panic(err)
		}
		defer func() {
			if err := os.RemoveAll(dir); err != nil {
				panic(err)
			}
		}()
		name := filepath.Join(dir, "echo")
		if runtime.GOOS == "windows" {
			name += ".exe"
		}
		if out, err := exec.Command("go", "build", "-o", name, "./testdata/echo").CombinedOutput(); err != nil {
			panic(string(out))
		}
		if err := os.Setenv("COURSE_BIN", dir); err != nil {
			panic(err)
		}
		return m.Run()
	}()
	os.Exit(code)
}

func TestProgramServesAndStops(t *testing.T) {
	for _, mode := range []string{"", "loud"} {
		p := Start(t, "echo", "--mode", mode)
		c, err := net.Dial("tcp", p.Addr)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Write([]byte("hello")); err != nil {
			t.Fatal(err)
		}
		got := make([]byte, 5)
		if _, err := io.ReadFull(c, got); err != nil || string(got) != "hello" {
			t.Fatalf("mode %q: got %q, %v", mode, got, err)
		}
		if err := c.Close(); err != nil {
			t.Error(err)
		}
		p.Stop()
		if _, err := net.Dial("tcp", p.Addr); err == nil {
			t.Errorf("mode %q: somebody still listens at %s", mode, p.Addr)
		}
	}
}

func TestProgramThatMisbehaves(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no SIGTERM to react to")
	}
	tests := []struct{ mode, want string }{
		{"quit", "its end: exit status 1"},
		{"sour", "exit status 3"},
	}
	for _, tt := range tests {
		t.Run(tt.mode, func(t *testing.T) {
			r, _ := record(func(t testing.TB) { Start(t, "echo", "--mode", tt.mode).Stop() })
			if all := strings.Join(r.lines, "\n"); !r.failed || !strings.Contains(all, tt.want) {
				t.Errorf("failed %v with\n%s\nwant %q in it", r.failed, all, tt.want)
			}
		})
	}
}

func TestFailedCheckShowsTheProgramsOutput(t *testing.T) {
	r, _ := record(func(t testing.TB) { Start(t, "echo"); t.Fatal("no") })
	if all := strings.Join(r.lines, "\n"); !strings.Contains(all, "the program printed:\n  | listening on 127.0.0.1:") {
		t.Errorf("got\n%s", all)
	}
}

// TestFailedCheckShowsThePanic has a program whose client sees the end of the
// connection before the panic is printed.
func TestFailedCheckShowsThePanic(t *testing.T) {
	r, _ := record(func(t testing.TB) {
		c, err := net.Dial("tcp", Start(t, "echo", "--mode", "panic").Addr)
		NoError(t, "Dial", err, "it listens")
		if _, err := c.Read(make([]byte, 1)); err != nil {
			t.Fatal(err, c.Close())
		}
	})
	if all := strings.Join(r.lines, "\n"); !strings.Contains(all, "\n  | panic: a nil map") {
		t.Errorf("got\n%s", all)
	}
}

func TestKilledProgramIsGone(t *testing.T) {
	p := Start(t, "echo")
	p.Kill()
	if c, err := net.Dial("tcp", p.Addr); err == nil {
		t.Errorf("somebody still listens at %s: %v", p.Addr, c.Close())
	}
}

func TestTarget(t *testing.T) {
	t.Setenv("COURSE_TARGET", "127.0.0.1:6379")
	p := Start(t, "no-such-program")
	if p.Addr != "127.0.0.1:6379" || p.Ours() {
		t.Errorf("got %q, ours: %v", p.Addr, p.Ours())
	}
	tests := []struct {
		what string
		do   func(t testing.TB)
		says string
	}{
		{"arguments", func(t testing.TB) { Start(t, "no-such-program", "--name", "a", "-v=1", "--name", "b") }, "it starts no-such-program with --name, -v"},
		{"a command", func(t testing.TB) { Run(t, "no-such-program", "user", "add") }, "it runs no-such-program user add"},
		{"a stop", func(t testing.TB) { Start(t, "no-such-program").Stop() }, "not ours to stop"},
		{"a kill", func(t testing.TB) { Start(t, "no-such-program").Kill() }, "not ours to kill"},
	}
	for _, tt := range tests {
		t.Run(tt.what, func(t *testing.T) {
			r, _ := record(tt.do)
			if all := strings.Join(r.lines, "\n"); r.failed || !r.skipped || !strings.Contains(all, tt.says) {
				t.Errorf("failed %v, skipped %v with\n%s\nwant %q in it", r.failed, r.skipped, all, tt.says)
			}
		})
	}
}
