package main

import (
	"bufio"
	_ "embed"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"systems.course/benchmarks/networking/internal/load"
	"systems.course/benchmarks/networking/internal/peer"
)

// The names that results are compared by.
const (
	chatName   = "chat"
	redisName  = "Redis"
	ngircdName = "ngircd"
	bareName   = "a bare server"
)

// A contender is a server that sends what one client says to many.
type contender struct {
	name    string
	what    string // in the table: which it is and how it is run
	command peer.Command
	talk    protocol
}

// A protocol is how clients of a server become members and what a message is.
type protocol struct {
	join    func(c net.Conn, r *bufio.Reader, name string) error
	settle  func(c net.Conn, r *bufio.Reader) error // reads what is still to come of others' joining
	sender  func(c net.Conn, r *bufio.Reader) error
	ready   func(c net.Conn, r *bufio.Reader, name string) error // makes a client that is in no channel; nil: it is one at once
	message string
}

// text is the 64 bytes that a message says.
var text = strings.Repeat("0123456789abcdef", 4)

// contenders builds what has to be built, in a folder.
func contenders(dir string) ([]contender, error) {
	chat, err := peer.Go(dir, "../../solutions/ex01-chat-server", "./cmd/chat")
	if err != nil {
		return nil, err
	}
	bare, err := peer.Bare(dir)
	if err != nil {
		return nil, err
	}
	redis, err := peer.Version("redis-server", "--version")
	if err != nil {
		return nil, err
	}
	ngircd, err := peer.Version("ngircd", "--version")
	if err != nil {
		return nil, err
	}
	return []contender{
		{chatName, "the reference of exercise 01, `--rate 0`", chatCommand(chat), irc},
		{redisName, redis + ": `SUBSCRIBE` and `PUBLISH`, nothing saved", redisCommand, resp},
		{ngircdName, ngircd + ", without penalties", ngircdCommand, irc},
		{bareName, "[bare.c](../internal/peer/bare/bare.c): copies what comes to all others, one write each; the limit", bare, copied},
	}, nil
}

func chatCommand(program string) peer.Command {
	return func(_ string, port int) (*exec.Cmd, error) {
		return exec.Command(program, "--addr", fmt.Sprintf("127.0.0.1:%d", port), "--rate", "0", "--max-clients", "20000", "--ping-interval", "1h", "--log-level", "error"), nil
	}
}

func redisCommand(dir string, port int) (*exec.Cmd, error) {
	return exec.Command("redis-server", "--bind", "127.0.0.1", "--port", fmt.Sprint(port), "--save", "", "--appendonly", "no",
		"--dir", dir, "--maxclients", "20000", "--loglevel", "warning"), nil
}

func ngircdCommand(dir string, port int) (*exec.Cmd, error) {
	file := filepath.Join(dir, "ngircd.conf")
	conf := fmt.Sprintf(`[Global]
Name = irc.bench.local
Info = measured
Listen = 127.0.0.1
Ports = %d
MotdPhrase = hello
[Limits]
MaxConnections = 0
MaxConnectionsIP = 0
MaxNickLength = 20
MaxPenaltyTime = 0
PingTimeout = 3600
PongTimeout = 3600
[Options]
DNS = no
Ident = no
PAM = no
`, port)
	return exec.Command("ngircd", "-n", "-f", file), os.WriteFile(file, []byte(conf), 0o644)
}

var irc = protocol{
	join: joinIRC,
	settle: func(c net.Conn, r *bufio.Reader) error {
		if _, err := io.WriteString(c, "PING :settled\r\n"); err != nil {
			return err
		}
		return skipTo(r, "settled")
	},
	sender:  func(c net.Conn, r *bufio.Reader) error { return joinIRC(c, r, "sender") },
	ready:   register,
	message: "PRIVMSG #c :" + text + "\r\n",
}

func joinIRC(c net.Conn, r *bufio.Reader, name string) error {
	if err := register(c, r, name); err != nil {
		return err
	}
	if _, err := io.WriteString(c, "JOIN #c\r\n"); err != nil {
		return err
	}
	return skipTo(r, " 366 ")
}

func register(c net.Conn, r *bufio.Reader, name string) error {
	if _, err := fmt.Fprintf(c, "NICK %s\r\nUSER %s 0 * :%s\r\n", name, name, name); err != nil {
		return err
	}
	return skipTo(r, " 376 ", " 422 ")
}

var resp = protocol{
	join: subscribe, ready: subscribe,
	settle: func(net.Conn, *bufio.Reader) error { return nil },
	sender: func(c net.Conn, _ *bufio.Reader) error {
		_, err := io.WriteString(c, "CLIENT REPLY OFF\r\n")
		return err
	},
	message: fmt.Sprintf("*3\r\n$7\r\nPUBLISH\r\n$1\r\nc\r\n$%d\r\n%s\r\n", len(text), text),
}

func subscribe(c net.Conn, r *bufio.Reader, _ string) error {
	if _, err := io.WriteString(c, "SUBSCRIBE c\r\n"); err != nil {
		return err
	}
	return skipTo(r, ":1\r\n")
}

// copied is the bare server's: a message has the bytes that an IRC server sends.
var copied = protocol{
	join:    func(net.Conn, *bufio.Reader, string) error { return nil },
	settle:  func(net.Conn, *bufio.Reader) error { return nil },
	sender:  func(net.Conn, *bufio.Reader) error { return nil },
	message: ":sender!~sender@127.0.0.1 PRIVMSG #c :" + text + "\r\n",
}

// skipTo reads lines up to one that has one of the words.
func skipTo(r *bufio.Reader, words ...string) error {
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

// A server is a contender that runs.
type server struct {
	contender
	*peer.Server
}

func start(c contender, within string) (*server, error) {
	s, err := peer.Start(c.name, within, c.command)
	return &server{c, s}, err
}

// load connects so many members, and a sender.
func (s *server) load(members int) (*load.Load, error) {
	conns := make([]net.Conn, members)
	readers := make([]*bufio.Reader, members)
	for i := range conns {
		c, r, err := s.Dial()
		if err != nil {
			return nil, err
		}
		if err := s.talk.join(c, r, fmt.Sprintf("m%d", i)); err != nil {
			return nil, fmt.Errorf("%s, member %d: %w", s.name, i, err)
		}
		conns[i], readers[i] = c, r
	}
	c, r, err := s.Dial()
	if err != nil {
		return nil, err
	}
	if err := s.talk.sender(c, r); err != nil {
		return nil, err
	}
	for i := range conns {
		if err := s.talk.settle(conns[i], readers[i]); err != nil {
			return nil, err
		}
		if n := readers[i].Buffered(); n > 0 {
			return nil, fmt.Errorf("%s: %d bytes more than a member waits for", s.name, n)
		}
	}
	return load.New(c, conns, []byte(s.talk.message))
}
