// Command sagemaker is a model server for Amazon SageMaker, or for any place where
// containers run: arrays come in as NumPy's .npy, and go out as such.
//
//	sagemaker serve [flags]
//
// GET /ping is 200 when the model is loaded, 503 before. POST /invocations takes an
// array of the shape (rows, features), or (features,) for one row, of float64 or of
// any dtype that float64 holds by NumPy's rule of safe casts, and answers with xW + b,
// which is float64: as .npy, or as nested lists to those that want application/json.
//
// Environment:
//
//	SM_MODEL_DIR            where model.npz is; /opt/ml/model without it
//	SAGEMAKER_BIND_TO_PORT  the port; 8080 without it
//
// On SIGTERM or SIGINT no connection is taken any more, requests that have begun are
// finished, and the exit status is 0.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	c, err := configure(os.Args[1:], os.Getenv, os.Stderr)
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "sagemaker:", err)
		os.Exit(2)
	}
	log := slog.New(slog.NewJSONHandler(os.Stderr, nil))
	if err := serve(ctx, c, log); err != nil {
		log.Error("stopped", "error", err.Error())
		os.Exit(1)
	}
}

// serve answers requests until ctx ends or something fails.
func serve(ctx context.Context, c config, log *slog.Logger) error {
	listener, err := net.Listen("tcp", net.JoinHostPort("", c.port))
	if err != nil {
		return err
	}
	// Connections are taken at once, since SageMaker wants that within 250 ms; a
	// model may take its time, until /ping says that it is there.
	m := new(server)
	s := m.http(c, log)
	failed := make(chan error, 2)
	go func() {
		if err := s.Serve(listener); err != http.ErrServerClosed {
			failed <- err
		}
	}()
	go func() {
		if err := m.load(filepath.Join(c.modelDir, modelFile), log); err != nil {
			failed <- err
		}
	}()
	log.Info("listening", "address", listener.Addr().String())
	select {
	case err := <-failed:
		s.Close()
		return err
	case <-ctx.Done():
		return drain(s, c, log)
	}
}

// drain lets the requests finish that have begun.
func drain(s *http.Server, c config, log *slog.Logger) error {
	log.Info("draining", "deadline", c.drain.String())
	ctx, cancel := context.WithTimeout(context.Background(), c.drain)
	defer cancel()
	if err := s.Shutdown(ctx); err != nil {
		s.Close()
		return fmt.Errorf("requests were cut off: %w", err)
	}
	log.Info("drained")
	return nil
}

// configure reads the arguments and the environment.
func configure(args []string, env func(string) string, usage io.Writer) (config, error) {
	c := defaults
	if dir := env("SM_MODEL_DIR"); dir != "" {
		c.modelDir = dir
	}
	if port := env("SAGEMAKER_BIND_TO_PORT"); port != "" {
		c.port = port
	}
	if len(args) == 0 || args[0] != "serve" {
		return c, errors.New("the one command is serve: sagemaker serve [flags]")
	}
	f := flag.NewFlagSet("serve", flag.ContinueOnError)
	f.SetOutput(usage)
	f.DurationVar(&c.headerTimeout, "header-timeout", c.headerTimeout, "for the headers of a request")
	f.DurationVar(&c.readTimeout, "read-timeout", c.readTimeout, "for a whole request, its body with it")
	f.DurationVar(&c.writeTimeout, "write-timeout", c.writeTimeout, "from a request's headers to the end of its answer")
	f.DurationVar(&c.idleTimeout, "idle-timeout", c.idleTimeout, "between two requests of a connection")
	f.DurationVar(&c.drain, "drain-timeout", c.drain, "for requests to finish after SIGTERM")
	if err := f.Parse(args[1:]); err != nil {
		return c, err
	}
	if f.NArg() > 0 {
		return c, fmt.Errorf("serve takes no argument %q", f.Arg(0))
	}
	return c, nil
}
