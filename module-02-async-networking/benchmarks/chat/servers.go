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

	"systems.course/benchmarks/networking/internal/broadcast"
	"systems.course/benchmarks/networking/internal/peer"
)

// The names that results are compared by.
const (
	chatName   = "chat"
	redisName  = "Redis"
	ngircdName = "ngircd"
	bareName   = "a bare server"
	bareGoName = "a bare server in Go"
)

// text is the 64 bytes that a message says.
var text = strings.Repeat("0123456789abcdef", 4)

// contenders builds what has to be built, in a folder.
func contenders(dir string) ([]broadcast.Contender, error) {
	chat, err := peer.Go(dir, "../../solutions/ex01-chat-server", "./cmd/chat")
	if err != nil {
		return nil, err
	}
	bare, err := peer.Bare(dir)
	if err != nil {
		return nil, err
	}
	bareGo, err := peer.Go(dir, "..", "./internal/peer/barego")
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
	return []broadcast.Contender{
		{Name: chatName, What: "the reference of exercise 01, `--rate 0`", Command: chatCommand(chat), Talk: irc, Stall: true},
		{Name: redisName, What: redis + ": `SUBSCRIBE` and `PUBLISH`, nothing saved", Command: redisCommand, Talk: resp},
		{Name: ngircdName, What: ngircd + ", without penalties", Command: ngircdCommand, Talk: irc},
		{Name: bareGoName, What: "[the same in Go](../internal/peer/barego/main.go), with `Conn.Write`: what the runtime costs", Command: bareGoCommand(bareGo), Talk: copied},
		{Name: bareName, What: "[bare.c](../internal/peer/bare/bare.c): copies what comes to all others, one write each; the limit", Command: bare, Talk: copied},
	}, nil
}

func chatCommand(program string) peer.Command {
	return func(_ string, port int) (*exec.Cmd, error) {
		return exec.Command(program, "--addr", fmt.Sprintf("127.0.0.1:%d", port), "--rate", "0", "--max-clients", "20000", "--ping-interval", "1h", "--log-level", "error"), nil
	}
}

func bareGoCommand(program string) peer.Command {
	return func(_ string, port int) (*exec.Cmd, error) {
		return exec.Command(program, "--addr", fmt.Sprintf("127.0.0.1:%d", port)), nil
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

var irc = broadcast.Protocol{
	Join: joinIRC,
	Settle: func(c net.Conn, r *bufio.Reader, _ string) error {
		if _, err := io.WriteString(c, "PING :settled\r\n"); err != nil {
			return err
		}
		return broadcast.SkipTo(r, "settled")
	},
	Sender:  joinIRC,
	Ready:   register,
	Message: "PRIVMSG #c :" + text + "\r\n",
}

func joinIRC(c net.Conn, r *bufio.Reader, name string) error {
	if err := register(c, r, name); err != nil {
		return err
	}
	if _, err := io.WriteString(c, "JOIN #c\r\n"); err != nil {
		return err
	}
	return broadcast.SkipTo(r, " 366 ")
}

func register(c net.Conn, r *bufio.Reader, name string) error {
	if _, err := fmt.Fprintf(c, "NICK %s\r\nUSER %s 0 * :%s\r\n", name, name, name); err != nil {
		return err
	}
	return broadcast.SkipTo(r, " 376 ", " 422 ")
}

var resp = broadcast.Protocol{
	Join:  subscribe,
	Ready: subscribe,
	Sender: func(c net.Conn, _ *bufio.Reader, _ string) error {
		_, err := io.WriteString(c, "CLIENT REPLY OFF\r\n")
		return err
	},
	Message: fmt.Sprintf("*3\r\n$7\r\nPUBLISH\r\n$1\r\nc\r\n$%d\r\n%s\r\n", len(text), text),
}

func subscribe(c net.Conn, r *bufio.Reader, _ string) error {
	if _, err := io.WriteString(c, "SUBSCRIBE c\r\n"); err != nil {
		return err
	}
	return broadcast.SkipTo(r, ":1\r\n")
}

// copied is the bare server's: a message has the bytes that an IRC server sends.
var copied = broadcast.Protocol{Message: ":sender!~sender@127.0.0.1 PRIVMSG #c :" + text + "\r\n"}
