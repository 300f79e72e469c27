package main

import "errors"

// allSender is what a sender may have besides.
type allSender interface {
	SendAll(to []string, text string) error
}

// sendAll sends in one go where s can, and one by one where it cannot.
func sendAll(s sender, to []string, text string) error {
	if a, ok := s.(allSender); ok {
		return a.SendAll(to, text)
	}
	var errs []error
	for _, name := range to {
		errs = append(errs, s.Send(name, text))
	}
	return errors.Join(errs...)
}

// counting counts the texts that go through it, and does not hide that next may
// be an allSender.
type counting struct {
	next  sender
	texts int
}

var (
	_ sender    = (*counting)(nil)
	_ allSender = (*counting)(nil)
)

func (c *counting) Send(to, text string) error {
	c.texts++
	return c.next.Send(to, text)
}

func (c *counting) SendAll(to []string, text string) error {
	c.texts += len(to)
	return sendAll(c.next, to, text)
}
