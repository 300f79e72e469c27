package confctl

import (
	"errors"
	"fmt"
	"slices"
)

// A Config is what the layers say together. It is not changed once it has been
// made, and may be used by several goroutines.
type Config struct {
	schema   *Schema
	settings map[*Key][]Setting // from the weakest to the strongest
}

// ErrUnknownKey is returned for the name of a key that the schema doesn't have.
var ErrUnknownKey = errors.New("confctl: no such key")

// Defaults returns the schema's defaults as the layer Default, in the order of
// the schema. The place of each is that of its key's declaration.
//
//course:stage 5
func (s *Schema) Defaults() []Setting {
	settings := make([]Setting, 0, len(s.Keys))
	for _, k := range s.Keys {
		if k.Default != nil {
			settings = append(settings, Setting{Key: k, Layer: Default, Place: k.Place, Value: k.Default})
		}
	}
	return settings
}

// Resolve lays settings over each other. Their own Layer decides and not the
// order in which they are given; of two of the same key and layer, the later one
// counts and the other is dropped. The settings must be of keys of the schema.
//
//course:stage 5
func Resolve(schema *Schema, layers ...[]Setting) *Config {
	c := &Config{schema: schema, settings: make(map[*Key][]Setting, len(schema.Keys))}
	for _, layer := range layers {
		for _, s := range layer {
			c.lay(s)
		}
	}
	return c
}

func (c *Config) lay(s Setting) {
	list := c.settings[s.Key]
	i, taken := slices.BinarySearchFunc(list, s.Layer, func(old Setting, l Layer) int { return int(old.Layer - l) })
	if taken {
		list[i] = s
		return
	}
	c.settings[s.Key] = slices.Insert(list, i, s)
}

// Get returns the setting that won for a key, and whether any layer sets it. A
// deprecated name stands for the key that took its place.
//
//course:stage 5
func (c *Config) Get(name string) (Setting, bool) {
	list, err := c.Explain(name)
	if err != nil || len(list) == 0 {
		return Setting{}, false
	}
	return list[len(list)-1], true
}

// All returns the settings that won, in the order of the schema. Keys that no
// layer sets are left out.
//
//course:stage 5
func (c *Config) All() []Setting {
	var all []Setting
	for _, k := range c.schema.Keys {
		if list := c.settings[k]; len(list) > 0 {
			all = append(all, list[len(list)-1])
		}
	}
	return all
}

// Explain returns what each layer that sets a key says, from the weakest to the
// strongest, which won. The list is the caller's. A name that the schema doesn't
// have is ErrUnknownKey, with the nearest name if there is one.
//
//course:stage 5
func (c *Config) Explain(name string) ([]Setting, error) {
	k := c.schema.byName[name]
	if k == nil {
		return nil, c.schema.unknown(name)
	}
	if heir := c.schema.byName[k.Deprecated]; heir != nil {
		k = heir
	}
	return slices.Clone(c.settings[k]), nil
}

func (s *Schema) unknown(name string) error {
	if near := s.Nearest(name); near != "" {
		return fmt.Errorf("%w: found %q; did you mean %s?", ErrUnknownKey, name, near)
	}
	return fmt.Errorf("%w: found %q", ErrUnknownKey, name)
}

// Missing returns a problem for each key that is required and set by no layer,
// in the order of the schema. Its place is that of the key's declaration.
//
//course:stage 5
func (c *Config) Missing() Problems {
	var problems Problems
	for _, k := range c.schema.Keys {
		if k.Required && len(c.settings[k]) == 0 {
			problems = append(problems, Problem{
				Place: k.Place, Key: k.Name, Rule: RuleRequired, Found: "no value in any layer", Allowed: k.Allows(),
			})
		}
	}
	return problems
}
