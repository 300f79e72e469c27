package chat

import (
	"cmp"
	"time"

	"go.uber.org/zap"

	"systems.course/chat/internal/hub"
)

// version is what the server calls itself.
const version = "systems.course-chat-1"

// withDefaults fills in what is zero.
func (o Options) withDefaults() Options {
	o.Name = cmp.Or(o.Name, DefaultName)
	o.MaxClients = cmp.Or(o.MaxClients, DefaultMaxClients)
	o.MaxLine = min(cmp.Or(o.MaxLine, DefaultMaxLine), readAhead)
	o.MaxNick = cmp.Or(o.MaxNick, DefaultMaxNick)
	o.MaxChannels = cmp.Or(o.MaxChannels, DefaultMaxChannels)
	o.SendQueue = cmp.Or(o.SendQueue, DefaultSendQueue)
	o.Rate = cmp.Or(o.Rate, DefaultRate)
	o.Burst = cmp.Or(o.Burst, DefaultBurst)
	o.PingInterval = cmp.Or(o.PingInterval, DefaultPingInterval)
	o.PingTimeout = cmp.Or(o.PingTimeout, DefaultPingTimeout)
	o.RegisterTimeout = cmp.Or(o.RegisterTimeout, DefaultRegisterTimeout)
	o.Drain = cmp.Or(o.Drain, DefaultDrain)
	if o.Log == nil {
		o.Log = zap.NewNop()
	}
	return o
}

// hubConfig returns the part of o that is not about connections.
func (o Options) hubConfig() hub.Config {
	return hub.Config{
		Name:            o.Name,
		Version:         version,
		MOTD:            o.MOTD,
		Operators:       o.Operators,
		MaxNick:         o.MaxNick,
		MaxChannels:     o.MaxChannels,
		SendQueue:       o.SendQueue,
		PingInterval:    o.PingInterval,
		PingTimeout:     o.PingTimeout,
		RegisterTimeout: o.RegisterTimeout,
		Now:             time.Now,
	}
}

// tick is how often clocks are looked at: often enough for the shortest bound, and
// not all the time.
func (o Options) tick() time.Duration {
	shortest := min(o.PingInterval, o.PingTimeout, o.RegisterTimeout)
	return min(max(shortest/8, 5*time.Millisecond), time.Second)
}
