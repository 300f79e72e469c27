// Package retry repeats HTTP requests that may be repeated.
package retry

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"
)

const (
	attempts = 4
	first    = 100 * time.Millisecond // the most that is waited after the first attempt
	longest  = 5 * time.Second        // the most that backoff returns
)

// Do sends the request until there is an answer that a later attempt won't change,
// at most four times, and returns the last, whose body the caller closes. The request
// must be idempotent, or have an Idempotency-Key, and a body that can be had again
// (GetBody). Its context bounds the whole.
func Do(client *http.Client, request *http.Request) (*http.Response, error) {
	for attempt := 0; ; attempt++ {
		again := request.Clone(request.Context())
		if request.GetBody != nil {
			body, err := request.GetBody()
			if err != nil {
				return nil, err
			}
			again.Body = body
		}
		response, err := client.Do(again)
		if attempt == attempts-1 || request.Context().Err() != nil || err == nil && !passes(response.StatusCode) {
			return response, err
		}
		wait := backoff(attempt)
		if err == nil {
			wait += retryAfter(response)
			if err := discard(response); err != nil {
				return nil, err
			}
		}
		if err := pause(request.Context(), wait); err != nil {
			return nil, err
		}
	}
}

// passes says whether a later attempt may get another answer. 507 may not be
// repeated without the user: RFC 4918, section 11.5.
func passes(status int) bool {
	switch status {
	case http.StatusNotImplemented, http.StatusInsufficientStorage:
		return false
	}
	return status == http.StatusTooManyRequests || status >= 500
}

// backoff is a random time up to a bound that doubles.
func backoff(attempt int) time.Duration {
	return rand.N(min(first<<attempt, longest))
}

// retryAfter is the wait that the server asks for, at most an hour, or 0. A date is
// ignored.
func retryAfter(response *http.Response) time.Duration {
	seconds, err := strconv.Atoi(response.Header.Get("Retry-After"))
	if err != nil || seconds < 0 {
		return 0
	}
	return time.Duration(min(seconds, 3600)) * time.Second
}

// discard reads a little of the body, so that the connection can be used again.
func discard(response *http.Response) error {
	_, err := io.CopyN(io.Discard, response.Body, 4<<10)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return errors.Join(err, response.Body.Close())
}

func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
