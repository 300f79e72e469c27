package checkkit

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io/fs"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// listener returns who listens at addr in place of the process pid and those that
// it has started; nothing if one of them does, or if there is no /proc to ask.
func listener(pid int, addr netip.AddrPort) string {
	inodes, known := listeners(pid, addr)
	if !known {
		return ""
	}
	if len(inodes) == 0 {
		return "nobody listens there"
	}
	for _, p := range family(pid) {
		if holds(p, inodes) {
			return ""
		}
	}
	return "another process listens there"
}

// listeners returns the inodes of the sockets that listen at addr, of the network
// that the process sees. Not known: there is no table of them.
func listeners(pid int, addr netip.AddrPort) (inodes map[string]bool, known bool) {
	inodes = map[string]bool{}
	for _, table := range []string{"tcp", "tcp6"} {
		text, err := os.ReadFile(proc(pid, "net", table))
		if err != nil {
			continue
		}
		known = true
		for line := range strings.Lines(string(text)) {
			f := strings.Fields(line)
			if len(f) < 10 || f[3] != "0A" { // 0A: TCP_LISTEN
				continue
			}
			local, ok := parseLocal(f[1])
			if ok && local.Port() == addr.Port() && (local.Addr().IsUnspecified() || local.Addr() == addr.Addr()) {
				inodes[f[9]] = true
			}
		}
	}
	return inodes, known || !gone("/proc/self/net/tcp")
}

// parseLocal reads an address of /proc/net/tcp: words of four bytes in the
// machine's order, as hexadecimal, a colon and the port.
func parseLocal(text string) (netip.AddrPort, bool) {
	host, port, ok := strings.Cut(text, ":")
	words, err := hex.DecodeString(host)
	n, portErr := strconv.ParseUint(port, 16, 16)
	if !ok || err != nil || portErr != nil || len(words)%4 != 0 {
		return netip.AddrPort{}, false
	}
	for i := 0; i < len(words); i += 4 {
		binary.BigEndian.PutUint32(words[i:], binary.NativeEndian.Uint32(words[i:]))
	}
	addr, ok := netip.AddrFromSlice(words)
	return netip.AddrPortFrom(addr.Unmap(), uint16(n)), ok
}

// family returns the process and its descendants, as far as their parents live.
func family(pid int) []int {
	children := map[int][]int{}
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		return []int{pid}
	}
	for _, name := range stats {
		child, err := strconv.Atoi(filepath.Base(filepath.Dir(name)))
		if err != nil {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			continue // it has ended meanwhile
		}
		// The second field is a name in parentheses, which may hold anything.
		f := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
		if len(f) < 2 {
			continue
		}
		if parent, err := strconv.Atoi(f[1]); err == nil {
			children[parent] = append(children[parent], child)
		}
	}
	all := []int{pid}
	for i := 0; i < len(all); i++ {
		all = append(all, children[all[i]]...)
	}
	return all
}

// holds reports whether the process has one of the sockets open.
func holds(pid int, inodes map[string]bool) bool {
	files, err := os.ReadDir(proc(pid, "fd"))
	if err != nil {
		return false // it has ended, or hides what it has open
	}
	for _, f := range files {
		target, err := os.Readlink(proc(pid, "fd", f.Name()))
		if err != nil {
			continue
		}
		if inode, ok := strings.CutPrefix(target, "socket:["); ok && inodes[strings.TrimSuffix(inode, "]")] {
			return true
		}
	}
	return false
}

func gone(name string) bool {
	_, err := os.Stat(name)
	return errors.Is(err, fs.ErrNotExist)
}

func proc(pid int, names ...string) string {
	return filepath.Join(append([]string{"/proc", strconv.Itoa(pid)}, names...)...)
}
