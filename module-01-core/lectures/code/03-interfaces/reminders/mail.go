package main

import (
	"errors"
	"fmt"
)

// mailer delivers mail, and knows how to deliver one text to many in one go.
type mailer struct{ connections int }

func newMailer() *mailer { return &mailer{} }

// Send delivers one mail over a connection of its own.
func (m *mailer) Send(to, text string) error { return m.SendAll([]string{to}, text) }

// SendAll delivers to everybody over one connection.
func (m *mailer) SendAll(to []string, text string) error {
	if text == "" {
		return errors.New("there is nothing to send")
	}
	m.connections++
	fmt.Printf("mail to %v: %s\n", to, text)
	return nil
}
