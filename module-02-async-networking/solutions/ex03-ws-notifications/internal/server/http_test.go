package server_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"systems.course/notify/config"
)

func TestProblems(t *testing.T) {
	each(t, func(o *config.Options) { o.MaxEvent = 100 }, func(t *testing.T, r *running) {
		upgrade := []string{"Upgrade", "websocket", "Connection", "keep-alive, Upgrade", "Sec-WebSocket-Version", "13",
			"Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAA==", "Sec-WebSocket-Protocol", "notify.v1"}
		but := func(name, value string) []string {
			changed := append([]string(nil), upgrade...)
			return append(changed, name, value)
		}
		for _, c := range []struct {
			name, method, path, secret, body string
			header                           []string
			status                           int
			kind                             string
		}{
			{"no token", "POST", "/topics/a", "", "1", nil, 401, "unauthorized"},
			{"unknown token", "POST", "/topics/a", "nobody's", "1", nil, 401, "unauthorized"},
			{"no right", "POST", "/topics/a", "bob's", "1", nil, 403, "forbidden"},
			{"a pattern", "POST", "/topics/a.*", "press's", "1", nil, 400, "topic"},
			{"an empty token", "POST", "/topics/a..b", "press's", "1", nil, 400, "topic"},
			{"no topic", "POST", "/topics/", "press's", "1", nil, 404, "not-found"},
			{"an empty body", "POST", "/topics/a", "press's", "", nil, 400, "json"},
			{"two values", "POST", "/topics/a", "press's", "1 2", nil, 400, "json"},
			{"not UTF-8", "POST", "/topics/a", "press's", "\"\xff\"", nil, 400, "json"},
			{"too deep", "POST", "/topics/a", "press's", strings.Repeat("[", 90), nil, 400, "json"},
			{"too large", "POST", "/topics/a", "press's", `"` + strings.Repeat("x", 100) + `"`, nil, 413, "too-large"},
			{"media type", "POST", "/topics/a", "press's", "1", []string{"Content-Type", "text/plain"}, 415, "media-type"},
			{"method", "GET", "/topics/a", "press's", "", nil, 405, "method"},
			{"nothing there", "GET", "/nothing", "", "", nil, 404, "not-found"},
			{"metrics", "GET", "/metrics", "bob's", "", nil, 403, "forbidden"},
			{"ticket for a publisher", "POST", "/tickets", "press's", "", nil, 403, "forbidden"},
			{"no upgrade", "GET", "/ws", "bob's", "", nil, 426, "upgrade"},
			{"no connection", "GET", "/ws", "bob's", "", but("Connection", "close"), 400, "handshake"},
			{"version", "GET", "/ws", "bob's", "", but("Sec-WebSocket-Version", "8"), 426, "upgrade"},
			{"short key", "GET", "/ws", "bob's", "", but("Sec-WebSocket-Key", "AAAA"), 400, "handshake"},
			{"key that isn't base64", "GET", "/ws", "bob's", "", but("Sec-WebSocket-Key", "!"), 400, "handshake"},
			{"subprotocol", "GET", "/ws", "bob's", "", but("Sec-WebSocket-Protocol", "notify.v2"), 400, "subprotocol"},
			{"origin", "GET", "/ws", "bob's", "", but("Origin", "https://evil.example"), 403, "origin"},
			{"origin null", "GET", "/ws", "bob's", "", but("Origin", "null"), 403, "origin"},
			{"upgrade with an unknown token", "GET", "/ws", "nobody's", "", upgrade, 401, "unauthorized"},
			{"upgrade without the right", "GET", "/ws", "press's", "", upgrade, 403, "forbidden"},
			{"unknown ticket", "GET", "/ws?ticket=x", "", "", upgrade, 401, "unauthorized"},
		} {
			status, header, body := r.request(c.method, c.path, c.secret, c.body, c.header...)
			require.Equal(t, c.status, status, "%s: %s", c.name, body)
			require.Equal(t, "application/problem+json", header.Get("Content-Type"), c.name)
			var p struct {
				Type, Title string
				Status      int
			}
			require.NoError(t, json.Unmarshal([]byte(body), &p), c.name)
			require.Equal(t, "urn:notify:problem:"+c.kind, p.Type, c.name)
			require.Equal(t, c.status, p.Status, c.name)
			require.NotEmpty(t, p.Title, c.name)
		}
		require.EqualValues(t, 0, r.hub.Last(), "none of it was published")
	})
}

