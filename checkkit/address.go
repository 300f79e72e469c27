package checkkit

import (
	"fmt"
	"net/netip"
	"sync"
)

// addresses holds the address of each program that runs, over all checks of the
// process.
var addresses = struct {
	sync.Mutex
	of map[netip.AddrPort]*Program
}{of: map[netip.AddrPort]*Program{}}

// verify ends the check unless the address that the program has printed is a
// loopback address at which it listens itself, and no other program of the check
// too. That a program names somebody else's port is found on Linux only.
func (p *Program) verify(name string) {
	p.t.Helper()
	addr, err := netip.ParseAddrPort(p.Addr)
	if err != nil || !addr.Addr().IsLoopback() || addr.Port() == 0 {
		Fail(p.t, Failure{
			fmt.Sprintf("%s to print %q", name, readyPrefix+"127.0.0.1:PORT"), fmt.Sprintf("%q", readyPrefix+p.Addr),
			"it was started with --addr 127.0.0.1:0, and says at which port clients find it",
		})
	}
	if other := register(addr, p); other != nil {
		Fail(p.t, Failure{
			"an address that is not taken", p.Addr + ", at which the program that was started before says that it listens",
			"with --addr 127.0.0.1:0 the system gives each program a port of its own",
		})
	}
	if got := listener(p.cmd.Process.Pid, addr); got != "" {
		if p.endsWithin(lastWords) { // it listened there, and nothing of it is left to be found
			got = "its end: " + p.ending()
		}
		Fail(p.t, Failure{
			fmt.Sprintf("%s to listen at %s, as it says", name, p.Addr), got,
			"a program under check prints its own address, and not before clients may come",
		})
	}
}

// register notes the program's address, and returns another one that has it.
func register(addr netip.AddrPort, p *Program) *Program {
	addresses.Lock()
	defer addresses.Unlock()
	if other := addresses.of[addr]; other != nil && other.runs() {
		return other
	}
	addresses.of[addr] = p
	return nil
}

func (p *Program) runs() bool {
	select {
	case <-p.done:
		return false
	default:
		return true
	}
}
