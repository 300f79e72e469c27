//go:build !linux

package checkkit

import "net/netip"

// listener returns nothing: who listens is not asked here.
func listener(int, netip.AddrPort) string { return "" }
