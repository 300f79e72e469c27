package checkkit

import (
	"net"
	"net/netip"
	"runtime"
	"strings"
	"testing"
)

// TestProgramNamesItsOwnAddress lets a program print other addresses than that at
// which it listens.
func TestProgramNamesItsOwnAddress(t *testing.T) {
	other, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := other.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := free.Close(); err != nil {
		t.Fatal(err)
	}
	form := `got       "listening on `
	tests := []struct {
		name, mode, want string
		linux            bool // found there only
	}{
		{"a name", "localhost:7007", form, false},
		{"no port", "127.0.0.1:0", form, false},
		{"a port that is none", "127.0.0.1:70000", form, false},
		{"the whole network", "0.0.0.0:7007", form, false},
		{"another machine", "192.0.2.1:7007", form, false},
		{"nobody's port", free.Addr().String(), "got       nobody listens there", true},
		{"somebody else's port", other.Addr().String(), "got       another process listens there", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.linux && runtime.GOOS != "linux" {
				t.Skip("only Linux tells who listens")
			}
			r, _ := record(func(t testing.TB) { Start(t, "echo", "--mode", tt.mode) })
			if all := strings.Join(r.lines, "\n"); !r.failed || !strings.Contains(all, tt.want) {
				t.Errorf("failed %v with\n%s\nwant %q in it", r.failed, all, tt.want)
			}
		})
	}
}

// TestProgramEndsAfterItHasNamedItsAddress is about the program of a starter:
// what it names was true, and then a stub has panicked.
func TestProgramEndsAfterItHasNamedItsAddress(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux tells who listens")
	}
	r, _ := record(func(t testing.TB) { Start(t, "echo", "--mode", "stub") })
	want := "got       its end: exit status 2, not written yet: stage 1: send back every byte"
	if all := strings.Join(r.lines, "\n"); !strings.Contains(all, want) {
		t.Errorf("got\n%s\nwant %q in it", all, want)
	}
}

func TestTwoProgramsHaveTwoAddresses(t *testing.T) {
	first := Start(t, "echo")
	r, _ := record(func(t testing.TB) { Start(t, "echo", "--mode", first.Addr) })
	if all := strings.Join(r.lines, "\n"); !strings.Contains(all, "expected  an address that is not taken") {
		t.Errorf("got\n%s", all)
	}
	first.Kill()
	if other := register(netip.MustParseAddrPort(first.Addr), first); other != nil {
		t.Error("the address of a program that has ended is still taken")
	}
}
