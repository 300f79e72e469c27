package confctl

import (
	"slices"
	"strings"
)

// Environ reads variables, each NAME=VALUE as os.Environ has them, as the layer
// Environment. A variable that is set to nothing is set. Of one that is there
// twice the last counts. A variable that begins with the app's name in capitals
// and an underscore, and belongs to no key, is a warning. Its value is in no
// problem.
//
// Settings are in the order of the schema, problems in that of their variables'
// names.
//
//course:stage 4
func (s *Schema) Environ(environ []string) ([]Setting, Problems) {
	c := &checker{schema: s, layer: Environment}
	values := map[string]string{}
	var strangers []string
	prefix := strings.ToUpper(strings.ReplaceAll(s.App, "-", "_")) + "_"
	for _, variable := range environ {
		name, value, _ := strings.Cut(variable, "=")
		if s.byEnv[name] != nil {
			values[name] = value
		} else if strings.HasPrefix(name, prefix) && !slices.Contains(strangers, name) {
			strangers = append(strangers, name)
		}
	}
	for _, k := range s.Keys {
		if value, ok := values[k.Env]; ok {
			c.set(k, Place{Name: k.Env}, func(k *Key) (any, error) { return k.Parse(value) })
		}
	}
	for _, name := range strangers {
		c.problems = append(c.problems, Problem{
			Place: Place{Name: name}, Rule: RuleUnknown, Found: "a variable that sets no key", Nearest: nearest(name, s.variables()), Warning: true,
		})
	}
	slices.SortStableFunc(c.problems, func(a, b Problem) int { return strings.Compare(a.Place.Name, b.Place.Name) })
	return ownNamesFirst(c.settings), c.problems
}

func (s *Schema) variables() []string {
	var names []string
	for _, k := range s.Keys {
		if k.Deprecated == "" {
			names = append(names, k.Env)
		}
	}
	return names
}

// Flags reads what --set was given, each KEY=VALUE, as the layer Flag. The place
// of a setting has the name "--set KEY". Of a key that is given twice the last
// value counts, and only that one is a setting; all of them are checked.
//
//course:stage 4
func (s *Schema) Flags(sets []string) ([]Setting, Problems) {
	c := &checker{schema: s, layer: Flag}
	for _, set := range sets {
		name, value, ok := strings.Cut(set, "=")
		place := Place{Name: "--set " + name}
		k := s.byName[name]
		switch {
		case !ok:
			c.problems = append(c.problems, Problem{
				Place: Place{Name: "--set"}, Rule: RuleType, Found: "a text without =", Allowed: "key=value", Nearest: s.Nearest(name),
			})
		case k == nil:
			c.problems = append(c.problems, Problem{
				Place: place, Key: name, Rule: RuleUnknown, Found: "a key that the schema doesn't have", Nearest: s.Nearest(name),
			})
		default:
			c.settings = slices.DeleteFunc(c.settings, func(old Setting) bool { return old.Place == place })
			c.set(k, place, func(k *Key) (any, error) { return k.Parse(value) })
		}
	}
	return ownNamesFirst(c.settings), c.problems
}
