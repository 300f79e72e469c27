package hub

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"systems.course/chat/internal/irc"
)

// pass does nothing: there is no password for the server, and a client that sends one
// all the same is welcome.
func (r *request) pass() {
	if r.client.registered {
		r.reply(irc.ErrRegistered, "You may not reregister")
	}
}

// cap answers capability negotiation: there are none. Registration waits for CAP END
// once it has begun.
func (r *request) cap() {
	c := r.client
	switch sub := strings.ToUpper(r.params[0]); sub {
	case "LS", "LIST":
		c.capabilities = c.capabilities || sub == "LS"
		r.tell("CAP", c.name(), sub, "")
	case "REQ":
		c.capabilities = true
		r.tell("CAP", c.name(), "NAK", r.param(1))
	case "END":
		c.capabilities = false
	default:
		r.reply(irc.ErrInvalidCap, irc.Cut(r.params[0], 64), "Invalid CAP subcommand")
	}
	r.welcome()
}

func (r *request) nick() {
	c := r.client
	name := r.param(0)
	if name == "" {
		r.reply(irc.ErrNoNickGiven, "No nickname given")
		return
	}
	if !irc.ValidNick(name, r.config.MaxNick) {
		r.reply(irc.ErrErroneusNick, irc.Cut(name, 64), "Erroneous nickname")
		return
	}
	if owner := r.nicks[irc.Fold(name)]; owner != nil && owner != c {
		r.reply(irc.ErrNickInUse, name, "Nickname is already in use")
		return
	}
	if name == c.nick {
		return
	}
	if c.nick != "" {
		delete(r.nicks, irc.Fold(c.nick))
	}
	r.nicks[irc.Fold(name)] = c
	if c.registered {
		line := irc.Append(nil, c.source, "NICK", name)
		c.Queue.PushShared(r.batch, line)
		r.tellNeighbours(c, r.batch, line)
	}
	c.nick = name
	c.updateSource()
	r.welcome()
}

func (r *request) user() {
	c := r.client
	if c.registered || c.user != "" {
		r.reply(irc.ErrRegistered, "You may not reregister")
		return
	}
	c.user, c.real = irc.CleanUser(r.params[0], maxUser), irc.Cut(r.params[3], maxReal)
	c.updateSource()
	r.welcome()
}

func (r *request) quit() {
	if r.client.quit = "Quit: " + r.param(0); r.param(0) == "" {
		r.client.quit = "Client quit"
	}
}

// ping answers. The answer enters the queue after all that the client's earlier commands
// have caused, here and in others' queues.
func (r *request) ping() {
	if r.param(0) == "" {
		r.reply(irc.ErrNoOrigin, "No origin specified")
		return
	}
	r.tell("PONG", r.config.Name, r.params[0])
}

// pong needs no answer: that something was heard is what counts.
func (r *request) pong() {}

// welcome completes the registration when nothing is missing.
func (r *request) welcome() {
	c := r.client
	if c.registered || c.nick == "" || c.user == "" || c.capabilities {
		return
	}
	c.registered = true
	r.users++
	r.maxUsers = max(r.maxUsers, r.users)
	r.reply(irc.RplWelcome, "Welcome to the Internet Relay Network "+c.source)
	r.reply(irc.RplYourHost, fmt.Sprintf("Your host is %s, running version %s", r.config.Name, r.config.Version))
	r.reply(irc.RplCreated, "This server was created "+r.started.UTC().Format(time.RFC1123))
	r.data(irc.RplMyInfo, r.config.Name, r.config.Version, userModes, channelFlags+"bklov", "bklov")
	r.isupport()
	r.lusers()
	r.motd()
}

// isupport tells what the server's bounds are, at most thirteen in a line.
func (r *request) isupport() {
	r.reply(irc.RplISupport,
		"CASEMAPPING="+irc.CaseMapping,
		"CHANTYPES="+irc.ChannelTypes,
		"PREFIX=(ov)@+",
		"CHANMODES=b,k,l,"+channelFlags,
		"CHANLIMIT="+irc.ChannelTypes+":"+strconv.Itoa(r.config.MaxChannels),
		"CHANNELLEN="+strconv.Itoa(maxChannelName),
		"NICKLEN="+strconv.Itoa(r.config.MaxNick),
		"USERLEN="+strconv.Itoa(maxUser),
		"NETWORK="+r.config.Name,
		"are supported by this server")
	r.reply(irc.RplISupport,
		"TOPICLEN="+strconv.Itoa(maxTopic),
		"KICKLEN="+strconv.Itoa(maxKick),
		"AWAYLEN="+strconv.Itoa(maxAway),
		"KEYLEN="+strconv.Itoa(maxKey),
		"MODES="+strconv.Itoa(maxModes),
		"MAXLIST=b:"+strconv.Itoa(maxBans),
		fmt.Sprintf("TARGMAX=PRIVMSG:%d,NOTICE:%d,KICK:%[1]d,WHOIS:1,JOIN:,PART:,NAMES:,LIST:", maxTargets, maxTargets),
		"are supported by this server")
}

func (r *request) motd() {
	if r.config.MOTD == nil {
		r.reply(irc.ErrNoMotd, "MOTD file is missing")
		return
	}
	r.reply(irc.RplMotdStart, "- "+r.config.Name+" Message of the day -")
	for _, line := range r.config.MOTD {
		if !r.room() {
			break
		}
		r.reply(irc.RplMotd, "- "+line)
	}
	r.reply(irc.RplEndOfMotd, "End of MOTD command")
}

func (r *request) lusers() {
	r.reply(irc.RplLuserClient, fmt.Sprintf("There are %d users and %d invisible on 1 servers", r.users-r.hidden, r.hidden))
	if r.operators > 0 {
		r.reply(irc.RplLuserOp, strconv.Itoa(r.operators), "operator(s) online")
	}
	if unknown := len(r.clients) - r.users; unknown > 0 {
		r.reply(irc.RplLuserUnknown, strconv.Itoa(unknown), "unknown connection(s)")
	}
	if len(r.channels) > 0 {
		r.reply(irc.RplLuserChannels, strconv.Itoa(len(r.channels)), "channels formed")
	}
	r.reply(irc.RplLuserMe, fmt.Sprintf("I have %d clients and 0 servers", r.users))
	now, top := strconv.Itoa(r.users), strconv.Itoa(r.maxUsers)
	r.reply(irc.RplLocalUsers, now, top, fmt.Sprintf("Current local users %s, max %s", now, top))
	r.reply(irc.RplGlobalUsers, now, top, fmt.Sprintf("Current global users %s, max %s", now, top))
}

func (r *request) version() {
	r.reply(irc.RplVersion, r.config.Version, r.config.Name, "")
	r.isupport()
}
