package chat

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"math/big"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestBadLinesHarmNobody(t *testing.T) {
	addr, _ := start(t, Options{})
	al, bo := register(t, addr, "al"), register(t, addr, "bo")
	tests := []struct {
		name, sent, answer, heard string
	}{
		{"NUL", "PRIVMSG bo :a\x00b\r\n", " NOTICE al :Line ignored", ""},
		{"CR", "PRIVMSG bo :a\rQUIT\r\n", " NOTICE al :Line ignored", ""},
		{"10 MB", "PRIVMSG bo :" + strings.Repeat("x", 10<<20) + "\r\n", " 417 al :", ""},
		{"513 bytes", "PRIVMSG bo :" + strings.Repeat("x", 499) + "\r\n", " 417 al :", ""},
		{"512 bytes", "PRIVMSG bo :" + strings.Repeat("x", 498) + "\r\n", "", strings.Repeat("x", 400)},
		{"invalid UTF-8", "PRIVMSG bo :\xff\xfe\xc3\r\n", "", ":\xff\xfe\xc3"},
		{"empty lines", "\r\n\n\r\n", "", ""},
		{"spaces", "   \r\n", "", ""},
		{"a source alone", ":al\r\n", "", ""},
		{"no name", "\x01\x02\x7f\r\n", " 421 al ", ""},
		{"a long command", strings.Repeat("Z", 500) + "\r\n", " 421 al ", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := al.Write([]byte(tt.sent))
			require.NoError(t, err)
			got := strings.Join(al.fence(), "\n")
			require.Contains(t, got, tt.answer)
			require.Equal(t, tt.answer == "", got == "", "%q", got)
			heard := strings.Join(bo.fence(), "\n")
			require.Contains(t, heard, tt.heard)
			require.Equal(t, tt.heard == "", heard == "", "%q", heard)
		})
	}
}

func TestHalfALineIsNotRun(t *testing.T) {
	addr, _ := start(t, Options{})
	al, bo := register(t, addr, "al"), register(t, addr, "bo")
	bo.send("JOIN #a")
	bo.fence()
	al.send("JOIN #a")
	_, err := al.Write([]byte("PRIVMSG bo :half"))
	require.NoError(t, err)
	require.NoError(t, al.Close())
	got := strings.Join(bo.until("QUIT"), "\n")
	require.NotContains(t, got, "half")
	require.Regexp(t, "QUIT :(Connection closed|Read error)", got)
}

// TestSlowReaderIsDropped has one member of three never read.
func TestSlowReaderIsDropped(t *testing.T) {
	addr, _ := start(t, Options{SendQueue: 64 << 10})
	al, bo, slow := register(t, addr, "al"), register(t, addr, "bo"), register(t, addr, "slow")
	for _, p := range []*peer{al, bo, slow} {
		p.send("JOIN #a")
		p.fence()
	}
	al.fence()
	text := "PRIVMSG #a :" + strings.Repeat("x", 400)
	next := 0
	for dropped := false; !dropped; {
		require.Less(t, next, 1000000, "slow is never dropped")
		for range 500 {
			al.send(text)
		}
		for _, line := range al.fence() {
			dropped = dropped || line == ":slow!~u@127.0.0.1 QUIT :Send queue exceeded"
		}
		for _, line := range bo.fence() {
			if strings.Contains(line, "PRIVMSG") {
				next++
			}
		}
	}
	require.Zero(t, next%500, "bo has everything")
	require.NoError(t, slow.SetReadDeadline(time.Now().Add(patience)))
	last := ""
	for line, err := slow.r.ReadString('\n'); err == nil; line, err = slow.r.ReadString('\n') {
		last = line
	}
	if !strings.HasPrefix(last, "ERROR :") { // it may be cut off first
		require.Contains(t, last, "PRIVMSG #a")
	}
	require.Equal(t, []string{":chat.local 401 al slow :No such nick/channel"}, after(al, "PRIVMSG slow :x"))
}

// after returns what p gets for a line.
func after(p *peer, line string) []string {
	p.send(line)
	return p.fence()
}

func TestThousandSilentConnections(t *testing.T) {
	addr, _ := start(t, Options{})
	for range 1000 {
		dial(t, addr)
	}
	al := register(t, addr, "al")
	require.Contains(t, strings.Join(after(al, "LUSERS"), "\n"), " 253 al 1000 :")
}

func TestOneTooMany(t *testing.T) {
	addr, _ := start(t, Options{MaxClients: 2})
	al := register(t, addr, "al")
	bo := register(t, addr, "bo")
	third := dial(t, addr)
	require.Equal(t, "ERROR :Closing Link: (Too many connections)", third.line())
	require.Empty(t, third.line())
	bo.send("QUIT")
	bo.until("ERROR")
	require.NoError(t, bo.Close())
	require.Eventually(t, func() bool {
		p := dial(t, addr)
		p.send("NICK cy", "USER c 0 * :c")
		ok := strings.Contains(p.line(), " 001 cy ")
		return ok
	}, patience, 10*time.Millisecond)
	al.fence()
}

