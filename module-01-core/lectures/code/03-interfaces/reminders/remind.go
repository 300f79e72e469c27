package main

// sender is what remind needs, and no more.
type sender interface {
	Send(to, text string) error
}

var _ sender = (*mailer)(nil)

func remind(s sender, who string) error { return s.Send(who, "your loan ends on Friday") }

// senderFunc makes a function a sender.
type senderFunc func(to, text string) error

// Send calls f.
func (f senderFunc) Send(to, text string) error { return f(to, text) }

// greeted puts a greeting in front of what next sends.
func greeted(next sender) sender {
	return senderFunc(func(to, text string) error {
		return next.Send(to, "dear "+to+", "+text)
	})
}