func TestHeadersOfProblems(t *testing.T) {
	each(t, nil, func(t *testing.T, r *running) {
		_, header, _ := r.request("POST", "/topics/a", "", "1")
		require.Contains(t, header.Get("WWW-Authenticate"), "Bearer")
		_, header, _ = r.request("DELETE", "/tickets", "", "")
		require.Equal(t, "POST", header.Get("Allow"))
		_, header, _ = r.request("GET", "/ws", "", "")
		require.Equal(t, "websocket", header.Get("Upgrade"))
		_, header, _ = r.request("GET", "/ws", "", "", "Upgrade", "websocket", "Connection", "Upgrade", "Sec-WebSocket-Version", "7")
		require.Equal(t, "13", header.Get("Sec-WebSocket-Version"))
	})
}

func TestPublishedDataComesAsItWas(t *testing.T) {
	each(t, nil, func(t *testing.T, r *running) {
		c := r.subscribed("a")
		for want, sent := range map[string]string{
			`1.0`:                       "1.0",
			`null`:                      " null\n",
			`{"b":1,"a":[1e400,"<&>"]}`: "{\"b\": 1,\n\t\"a\": [1e400, \"<&>\"]}",
			`"\u2028é\ud800"`:           `"\u2028é\ud800"`,
			`{"a":1,"a":2}`:             `{"a":1,"a":2}`,
		} {
			id := r.publish("a", sent)
			got := c.want("event")
			require.Equal(t, want, string(got.Data))
			require.Equal(t, id, got.ID)
		}
	})
}

func TestOrigins(t *testing.T) {
	each(t, func(o *config.Options) { o.Origins = []string{"https://app.example"} }, func(t *testing.T, r *running) {
		for _, origin := range []string{"https://app.example", "http://" + r.addr, "https://" + r.addr} {
			_, _, err := r.dial(http.Header{"Origin": {origin}}, "")
			require.NoError(t, err, origin)
		}
		for _, origin := range []string{"https://app.example.org", "https://app.example:8443", "file://" + r.addr, "https://x@" + r.addr + ".example"} {
			_, answer, err := r.dial(http.Header{"Origin": {origin}}, "")
			require.Error(t, err, origin)
			require.Equal(t, 403, answer.StatusCode)
		}
	})
}

func TestMetricsAndHealth(t *testing.T) {
	each(t, nil, func(t *testing.T, r *running) {
		c := r.subscribed("a")
		r.publish("a", "1")
		r.publish("b", "1")
		c.events(1)
		status, header, body := r.request("GET", "/metrics", "alice's", "")
		require.Equal(t, 200, status)
		require.Contains(t, header.Get("Content-Type"), "text/plain; version=0.0.4")
		require.Contains(t, body, "\nnotify_published_total 2\n")
		require.Contains(t, body, "\nnotify_sessions 1\n")
		require.Contains(t, body, "\nnotify_last_event_id 2\n")
		status, _, _ = r.request("GET", "/healthz", "", "")
		require.Equal(t, 200, status)
	})
}

func TestThePageIsServed(t *testing.T) {
	each(t, nil, func(t *testing.T, r *running) {
		for path, kind := range map[string]string{"/": "text/html", "/page.js": "text/javascript", "/notify.js": "text/javascript", "/page.css": "text/css"} {
			status, header, body := r.request("GET", path, "", "")
			require.Equal(t, 200, status, path)
			require.Contains(t, header.Get("Content-Type"), kind)
			require.Contains(t, header.Get("Content-Security-Policy"), "default-src 'none'")
			require.NotEmpty(t, body)
		}
	})
}
