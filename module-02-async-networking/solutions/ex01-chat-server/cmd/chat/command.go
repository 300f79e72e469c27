package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"go.uber.org/zap"

	"systems.course/chat"
)

// flags are what the command line says beyond chat.Options.
type flags struct {
	addr, metrics, motd, cert, key, level string
	operators                             []string
	options                               chat.Options
}

func newCommand() *cobra.Command {
	var f flags
	cmd := &cobra.Command{
		Use:           "chat",
		Short:         "Serve IRC",
		Args:          cobra.NoArgs,
		SilenceUsage:  true,
		SilenceErrors: true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return f.run(cmd.Context(), cmd.OutOrStdout())
		},
	}
	o, set := &f.options, cmd.Flags()
	set.StringVar(&f.addr, "addr", "127.0.0.1:6667", "address to listen on")
	set.StringVar(&f.metrics, "metrics", "", "address for counters over HTTP, at /metrics")
	set.StringVar(&f.motd, "motd", "", "file with the message of the day")
	set.StringVar(&f.cert, "tls-cert", "", "file with the certificate; with --tls-key, --addr speaks TLS")
	set.StringVar(&f.key, "tls-key", "", "file with the certificate's key")
	set.StringVar(&f.level, "log-level", "info", "debug, info, warn or error")
	set.StringArrayVar(&f.operators, "oper", nil, "NAME:PASSWORD of a server operator; can be repeated")
	set.StringVar(&o.Name, "name", chat.DefaultName, "name of the server")
	set.IntVar(&o.MaxClients, "max-clients", chat.DefaultMaxClients, "connections at a time")
	set.IntVar(&o.MaxLine, "max-line", chat.DefaultMaxLine, "bytes of a line, with its ending")
	set.IntVar(&o.MaxNick, "max-nick-length", chat.DefaultMaxNick, "bytes of a nickname")
	set.IntVar(&o.MaxChannels, "max-channels", chat.DefaultMaxChannels, "channels that a client can be in")
	set.IntVar(&o.SendQueue, "send-queue", chat.DefaultSendQueue, "bytes that may wait for a client")
	set.Float64Var(&o.Rate, "rate", chat.DefaultRate, "lines a second that a client may send; 0 is no limit")
	set.IntVar(&o.Burst, "burst", chat.DefaultBurst, "lines that a client may send at once")
	set.DurationVar(&o.PingInterval, "ping-interval", chat.DefaultPingInterval, "silence before a client is asked")
	set.DurationVar(&o.PingTimeout, "ping-timeout", chat.DefaultPingTimeout, "time for its answer")
	set.DurationVar(&o.RegisterTimeout, "register-timeout", chat.DefaultRegisterTimeout, "time to register")
	set.DurationVar(&o.Drain, "drain", chat.DefaultDrain, "time for what is queued, at the end")
	return cmd
}

// run serves until ctx is done.
func (f *flags) run(ctx context.Context, stdout io.Writer) (err error) {
	if err := f.fill(); err != nil {
		return err
	}
	config := zap.NewProductionConfig()
	if config.Level, err = zap.ParseAtomicLevel(f.level); err != nil {
		return fmt.Errorf("--log-level: %w", err)
	}
	if f.options.Log, err = config.Build(); err != nil {
		return err
	}
	if f.metrics != "" {
		if f.options.Metrics, err = net.Listen("tcp", f.metrics); err != nil {
			return err
		}
		if _, err := fmt.Fprintln(stdout, "metrics on", f.options.Metrics.Addr()); err != nil {
			return errors.Join(err, f.options.Metrics.Close())
		}
	}
	l, err := net.Listen("tcp", f.addr)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintln(stdout, "listening on", l.Addr()); err != nil {
		return errors.Join(err, l.Close())
	}
	return chat.Serve(ctx, l, f.options)
}

// fill reads the files that flags name into the options, and checks the numbers.
func (f *flags) fill() error {
	o := &f.options
	switch {
	case o.MaxLine < 64 || o.MaxLine > 16384:
		return errors.New("--max-line must be from 64 to 16384")
	case min(o.MaxClients, o.MaxNick, o.MaxChannels, o.SendQueue, o.Burst) <= 0:
		return errors.New("limits must be above 0")
	case min(o.PingInterval, o.PingTimeout, o.RegisterTimeout, o.Drain) <= 0:
		return errors.New("times must be above 0")
	case o.Rate < 0:
		return errors.New("--rate must not be negative")
	case o.Rate == 0:
		o.Rate = chat.Unlimited
	}
	if o.Name == "" || strings.ContainsAny(o.Name, " :!@\r\n") || len(o.Name) > 63 {
		return errors.New("--name must be a host name of at most 63 bytes")
	}
	if f.motd != "" {
		text, err := os.ReadFile(f.motd)
		if err != nil {
			return err
		}
		o.MOTD = strings.Split(strings.TrimRight(strings.ReplaceAll(string(text), "\r", ""), "\n"), "\n")
	}
	o.Operators = make(map[string]string)
	for _, operator := range f.operators {
		name, password, ok := strings.Cut(operator, ":")
		if !ok || name == "" || password == "" {
			return errors.New("--oper must be NAME:PASSWORD")
		}
		o.Operators[name] = password
	}
	if (f.cert == "") != (f.key == "") {
		return errors.New("--tls-cert and --tls-key belong together")
	}
	if f.cert != "" {
		pair, err := tls.LoadX509KeyPair(f.cert, f.key)
		if err != nil {
			return err
		}
		o.TLS = &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}
	}
	return nil
}
