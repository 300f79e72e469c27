// Package cli is the command line of the notification server: flags, logs,
// signals.
//
//course:given
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"systems.course/notify/config"
)

// Serve is notify.Serve, or another one that keeps the same contract.
type Serve func(context.Context, net.Listener, config.Options) error

// errUsage is joined to errors of the command line, for which the exit code is 2.
var errUsage = errors.New("see --help")

// Main runs the program and returns its exit code: 0 after SIGTERM or SIGINT, 1 if
// it could not serve, 2 if it was told something that makes no sense.
func Main(args []string, stdout, stderr io.Writer, serve Serve) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	cmd := command(stderr, serve)
	cmd.SetArgs(args)
	cmd.SetOut(stdout)
	cmd.SetErr(stderr)
	err := cmd.ExecuteContext(ctx)
	if err == nil {
		return 0
	}
	// There is nobody left to tell if this fails.
	_, _ = fmt.Fprintf(stderr, "notify: %v\n", err)
	if errors.Is(err, errUsage) {
		return 2
	}
	return 1
}

// settings is what flags say that is not an option of the server as it is.
type settings struct {
	addr       string
	tokens     []string
	tokensFile string
	policy     string
	level      string
}

func command(stderr io.Writer, serve Serve) *cobra.Command {
	o := config.Default()
	var set settings
	cmd := &cobra.Command{
		Use:   "notify",
		Short: "Publish events over HTTP, subscribe to them over WebSocket",
		Args: func(cmd *cobra.Command, args []string) error {
			if err := cobra.NoArgs(cmd, args); err != nil {
				return errors.Join(err, errUsage)
			}
			return nil
		},
		SilenceUsage:  true,
		SilenceErrors: true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := set.apply(&o, stderr); err != nil {
				return errors.Join(err, errUsage)
			}
			return listen(cmd.Context(), cmd.OutOrStdout(), set.addr, o, serve)
		},
	}
	cmd.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return errors.Join(err, errUsage) })
	addFlags(cmd, &o, &set)
	return cmd
}

func addFlags(cmd *cobra.Command, o *config.Options, set *settings) {
	f := cmd.Flags()
	f.StringVar(&set.addr, "addr", "127.0.0.1:8080", "where to listen, HOST:PORT")
	f.StringArrayVar(&set.tokens, "token", nil, "NAME:RIGHTS:SECRET, RIGHTS being publish, subscribe, metrics with commas between; may be repeated, and is seen by others in the list of processes")
	f.StringVar(&set.tokensFile, "tokens", "", "a file of tokens, a line each")
	f.BoolVar(&o.NoTokens, "insecure-no-tokens", false, "let everybody do everything")
	f.StringArrayVar(&o.Origins, "origin", nil, "an origin besides the server's own whose pages may subscribe; may be repeated")
	f.Uint64Var(&o.FirstID, "first-id", 0, "id of the first event; 0: the microseconds since 1970")
	f.IntVar(&o.MaxClients, "max-clients", o.MaxClients, "open sessions")
	f.Int64Var(&o.MaxEvent, "max-event", o.MaxEvent, "bytes of a published body")
	f.Int64Var(&o.MaxMessage, "max-message", o.MaxMessage, "bytes of a client's message")
	f.IntVar(&o.MaxTopics, "max-topics", o.MaxTopics, "patterns of a session")
	f.IntVar(&o.Queue, "queue", o.Queue, "events that wait for a session")
	f.StringVar(&set.policy, "policy", string(o.Policy), "for a session whose queue is full: drop-oldest or close")
	f.IntVar(&o.LogEvents, "log-events", o.LogEvents, "events in the log")
	f.Int64Var(&o.LogBytes, "log-bytes", o.LogBytes, "bytes in the log")
	f.DurationVar(&o.PingInterval, "ping-interval", o.PingInterval, "between two pings")
	f.DurationVar(&o.Idle, "idle", o.Idle, "silence after which a session is closed")
	f.DurationVar(&o.AuthTimeout, "auth-timeout", o.AuthTimeout, "from the upgrade to the message auth")
	f.DurationVar(&o.HeaderTimeout, "header-timeout", o.HeaderTimeout, "from the connection to the end of the request's header")
	f.DurationVar(&o.MessageTimeout, "message-timeout", o.MessageTimeout, "from a message's first frame to its end")
	f.DurationVar(&o.WriteTimeout, "write-timeout", o.WriteTimeout, "one write, of 64 KiB or of one message")
	f.DurationVar(&o.TicketLifetime, "ticket-lifetime", o.TicketLifetime, "of a ticket that isn't used")
	f.DurationVar(&o.Drain, "drain", o.Drain, "from SIGTERM to the cut")
	f.BoolVar(&o.Compress, "compress", false, "agree to permessage-deflate")
	f.StringVar(&set.level, "log-level", "info", "debug, info, warn or error")
}

// apply completes the options, and checks them.
func (s settings) apply(o *config.Options, stderr io.Writer) error {
	for i, text := range s.tokens {
		token, err := config.ParseToken(text)
		if err != nil {
			return fmt.Errorf("--token number %d: %w", i+1, err)
		}
		o.Tokens = append(o.Tokens, token)
	}
	if s.tokensFile != "" {
		tokens, err := readTokens(s.tokensFile)
		if err != nil {
			return err
		}
		o.Tokens = append(o.Tokens, tokens...)
	}
	o.Policy = config.Policy(s.policy)
	level, err := zapcore.ParseLevel(s.level)
	if err != nil {
		return fmt.Errorf("--log-level: %w", err)
	}
	encoding := zap.NewProductionEncoderConfig()
	encoding.EncodeTime = zapcore.RFC3339NanoTimeEncoder
	out := zapcore.Lock(zapcore.AddSync(stderr))
	o.Log = zap.New(zapcore.NewCore(zapcore.NewJSONEncoder(encoding), out, level))
	return o.Check()
}

func readTokens(name string) (tokens []config.Token, err error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	tokens, err = config.ReadTokens(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return tokens, nil
}

func listen(ctx context.Context, stdout io.Writer, addr string, o config.Options, serve Serve) error {
	var network net.ListenConfig
	l, err := network.Listen(ctx, "tcp", addr)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(stdout, "listening on %s\n", l.Addr()); err != nil {
		return errors.Join(err, l.Close())
	}
	return serve(ctx, l, o)
}
