package chat_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"systems.course/checkkit"
)

// toldToGo reads to the end of the connection, before which there must be ERROR.
func (c *client) toldToGo(because string) []message {
	c.t.Helper()
	got := c.closed(because)
	if !slices.ContainsFunc(got, func(m message) bool { return m.command == "ERROR" }) {
		c.fail("ERROR, and then the end of the connection", show(got)+c.how(), because)
	}
	return got
}

func TestTellsEverybodyThatItStops(t *testing.T) {
	s := start(t)
	var clients []*client
	for _, nick := range nicknames(checkkit.Rand(t), 5) {
		clients = append(clients, s.enter(nick))
	}
	join("#one", clients[:3]...)
	half := s.dial()
	half.send("NICK half")
	half.send("JOIN #one")
	if m, ok := half.read(); !ok || m.command != "451" {
		half.fail("451", clip(m.raw)+half.how(), "it is not registered")
	}
	s.Stop()
	clients = append(clients, half)
	for _, c := range clients {
		c.toldToGo("on SIGTERM every client gets ERROR with a reason, then the end")
	}
	if conn, err := net.Dial("tcp", s.Addr); err == nil {
		clients[0].fail("no connection to "+s.Addr, "one that works", "the server has ended; closing it: "+fmt.Sprint(conn.Close()))
	}
}

func TestSendsWhatWasSaidBeforeItStops(t *testing.T) {
	r := checkkit.Rand(t)
	s := start(t)
	nicks := nicknames(r, 3)
	a, b, c := s.enter(nicks[0]), s.enter(nicks[1]), s.enter(nicks[2])
	join("#one", a, b, c)
	const lines = 500
	var text strings.Builder
	for i := range lines {
		fmt.Fprintf(&text, "PRIVMSG #one :%d %s\r\n", i, r.Word())
	}
	a.write(text.String())
	a.fence() // all is done, and is on its way to b and c
	s.Stop()
	for _, listener := range []*client{b, c} {
		var said []message
		for _, m := range listener.toldToGo("on SIGTERM every client gets ERROR with a reason, then the end") {
			if m.command == "PRIVMSG" {
				said = append(said, m)
			}
		}
		if len(said) != lines || !strings.HasPrefix(said[lines-1].last(), fmt.Sprint(lines-1)) {
			listener.fail(fmt.Sprintf("%d messages, and then ERROR", lines), fmt.Sprintf("%d messages", len(said)), "what was said before SIGTERM is sent before the end")
		}
	}
}

func TestDrainsTheQueuesBeforeItEnds(t *testing.T) {
	s := start(t, "--send-queue", strconv.Itoa(64<<20), "--drain", "6s")
	a, b := s.enter("anna"), s.enter("bert")
	join("#one", a, b)
	const lines = 40_000 // 16 MB: more than the kernel holds
	pad := strings.Repeat("x", 380)
	for i := 0; i < lines; i += 1000 {
		var text strings.Builder
		for j := range 1000 {
			fmt.Fprintf(&text, "PRIVMSG #one :%08d%s\r\n", i+j, pad)
		}
		a.write(text.String())
	}
	a.fence()
	type result struct {
		lines int
		last  string
	}
	read := make(chan result, 1)
	go func() { // b begins to read now; Stop waits for the end
		var got result
		deadline := b.conn.SetReadDeadline(time.Now().Add(patience))
		for deadline == nil {
			line, err := b.r.ReadString('\n')
			if strings.Contains(line, " PRIVMSG #one :") {
				got.lines++
			}
			if err != nil {
				break
			}
			got.last = line
		}
		read <- got
	}()
	s.Stop()
	got := <-read
	if got.lines != lines || !strings.HasPrefix(got.last, "ERROR ") {
		b.fail(fmt.Sprintf("%d messages, and then ERROR", lines), fmt.Sprintf("%d messages; the last line is %s", got.lines, clip(got.last)), "within --drain, here six seconds, queues are sent to who reads; then the server ends")
	}
}

func TestStopsThoughSomebodyNeverReads(t *testing.T) {
	s := start(t, "--send-queue", strconv.Itoa(64<<20), "--drain", "1s")
	a, c := s.enter("anna"), s.enter("cleo")
	join("#one", a, c)
	pad := strings.Repeat("x", 380)
	for range 40 { // 16 MB: more than the kernel holds
		a.write(strings.Repeat("PRIVMSG #one :"+pad+"\r\n", 1000))
	}
	a.fence()
	s.Stop() // fails after ten seconds
	a.toldToGo("on SIGTERM every client gets ERROR with a reason, then the end")
}

