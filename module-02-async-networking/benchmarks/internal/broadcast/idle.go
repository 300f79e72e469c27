package broadcast

import (
	"errors"
	"fmt"
	"net"
	"time"
)

// idleMemory returns the bytes that a server's resident memory grows by for each
// connection that is ready to hear something, and hears nothing.
func idleMemory(c Contender, dir string, count int) (bytes float64, err error) {
	s, err := Start(c, dir)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, s.Stop()) }()
	ready := s.Talk.Ready
	if ready == nil {
		ready = s.Talk.Join
	}
	before, err := s.Resident()
	if err != nil {
		return 0, err
	}
	conns := make([]net.Conn, 0, count)
	defer func() {
		for _, c := range conns {
			err = errors.Join(err, c.Close())
		}
	}()
	for i := range count {
		c, r, err := s.Dial()
		if err != nil {
			return 0, err
		}
		conns = append(conns, c)
		if err := ready.do(c, r, fmt.Sprintf("i%d", i)); err != nil {
			return 0, fmt.Errorf("%s, connection %d: %w", s.Contender.Name, i, err)
		}
	}
	time.Sleep(3 * time.Second) // what garbage there is may be collected
	after, err := s.Resident()
	return float64(after-before) / float64(count), err
}