func TestTimeouts(t *testing.T) {
	addr, _ := start(t, Options{RegisterTimeout: 300 * time.Millisecond, PingInterval: 100 * time.Millisecond, PingTimeout: 200 * time.Millisecond})
	silent := dial(t, addr)
	silent.send("NICK silent")
	al := register(t, addr, "al")
	al.until("PING :chat.local")
	al.send("PONG chat.local")
	al.until("PING :chat.local")
	require.Contains(t, al.until("ERROR")[0], "Ping timeout")
	require.Equal(t, "ERROR :Closing Link: 127.0.0.1 (Registration timeout)", silent.line())
	require.Empty(t, silent.line())
}

// TestRateIsHeldAndNothingIsLost sends a hundred lines with a burst of ten.
func TestRateIsHeldAndNothingIsLost(t *testing.T) {
	addr, _ := start(t, Options{Rate: 500, Burst: 10})
	al := register(t, addr, "al")
	al.send(strings.Repeat("PING x\r\n", 100) + "PING end")
	require.Len(t, al.until(":chat.local PONG chat.local :end"), 100)
}

func TestBudget(t *testing.T) {
	now := time.Unix(0, 0)
	clock := func() time.Time { return now }
	b := newBudget(10, 3, now)
	for i := range 3 {
		require.True(t, b.take(clock), "line %d of the burst", i)
	}
	require.False(t, b.take(clock))
	now = now.Add(200 * time.Millisecond) // the one that is owed, and one more
	require.True(t, b.take(clock))
	require.False(t, b.take(clock))
	now = now.Add(time.Hour)
	for range 3 {
		require.True(t, b.take(clock))
	}
	require.False(t, b.take(clock), "a burst is no larger after an hour")
	killed := make(chan struct{})
	close(killed)
	b.tokens = -1e9
	require.False(t, b.wait(killed))
	free := newBudget(Unlimited, 1, now)
	for range 1000 {
		require.True(t, free.take(clock))
	}
}

func TestTLS(t *testing.T) {
	pair, pool := certificate(t)
	addr, stop := start(t, Options{
		TLS:             &tls.Config{Certificates: []tls.Certificate{pair}},
		RegisterTimeout: 500 * time.Millisecond,
	})
	slow := dial(t, addr) // begins a handshake and says no more
	_, err := slow.Write([]byte{22, 3, 1})
	require.NoError(t, err)
	plain := dial(t, addr)
	plain.send("NICK al", "USER a 0 * :a")
	c, err := tls.Dial("tcp", addr, &tls.Config{RootCAs: pool, ServerName: "chat.local"})
	require.NoError(t, err)
	p := dial(t, addr)
	p.Conn, p.nick = c, "al"
	p.r.Reset(c)
	p.send("NICK al", "USER a 0 * :Al")
	p.fence()
	require.Contains(t, strings.Join(after(p, "WHOIS al"), "\n"), " 671 al al :is using a secure connection")
	big := after(p, strings.TrimSuffix(strings.Repeat("PRIVMSG al :"+strings.Repeat("y", 300)+"\r\n", 200), "\r\n"))
	require.Len(t, big, 200)
	require.NoError(t, slow.SetReadDeadline(time.Now().Add(patience)))
	_, err = slow.Read(make([]byte, 1))
	require.Error(t, err)
	require.NotContains(t, err.Error(), "timeout", "the handshake is ended by the registration's timeout")
	p.send("QUIT :bye")
	require.Contains(t, p.until("ERROR")[0], "(Quit: bye)")
	require.Empty(t, p.line())
	for _, c := range []net.Conn{c, slow, plain} { // or the server would wait for them to do so
		require.NoError(t, c.Close())
	}
	stop()
}

// certificate makes one for chat.local that signs itself.
func certificate(t *testing.T) (tls.Certificate, *x509.CertPool) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), DNSNames: []string{"chat.local"}, NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	require.NoError(t, err)
	parsed, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	pool := x509.NewCertPool()
	pool.AddCert(parsed)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}

// TestNeverReadingClientDoesNotHoldTheEnd fills a client's socket, and stops the server.
func TestNeverReadingClientDoesNotHoldTheEnd(t *testing.T) {
	addr, stop := start(t, Options{SendQueue: 64 << 20, Drain: 200 * time.Millisecond})
	al := register(t, addr, "al")
	register(t, addr, "slow")
	lines := bytes.Repeat([]byte("PRIVMSG slow :"+strings.Repeat("x", 400)+"\r\n"), 1000)
	for range 20 {
		_, err := al.Write(lines)
		require.NoError(t, err)
	}
	al.fence()
	stop()
}

func TestMetricsEndWithTheServer(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	addr, stop := start(t, Options{Metrics: l})
	al := register(t, addr, "al")
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	var d net.Dialer
	c, err := d.DialContext(ctx, "tcp", l.Addr().String())
	require.NoError(t, err)
	defer func() { require.NoError(t, c.Close()) }()
	_, err = c.Write([]byte("GET /metrics HTTP/1.0\r\n\r\n"))
	require.NoError(t, err)
	var body bytes.Buffer
	_, err = body.ReadFrom(c)
	require.NoError(t, err)
	require.Contains(t, body.String(), "\nchat_users 1\n")
	require.Contains(t, body.String(), "\nchat_messages_total 3\n")
	require.NoError(t, al.Close())
	stop()
	_, err = d.DialContext(ctx, "tcp", l.Addr().String())
	require.Error(t, err)
}
