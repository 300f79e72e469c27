package main

import (
	"context"
	"errors"
	"fmt"
	"net"

	"github.com/spf13/cobra"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"systems.course/restapi"
)

func serveCommand() *cobra.Command {
	var o restapi.Options
	var addr, metricsAddr, level string
	c := &cobra.Command{
		Use:   "restapi --db FILE",
		Short: "Serve an issue tracker's API",
		Long: `Serve an issue tracker's API, whose contract is at /openapi.yaml.

It prints "listening on HOST:PORT" when it is ready, logs to standard error, and
stops on SIGTERM when the requests that it has begun are answered.`,
		Args: exactly(0),
		RunE: func(c *cobra.Command, _ []string) (err error) {
			if o.Database, err = database(c); err != nil {
				return err
			}
			if o.Logger, err = newLogger(level); err != nil {
				return err
			}
			return serve(c, addr, metricsAddr, o)
		},
	}
	f := c.Flags()
	f.StringVar(&addr, "addr", "127.0.0.1:8080", "where to listen")
	f.StringVar(&metricsAddr, "metrics-addr", "", "where to listen for /metrics; without it, at --addr")
	f.StringVar(&level, "log-level", "info", "debug, info, warn or error")
	f.StringVar(&o.Store, "store", "plain", "plain: a transaction for each request; batch: one for all that wait")
	f.StringVar(&o.Sync, "sync", "full", "full: a commit survives a loss of power; normal: the end of the process")
	f.Int64Var(&o.MaxSize, "max-size", 0, "bytes that the database may have; 0: no limit")
	f.DurationVar(&o.BusyTimeout, "busy-timeout", 0, "for another process's lock (default 5s)")
	f.IntVar(&o.Queue, "queue", 0, "writes that may wait (default 1024)")
	f.DurationVar(&o.RequestTimeout, "request-timeout", 0, "for the database's part of a request (default 10s)")
	f.Float64Var(&o.Rate, "rate", 50, "requests a second for each user; 0: no limit")
	f.IntVar(&o.Burst, "burst", 100, "requests at once for each user")
	f.DurationVar(&o.HeaderTimeout, "header-timeout", 0, "for a request's header (default 5s)")
	f.DurationVar(&o.ReadTimeout, "read-timeout", 0, "for a request's header and body (default 15s)")
	f.DurationVar(&o.WriteTimeout, "write-timeout", 0, "for an answer (default 30s)")
	f.DurationVar(&o.IdleTimeout, "idle-timeout", 0, "between requests (default 1m)")
	f.DurationVar(&o.ShutdownTimeout, "shutdown-timeout", 0, "to finish requests on SIGTERM (default 8s)")
	f.DurationVar(&o.IdempotencyTTL, "idempotency-ttl", 0, "how long an answer is kept for its Idempotency-Key (default 24h)")
	return c
}

// newLogger writes JSON to standard error, a line for each entry.
func newLogger(level string) (*zap.Logger, error) {
	l, err := zapcore.ParseLevel(level)
	if err != nil {
		return nil, fmt.Errorf("%w: --log-level: %w", errUsage, err)
	}
	c := zap.NewProductionConfig()
	c.Level = zap.NewAtomicLevelAt(l)
	c.Sampling = nil // a request that isn't in the log can't be asked for
	c.DisableStacktrace, c.DisableCaller = true, true
	c.EncoderConfig.EncodeTime = zapcore.RFC3339NanoTimeEncoder
	return c.Build()
}

// serve listens first: a port that is taken should be known before the database
// is touched.
func serve(c *cobra.Command, addr, metricsAddr string, o restapi.Options) error {
	listener, err := listen(c.Context(), addr)
	if err != nil {
		return err
	}
	if metricsAddr != "" {
		if o.Metrics, err = listen(c.Context(), metricsAddr); err != nil {
			return errors.Join(err, listener.Close())
		}
		if _, err := fmt.Fprintln(c.OutOrStdout(), "metrics on", o.Metrics.Addr()); err != nil {
			return errors.Join(err, o.Metrics.Close(), listener.Close())
		}
	}
	o.Ready = func() {
		if _, err := fmt.Fprintln(c.OutOrStdout(), "listening on", listener.Addr()); err != nil {
			o.Logger.Error("standard output", zap.Error(err)) // whoever waits for the line waits in vain
		}
	}
	return restapi.Serve(c.Context(), listener, o)
}

func listen(ctx context.Context, addr string) (net.Listener, error) {
	return new(net.ListenConfig).Listen(ctx, "tcp", addr)
}
