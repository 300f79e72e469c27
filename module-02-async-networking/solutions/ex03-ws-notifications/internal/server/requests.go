package server

import (
	"errors"
	"time"

	"systems.course/notify/config"
	"systems.course/notify/internal/topic"
	"systems.course/notify/internal/wire"
)

// do does what a message asks for. A request that is refused is answered; an
// error ends the session.
func (s *session) do(message []byte) error {
	request, err := wire.ParseRequest(message)
	if err == nil {
		err = s.perform(request)
	}
	if refused := (*wire.Error)(nil); errors.As(err, &refused) {
		return s.client.Reply(wire.Refused(request.Ref, refused))
	}
	return err
}

func (s *session) perform(r wire.Request) error {
	switch r.Type {
	case "subscribe":
		return s.subscribe(r)
	case "unsubscribe":
		return s.unsubscribe(r)
	case "ping":
		return s.client.Reply(wire.Pong(r.Ref, time.Now()))
	case "auth":
		return wire.Refuse("auth", "you are known already, as %s", s.user)
	default:
		return wire.Refuse("type", "%.64q is not a type", r.Type)
	}
}

func (s *session) subscribe(r wire.Request) error {
	set := s.set.With(r.Topics)
	if err := s.checkSubscribe(r, set); err != nil {
		return err
	}
	if r.Policy != "" {
		s.client.SetPolicy(config.Policy(r.Policy))
	}
	err := s.client.Watch(set, r.Since, func(last uint64) []byte {
		return wire.Subscribed(r.Ref, set.Patterns(), last)
	})
	if err != nil {
		s.client.SetPolicy(s.policy)
		return err
	}
	if r.Policy != "" {
		s.policy = config.Policy(r.Policy)
	}
	s.set, s.subscribed = set, true
	for _, name := range r.Topics {
		if topic.IsTopic(name) {
			s.server.board.Enter(name, s, r.Presence)
		}
	}
	return nil
}

func (s *session) checkSubscribe(r wire.Request, set topic.Set) error {
	if err := checkTopics(r.Topics); err != nil {
		return err
	}
	if r.Policy != "" && !config.Policy(r.Policy).Known() {
		return wire.Refuse("field", "policy is %.64q, neither %s nor %s", r.Policy, config.DropOldest, config.CloseClient)
	}
	if limit := s.server.options.MaxTopics; set.Len() > limit {
		return wire.Refuse("topics", "it would be %d patterns, where %d are allowed", set.Len(), limit)
	}
	if r.Since != nil && s.subscribed {
		return wire.Refuse("since", "the session has had a subscription: since is for the first one")
	}
	for _, name := range r.Topics {
		if r.Presence && !topic.IsTopic(name) {
			return wire.Refuse("presence", "%q has * or >: nobody is present in it", name)
		}
	}
	return nil
}

func (s *session) unsubscribe(r wire.Request) error {
	if err := checkTopics(r.Topics); err != nil {
		return err
	}
	set := s.set.Without(r.Topics)
	reply := wire.Unsubscribed(r.Ref, set.Patterns())
	if !s.subscribed {
		return s.client.Reply(reply)
	}
	if err := s.client.Watch(set, nil, func(uint64) []byte { return reply }); err != nil {
		return err
	}
	s.set = set
	for _, name := range r.Topics {
		s.server.board.Leave(name, s)
	}
	return nil
}

func checkTopics(topics []string) error {
	if len(topics) == 0 {
		return wire.Refuse("field", "topics is missing, or empty")
	}
	for _, name := range topics {
		if err := topic.CheckPattern(name); err != nil {
			return wire.Refuse("pattern", "%v", err)
		}
	}
	return nil
}
