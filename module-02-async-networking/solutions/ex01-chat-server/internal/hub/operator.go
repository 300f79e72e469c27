package hub

import (
	"crypto/subtle"

	"systems.course/chat/internal/irc"
)

// oper makes the client a server operator, who sees secret channels and can KILL.
func (r *request) oper() {
	password, known := r.config.Operators[r.params[0]]
	same := subtle.ConstantTimeCompare([]byte(password), []byte(r.params[1])) == 1
	if !known || !same {
		r.reply(irc.ErrPasswdMismatch, "Password incorrect")
		return
	}
	r.setOperator(r.client, true)
	r.reply(irc.RplYoureOper, "You are now an IRC operator")
	r.send(r.client, r.batch, irc.Append(r.line[:0], r.config.Name, "MODE", r.client.nick, "+o"))
}

// kill ends somebody's connection.
func (r *request) kill() {
	if !r.client.operator {
		r.reply(irc.ErrNoPrivileges, "Permission Denied- You're not an IRC operator")
		return
	}
	target := r.find(r.params[0])
	if target == nil {
		r.reply(irc.ErrNoSuchNick, irc.Cut(r.params[0], 64), "No such nick/channel")
		return
	}
	r.condemn(target, "Killed ("+r.client.nick+" ("+irc.Cut(r.params[1], maxKick)+"))")
}
