package broadcast

import (
	"bufio"
	"fmt"
	"net"
	"strings"

	"systems.course/benchmarks/networking/internal/load"
	"systems.course/benchmarks/networking/internal/peer"
)

// A Contender is a server that sends what one client says to many.
type Contender struct {
	Name    string
	What    string // in a table: which it is and how it is run
	Command peer.Command
	Talk    Protocol
	Stall   bool // measure it with a member that doesn't read, too
}

// A Protocol is how clients of a server become members and what a message is. A step
// that is nil is none.
type Protocol struct {
	Join    Step // makes a member
	Settle  Step // reads what is still to come of others' joining
	Sender  Step // makes the sender
	Ready   Step // makes a client that could hear something; nil: as Join
	Message string
}

// A Step is what one client says and waits for. It has a minute.
type Step func(c net.Conn, r *bufio.Reader, name string) error

func (s Step) do(c net.Conn, r *bufio.Reader, name string) error {
	if s == nil {
		return nil
	}
	return s(c, r, name)
}

// SkipTo reads lines up to one that has one of the words.
func SkipTo(r *bufio.Reader, words ...string) error {
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return fmt.Errorf("waiting for %q: %w", words, err)
		}
		for _, word := range words {
			if strings.Contains(line, word) {
				return nil
			}
		}
	}
}

// A Server is a contender that runs.
type Server struct {
	Contender
	*peer.Server
}

// Start runs it, with files of its own in a folder.
func Start(c Contender, within string) (*Server, error) {
	s, err := peer.Start(c.Name, within, c.Command)
	return &Server{c, s}, err
}

// Load connects so many members, and a sender.
func (s *Server) Load(members int) (*load.Load, error) {
	conns := make([]net.Conn, members)
	readers := make([]*bufio.Reader, members)
	for i := range conns {
		c, r, err := s.Dial()
		if err != nil {
			return nil, err
		}
		if err := s.Talk.Join.do(c, r, fmt.Sprintf("m%d", i)); err != nil {
			return nil, fmt.Errorf("%s, member %d: %w", s.Contender.Name, i, err)
		}
		conns[i], readers[i] = c, r
	}
	c, r, err := s.Dial()
	if err != nil {
		return nil, err
	}
	if err := s.Talk.Sender.do(c, r, "sender"); err != nil {
		return nil, err
	}
	for i := range conns {
		if err := s.Talk.Settle.do(conns[i], readers[i], ""); err != nil {
			return nil, err
		}
		if n := readers[i].Buffered(); n > 0 {
			return nil, fmt.Errorf("%s: %d bytes more than a member waits for", s.Contender.Name, n)
		}
	}
	return load.New(c, conns, []byte(s.Talk.Message))
}
