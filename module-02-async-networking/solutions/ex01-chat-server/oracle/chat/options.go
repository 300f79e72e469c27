package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"text/template"
	"time"
)

// options are the flags of cmd/chat. Those for ngircd are used; the others are
// there to be accepted.
type options struct {
	version bool

	addr            netip.AddrPort
	name            string
	motd            string // a file, "" for none
	opers           []operator
	tlsCert, tlsKey string
	maxClients      int // 0: no limit
	maxNickLength   int
	maxChannels     int
	pingInterval    time.Duration
	pingTimeout     time.Duration
	registerTimeout time.Duration
}

// operator is one that OPER makes.
type operator struct{ Name, Password string }

// parse reads the command line.
func parse(args []string) (options, error) {
	var o options
	f := flag.NewFlagSet("chat", flag.ContinueOnError)
	f.BoolVar(&o.version, "version", false, "print the version of ngircd and end")
	addr := f.String("addr", "127.0.0.1:0", "loopback address to listen at; port 0 is a free one")
	f.Func("oper", "NAME:PASSWORD of an operator; can be repeated", func(text string) error {
		name, password, ok := strings.Cut(text, ":")
		if !ok {
			return errors.New("NAME:PASSWORD is wanted")
		}
		o.opers = append(o.opers, operator{name, password})
		return nil
	})
	f.StringVar(&o.name, "name", "chat.local", "name of the server")
	f.StringVar(&o.motd, "motd", "", "file with the message of the day")
	f.StringVar(&o.tlsCert, "tls-cert", "", "certificate: listen with TLS only")
	f.StringVar(&o.tlsKey, "tls-key", "", "its private key")
	f.IntVar(&o.maxClients, "max-clients", 0, "connections at a time; 0 is no limit")
	f.IntVar(&o.maxNickLength, "max-nick-length", 30, "bytes of a nickname")
	f.IntVar(&o.maxChannels, "max-channels", 20, "channels that a client can be in")
	f.DurationVar(&o.pingInterval, "ping-interval", 2*time.Minute, "silence before a PING, in whole seconds")
	f.DurationVar(&o.pingTimeout, "ping-timeout", 20*time.Second, "wait for a PONG, in whole seconds")
	f.DurationVar(&o.registerTimeout, "register-timeout", 0, "time to register; ngircd has --ping-timeout for it")
	ignore(f)
	if err := f.Parse(args); err != nil {
		return options{}, err
	}
	if f.NArg() > 0 {
		return options{}, fmt.Errorf("no arguments are known, got %q", f.Args())
	}
	var err error
	if o.addr, err = netip.ParseAddrPort(*addr); err != nil {
		return options{}, fmt.Errorf("--addr: %w", err)
	}
	if o.registerTimeout > 0 { // one setting of ngircd is both
		o.pingTimeout = o.registerTimeout
	}
	return o, nil
}

// ignore declares the flags that ngircd has no counterpart for.
func ignore(f *flag.FlagSet) {
	for _, name := range []string{"metrics", "log-level"} {
		f.String(name, "", "ignored")
	}
	for _, name := range []string{"max-line", "send-queue", "burst"} {
		f.Int(name, 0, "ignored")
	}
	f.Float64("rate", 0, "ignored")
	f.Duration("drain", 0, "ignored")
}

// conf is the configuration of ngircd. Who is looked up by DNS, IDENT or PAM
// waits for a server that isn't there; penalties make a client that sends much
// wait for seconds.
var conf = template.Must(template.New("ngircd.conf").Parse(`[Global]
Name = {{.Name}}
Info = the oracle
AdminInfo1 = a server under check
AdminInfo2 = on this machine
AdminEMail = nobody@{{.Name}}
Network = oracle
Listen = {{.Host}}
{{- if not .TLS}}
Ports = {{.Port}}
{{- end}}
{{- if .Motd}}
MotdFile = {{.Motd}}
{{- else}}
MotdFile = {{.Dir}}/none
{{- end}}
[Limits]
MaxConnections = {{.MaxClients}}
MaxConnectionsIP = 0
MaxJoins = {{.MaxChannels}}
MaxNickLength = {{.MaxNick}}
MaxPenaltyTime = 0
MaxListSize = 0
PingTimeout = {{.PingInterval}}
PongTimeout = {{.PingTimeout}}
[Options]
DNS = no
Ident = no
PAM = no
{{- if .TLS}}
[SSL]
CertFile = {{.Dir}}/cert.pem
KeyFile = {{.Dir}}/key.pem
CipherList = NORMAL
Ports = {{.Port}}
{{- end}}
{{- range .Opers}}
[Operator]
Name = {{.Name}}
Password = {{.Password}}
{{- end}}
`))

// write writes the configuration and what it names into dir, which ngircd reads
// at its start only.
func (o options) write(dir string, at netip.AddrPort) (string, error) {
	values := map[string]any{
		"Name": o.name, "Dir": dir, "Host": at.Addr(), "Port": at.Port(), "TLS": o.tlsCert != "", "Motd": "",
		"MaxClients": o.maxClients, "MaxChannels": o.maxChannels,
		"MaxNick":      o.maxNickLength,
		"PingInterval": seconds(o.pingInterval), "PingTimeout": seconds(o.pingTimeout),
		"Opers": o.opers,
	}
	for name, from := range map[string]string{"cert.pem": o.tlsCert, "key.pem": o.tlsKey, "motd": o.motd} {
		if from == "" {
			continue
		}
		data, err := os.ReadFile(from)
		if err != nil {
			return "", err
		}
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			return "", err
		}
		if name == "motd" {
			values["Motd"] = filepath.Join(dir, name)
		}
	}
	var text bytes.Buffer
	if err := conf.Execute(&text, values); err != nil {
		return "", err
	}
	path := filepath.Join(dir, "ngircd.conf")
	return path, os.WriteFile(path, text.Bytes(), 0o600)
}

// seconds rounds up: ngircd knows whole seconds, and 0 is no wait at all.
func seconds(d time.Duration) int64 {
	return max(1, int64((d+time.Second-1)/time.Second))
}
