package page_test

import (
	"errors"
	"io"
	"net"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// A proxy passes bytes between the browser and the server, and can cut all
// connections, as a network does.
type proxy struct {
	net.Listener
	server string
	all    sync.WaitGroup

	mu    sync.Mutex
	down  bool
	conns map[net.Conn]struct{}
}

func newProxy(t *testing.T, server string) *proxy {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	p := &proxy{Listener: l, server: server, conns: map[net.Conn]struct{}{}}
	p.all.Go(p.serve)
	t.Cleanup(func() {
		require.NoError(t, l.Close())
		p.cut()
		p.all.Wait()
	})
	return p
}

// cut ends all connections, and takes no more until mend.
func (p *proxy) cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.down = true
	for c := range p.conns {
		_ = c.Close()
	}
}

func (p *proxy) mend() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.down = false
}

func (p *proxy) serve() {
	for {
		browser, err := p.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			continue
		}
		server, err := net.Dial("tcp", p.server)
		if err != nil || !p.keep(browser, server) {
			_ = browser.Close()
			continue
		}
		p.all.Go(func() { p.pass(server, browser) })
		p.all.Go(func() { p.pass(browser, server) })
	}
}

// keep notes the connections, unless the network is down.
func (p *proxy) keep(conns ...net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range conns {
		if p.down {
			_ = c.Close()
		} else {
			p.conns[c] = struct{}{}
		}
	}
	return !p.down
}

func (p *proxy) pass(to, from net.Conn) {
	_, _ = io.Copy(to, from) // ends when either is closed
	_ = to.Close()
	_ = from.Close()
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.conns, from)
}
