package hub

import (
	"strings"
	"time"

	"systems.course/chat/internal/fanout"
	"systems.course/chat/internal/irc"
)

// A request is a command that is being run, under Hub.mu.
type request struct {
	*Hub
	client *Client
	batch  *fanout.Batch
	now    time.Time
	name   string
	params []string
}

// A command is what a client can send.
type command struct {
	run    func(*request)
	min    int  // parameters; with fewer the answer is 461
	always bool // also before registration
}

var commands = map[string]command{
	"CAP":  {run: (*request).cap, min: 1, always: true},
	"PASS": {run: (*request).pass, min: 1, always: true},
	"NICK": {run: (*request).nick, always: true},
	"USER": {run: (*request).user, min: 4, always: true},
	"QUIT": {run: (*request).quit, always: true},
	"PONG": {run: (*request).pong, always: true},
	"PING": {run: (*request).ping},

	"PRIVMSG": {run: (*request).privmsg},
	"NOTICE":  {run: (*request).notice},
	"AWAY":    {run: (*request).away},

	"JOIN":   {run: (*request).join, min: 1},
	"PART":   {run: (*request).part, min: 1},
	"TOPIC":  {run: (*request).topic, min: 1},
	"MODE":   {run: (*request).mode, min: 1},
	"KICK":   {run: (*request).kick, min: 2},
	"INVITE": {run: (*request).invite, min: 2},
	"OPER":   {run: (*request).oper, min: 2},
	"KILL":   {run: (*request).kill, min: 2},

	"NAMES":    {run: (*request).names},
	"LIST":     {run: (*request).list},
	"WHO":      {run: (*request).who},
	"WHOIS":    {run: (*request).whois},
	"ISON":     {run: (*request).ison, min: 1},
	"USERHOST": {run: (*request).userhost, min: 1},
	"LUSERS":   {run: (*request).lusers},
	"MOTD":     {run: (*request).motd},
	"VERSION":  {run: (*request).version},
}

// Handle runs a command of c. What it causes is in the queues when it returns; b
// has to be flushed then. The result is false when the client has quit, or was
// condemned before: the connection ends, for the reason.
func (h *Hub) Handle(c *Client, m *irc.Message, b *fanout.Batch) (reason string, ok bool) {
	h.mu.Lock()
	defer h.unlock()
	if c.quit != "" {
		return c.quit, false
	}
	h.Counts.Messages.Add(1)
	now := h.config.Now()
	c.heard.Store(now.UnixNano())
	r := &request{Hub: h, client: c, batch: b, now: now, name: m.Command, params: m.Params}
	cmd, known := commands[m.Command]
	switch {
	case !c.registered && !cmd.always:
		r.reply(irc.ErrNotRegistered, "You have not registered")
	case !known:
		r.reply(irc.ErrUnknownCommand, irc.Cut(m.Command, 64), "Unknown command")
	case len(m.Params) < cmd.min:
		r.reply(irc.ErrNeedMoreParams, m.Command, "Not enough parameters")
	default:
		cmd.run(r)
	}
	return c.quit, c.quit == ""
}

// Reject answers a line that is no message, with the error of irc.Lines or
// irc.Message.
func (h *Hub) Reject(c *Client, err error, b *fanout.Batch) {
	h.mu.Lock()
	defer h.mu.Unlock()
	c.heard.Store(h.config.Now().UnixNano())
	r := &request{Hub: h, client: c, batch: b}
	switch err {
	case irc.ErrTooLong:
		r.reply(irc.ErrInputTooLong, "Input line was too long")
	case irc.ErrByte:
		r.tell("NOTICE", c.name(), "Line ignored: a NUL or CR is in it")
	}
}

// reply sends a numeric reply. The last of params is text; of the others, those that can't
// stand there become *: some are what a client has sent.
func (r *request) reply(numeric string, params ...string) {
	var all [8]string
	list := append(append(all[:0], r.client.name()), params...)
	for i, param := range list[:len(list)-1] {
		list[i] = irc.Middle(param)
	}
	r.send(r.client, r.batch, irc.AppendText(r.line[:0], r.config.Name, numeric, list...))
}

// replyWords sends a numeric reply whose text is as many of words as fit into the line.
func (r *request) replyWords(numeric string, words []string) {
	room := irc.MaxLine - len(":  000  :\r\n") - len(r.config.Name) - len(r.client.name())
	var text strings.Builder
	for _, word := range words {
		if text.Len()+1+len(word) > room {
			break
		}
		if text.Len() > 0 {
			text.WriteByte(' ')
		}
		text.WriteString(word)
	}
	r.reply(numeric, text.String())
}

// data sends a numeric reply whose last parameter is a word.
func (r *request) data(numeric string, params ...string) {
	list := append([]string{r.client.name()}, params...)
	r.send(r.client, r.batch, irc.Append(r.line[:0], r.config.Name, numeric, list...))
}

// tell sends a message of the server to the client. The last of params is text.
func (r *request) tell(command string, params ...string) {
	r.send(r.client, r.batch, irc.AppendText(r.line[:0], r.config.Name, command, params...))
}

// announce sends a line to all members of ch, the client included if it is one.
func (r *request) announce(ch *Channel, line []byte) {
	r.line = line[:0]
	ch.log.Append(r.batch, line, nil)
}

// find returns who is called name and has registered, or nil.
func (h *Hub) find(name string) *Client {
	if c := h.nicks[irc.Fold(name)]; c != nil && c.registered {
		return c
	}
	return nil
}

// param returns the parameter with index i, or "" if there is none.
func (r *request) param(i int) string {
	if i < len(r.params) {
		return r.params[i]
	}
	return ""
}