func TestCountsOverHTTP(t *testing.T) {
	s := start(t, "--metrics", "127.0.0.1:0")
	a, b := s.enter("anna"), s.enter("bert")
	join("#one", a, b)
	join("#two", a)
	metrics := regexp.MustCompile(`(?m)^metrics on (127\.0\.0\.1:\d+)$`).FindStringSubmatch(s.Output())
	if metrics == nil {
		a.fail("a line \"metrics on 127.0.0.1:PORT\" before \"listening on …\"", clip(s.Output()), "with --metrics the program says where its counters are")
	}
	url := "http://" + metrics[1] + "/metrics"
	before := scrape(t, url)
	for name, want := range map[string]float64{"chat_clients": 2, "chat_channels": 2} {
		checkkit.Equal(t, name+" in "+url, before[name], want, "two clients have registered, and there are two channels")
	}
	for range 10 {
		a.do("PRIVMSG #one :hello")
	}
	b.do("NOTICE anna :hello")
	because := "ten PRIVMSG and one NOTICE, each with one receiver, and eleven PINGs were read"
	for name, want := range map[string]float64{"chat_messages_total": 22, "chat_deliveries_total": 11} {
		checkkit.Equal(t, "the growth of "+name+" in "+url, scrape(t, url)[name]-before[name], want, "%s", because)
	}
	b.send("QUIT")
	b.closed("QUIT is the end of a connection")
	checkkit.Eventually(t, patience, "chat_clients 1 in "+url, "one of two has left", func() bool { return scrape(t, url)["chat_clients"] == 1 })
	s.Stop()
}

// scrape returns the samples without labels of a page in Prometheus's text form.
func scrape(t *testing.T, url string) map[string]float64 {
	t.Helper()
	get := http.Client{Timeout: patience}
	res, err := get.Get(url)
	checkkit.NoError(t, "GET "+url, err, "the program said that its counters are there")
	defer func() {
		if err := res.Body.Close(); err != nil {
			t.Error(err)
		}
	}()
	text, err := io.ReadAll(res.Body)
	checkkit.NoError(t, "the body of "+url, err, "the program said that its counters are there")
	checkkit.Equal(t, "the status of GET "+url, res.StatusCode, 200, "the program said that its counters are there")
	samples := map[string]float64{}
	for line := range strings.Lines(string(text)) {
		name, value, ok := strings.Cut(strings.TrimSpace(line), " ")
		if number, err := strconv.ParseFloat(value, 64); ok && err == nil && !strings.HasPrefix(line, "#") {
			samples[name] = number
		}
	}
	return samples
}

// certificate writes a new certificate for 127.0.0.1 and its key, and returns
// their names and who trusts it.
func certificate(t *testing.T) (cert, key string, config *tls.Config) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "chat.local"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, BasicConstraintsValid: true, IsCA: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	certText := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	if err := os.WriteFile(cert, certText, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8}), 0o600); err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(certText)
	return cert, key, &tls.Config{RootCAs: pool, ServerName: "127.0.0.1"}
}

func TestSpeaksTLS(t *testing.T) {
	r := checkkit.Rand(t)
	cert, key, config := certificate(t)
	s := start(t, "--tls-cert", cert, "--tls-key", key)
	// These two shake no hands. Nobody waits for them.
	silent, plain := s.dial(), s.dial()
	plain.send("NICK anna")
	var clients []*client
	for _, nick := range []string{"anna", "bert"} {
		conn, err := tls.DialWithDialer(&net.Dialer{Timeout: patience}, "tcp", s.Addr, config)
		checkkit.NoError(t, "a TLS handshake with "+s.Addr, err, "with --tls-cert and --tls-key the server speaks TLS; one client waits for no other's handshake")
		c := newClient(t, conn)
		c.register(nick)
		clients = append(clients, c)
	}
	a, b := clients[0], clients[1]
	join("#one", a, b)
	text := sentence(r)
	a.send("PRIVMSG #one :" + text)
	b.hears("TLS changes nothing of the protocol", "anna", "PRIVMSG", "#one", text)
	for _, c := range []*client{silent, plain} {
		c.hangUp()
	}
	s.Stop()
	a.toldToGo("on SIGTERM every client gets ERROR with a reason, then the end")
}
