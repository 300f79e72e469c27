package frame

import (
	"bytes"
	"encoding/hex"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"
)

var key = [4]byte{0x37, 0xfa, 0x21, 0x3d}

func read(r io.Reader) (got []string, err error) {
	reader := Reader{From: r, Masked: true, Limit: 1 << 17, Control: func(op Op, p []byte) error {
		got = append(got, "control "+string(p))
		return nil
	}}
	for {
		_, message, err := reader.Next()
		if err != nil {
			return got, err
		}
		got = append(got, string(message))
	}
}

func TestTheExamplesOfTheRFC(t *testing.T) {
	require.Equal(t, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", Accept("dGhlIHNhbXBsZSBub25jZQ=="))
	for name, c := range map[string]struct {
		want string
		got  []byte
	}{
		"unmasked":   {"810548656c6c6f", Append(nil, Text, true, nil, []byte("Hello"))},
		"masked":     {"818537fa213d7f9f4d5158", Append(nil, Text, true, &key, []byte("Hello"))},
		"fragment":   {"010348656c", Append(nil, Text, false, nil, []byte("Hel"))},
		"the rest":   {"80026c6f", Append(nil, Continuation, true, nil, []byte("lo"))},
		"ping":       {"890548656c6c6f", Append(nil, Ping, true, nil, []byte("Hello"))},
		"256 bytes":  {"827e0100", Append(nil, Binary, true, nil, make([]byte, 256))[:4]},
		"65536":      {"827f0000000000010000", Append(nil, Binary, true, nil, make([]byte, 65536))[:10]},
		"close 1000": {"880203e8", AppendClose(nil, 1000, "", nil)},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, c.want, hex.EncodeToString(c.got))
		})
	}
}

// conversation is a text in three fragments, cut inside its characters, with a
// ping between them, and messages around the limits of the forms of lengths.
func conversation() (wire []byte, want []string) {
	text := "käse ☃ 🐌"
	wire = Append(wire, Text, false, &key, []byte(text[:2]))
	wire = Append(wire, Ping, true, &key, []byte("now"))
	wire = Append(wire, Continuation, false, &key, []byte(text[2:len(text)-1]))
	wire = Append(wire, Continuation, true, &key, []byte(text[len(text)-1:]))
	want = []string{"control now", text}
	for _, n := range []int{0, 125, 126, 65535, 65536} {
		want = append(want, strings.Repeat("x", n))
		wire = Append(wire, Binary, true, &key, bytes.Repeat([]byte("x"), n))
	}
	return AppendClose(wire, 1000, "bye", &key), want
}

func TestMessagesAreReadHoweverTheyAreCut(t *testing.T) {
	wire, want := conversation()
	for name, r := range map[string]io.Reader{
		"at once":        bytes.NewReader(wire),
		"a byte a time":  iotest.OneByteReader(bytes.NewReader(wire)),
		"in halves":      iotest.HalfReader(bytes.NewReader(wire)),
		"error and data": iotest.DataErrReader(bytes.NewReader(wire)),
	} {
		t.Run(name, func(t *testing.T) {
			got, err := read(r)
			require.Equal(t, want, got)
			require.Equal(t, &Closed{1000, "bye"}, err)
		})
	}
}

func TestAnInputThatEndsIsNeverAMessage(t *testing.T) {
	wire := Append(nil, Text, false, &key, []byte("half "))
	between := len(wire)
	wire = Append(wire, Continuation, true, &key, bytes.Repeat([]byte("x"), 126))
	for n := range wire {
		got, err := read(bytes.NewReader(wire[:n]))
		require.Empty(t, got)
		if n == 0 || n == between {
			require.Equal(t, io.EOF, err)
		} else {
			require.Equal(t, io.ErrUnexpectedEOF, err, n)
		}
	}
}

// TestAClaimMakesNoRoom: a header claims a GiB, which the limit allows, and one
// byte comes. The mask goes on from piece to piece.
func TestAClaimMakesNoRoom(t *testing.T) {
	r := Reader{From: bytes.NewReader([]byte{0x82, 127, 0, 0, 0, 0, 0x40, 0, 0, 0, 'x'}), Limit: 1 << 30}
	_, _, err := r.Next()
	require.Equal(t, io.ErrUnexpectedEOF, err)
	require.Less(t, cap(r.message), 64<<10)

	long := bytes.Repeat([]byte("0123456789"), 2_001)
	r = Reader{From: bytes.NewReader(Append(nil, Binary, true, &key, long)), Masked: true, Limit: len(long)}
	_, got, err := r.Next()
	require.NoError(t, err)
	require.Equal(t, long, got)
}

func TestViolationsHaveTheirCodes(t *testing.T) {
	masked := func(op Op, fin bool, payload string) []byte { return Append(nil, op, fin, &key, []byte(payload)) }
	for name, c := range map[string]struct {
		code Code
		wire []byte
	}{
		"unmasked":                    {ProtocolError, Append(nil, Text, true, nil, nil)},
		"reserved bit":                {ProtocolError, []byte{0xC1, 0x80, 0, 0, 0, 0}},
		"reserved opcode":             {ProtocolError, masked(3, true, "")},
		"reserved control opcode":     {ProtocolError, masked(11, true, "")},
		"fragmented ping":             {ProtocolError, masked(Ping, false, "")},
		"long ping":                   {ProtocolError, masked(Ping, true, strings.Repeat("x", 126))},
		"continuation of nothing":     {ProtocolError, masked(Continuation, true, "")},
		"message in a message":        {ProtocolError, append(masked(Text, false, ""), masked(Text, true, "")...)},
		"long form of a short length": {ProtocolError, []byte{0x81, 0xFE, 0, 125, 0, 0, 0, 0}},
		"64th bit":                    {ProtocolError, []byte{0x81, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0}},
		"not UTF-8":                   {NotUTF8, masked(Text, true, "\xff")},
		"not UTF-8, seen early":       {NotUTF8, masked(Text, false, "\xce\xba\xed\xa0")},
		"character cut off":           {NotUTF8, masked(Text, true, "\xe2\x98")},
		"too long":                    {TooLong, masked(Binary, true, strings.Repeat("x", 1<<17+1))},
		"claims to be too long":       {TooLong, []byte{0x82, 0xFF, 0x7F, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0}},
		"close with one byte":         {ProtocolError, masked(Close, true, "x")},
		"close 1005":                  {ProtocolError, AppendClose(nil, NoStatus, "", &key)},
		"close 999":                   {ProtocolError, AppendClose(nil, 999, "", &key)},
		"reason that is not UTF-8":    {NotUTF8, AppendClose(nil, 1000, "\xff", &key)},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := read(bytes.NewReader(c.wire))
			require.Empty(t, got)
			var violation *Violation
			require.ErrorAs(t, err, &violation)
			require.Equal(t, c.code, violation.Code)
		})
	}
}

func FuzzReader(f *testing.F) {
	wire, _ := conversation()
	f.Add(wire[:200])
	f.Add([]byte{0x81, 0xFE, 0, 125, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, wire []byte) {
		whole, errWhole := read(bytes.NewReader(wire))
		bytewise, errBytewise := read(iotest.OneByteReader(bytes.NewReader(wire)))
		require.Equal(t, whole, bytewise)
		require.Equal(t, errWhole, errBytewise)
		require.False(t, errors.Is(errWhole, nil))
	})
}
