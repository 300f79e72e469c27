package main

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestParseReportsEveryWrongLineUpToALimit(t *testing.T) {
	_, err := Parse(strings.NewReader("1;2\nx;2\n3;4,50\n"))
	require.EqualError(t, err, "line 2: id: invalid syntax\nline 3: cents: invalid syntax")
	require.NotErrorIs(t, err, ErrTooMany)
	require.NotErrorIs(t, err, strconv.ErrSyntax, "how it is parsed is no promise")

	_, err = Parse(strings.NewReader("x\nx\nx\n"))
	require.ErrorIs(t, err, ErrTooMany)
	require.Len(t, lineErrors(fmt.Errorf("upload: %w", err)), maxErrors)

	_, err = Parse(strings.NewReader("1;2\n" + strings.Repeat("9", 1<<17)))
	require.EqualError(t, err, "line 2: line: too long")
	require.Equal(t, http.StatusBadRequest, problemOf(err).Status)
}

func TestTheStoreTranslates(t *testing.T) {
	s := &Store{row}
	_, err := s.Order(t.Context(), 7)
	require.ErrorIs(t, err, ErrNotFound)
	require.NotErrorIs(t, err, sql.ErrNoRows)

	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errors.New("shutting down"))
	_, err = s.Order(ctx, 1)
	require.ErrorIs(t, err, context.Canceled, "a cause does not replace what serve asks for")
}

func TestTheClientSeesNothingOfTheDatabase(t *testing.T) {
	var logged bytes.Buffer
	h := api(slog.New(slog.NewTextHandler(&logged, nil)), &Store{row})
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), "GET", "/orders/500", nil))
	require.Equal(t, 500, w.Code)
	require.Equal(t, "application/problem+json", w.Header().Get("Content-Type"))
	require.NotContains(t, w.Body.String(), "relation")
	require.Equal(t, 1, strings.Count(logged.String(), "relation"))

	gone, leave := context.WithCancel(t.Context())
	leave()
	w = httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(gone, "GET", "/orders/1", nil))
	require.Equal(t, 503, w.Code, "without a status it would be 200")

	secret := fmt.Errorf("shard 7: %w", ErrNotFound)
	require.Equal(t, problemOf(ErrNotFound), problemOf(secret))
}
