package echo_test

import (
	"bufio"
	"fmt"
	"net"
	"testing"

	"systems.course/checkkit"
)

// roundTrip sends a line and returns what comes back.
func roundTrip(t *testing.T, p *checkkit.Program, line string) string {
	t.Helper()
	c, err := net.Dial("tcp", p.Addr)
	checkkit.NoError(t, "Dial", err, "the server listens")
	defer c.Close()
	fmt.Fprintf(c, "%s\n", line)
	got, err := bufio.NewReader(c).ReadString('\n')
	checkkit.NoError(t, "reading the answer", err, "every line comes back")
	return got
}

func TestSendsBackALine(t *testing.T) {
	p := checkkit.Start(t, "echod")
	word := checkkit.Rand(t).Word()
	checkkit.Equal(t, "the answer", roundTrip(t, p, word), word+"\n", "every line comes back")
}

func TestServesTheNextClient(t *testing.T) {
	p := checkkit.Start(t, "echod")
	for _, word := range checkkit.Rand(t).Words(3) {
		checkkit.Equal(t, "the answer", roundTrip(t, p, word), word+"\n", "every client is served")
	}
}

func TestStopsOnSIGTERM(t *testing.T) {
	p := checkkit.Start(t, "echod")
	roundTrip(t, p, "hello")
	p.Stop()
}

func TestComesBackAfterACrash(t *testing.T) {
	p := checkkit.Start(t, "echod")
	p.Kill()
	checkkit.Equal(t, "the answer", roundTrip(t, checkkit.Start(t, "echod"), "again"), "again\n", "nothing is left behind")
}
