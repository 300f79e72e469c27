package irc

// A ModeChange is one letter of a MODE command.
type ModeChange struct {
	Add   bool
	Mode  byte
	Param string
	Given bool // there was a parameter, perhaps an empty one
}

// ParseModes takes a mode string such as "+o-v" apart and gives each letter the
// next of params if takes says that it wants one. Letters before any sign are
// added. Params that nobody wants are dropped.
func ParseModes(modes string, params []string, takes func(mode byte, add bool) bool) []ModeChange {
	var changes []ModeChange
	add := true
	for i := range len(modes) {
		switch c := modes[i]; c {
		case '+':
			add = true
		case '-':
			add = false
		default:
			change := ModeChange{Add: add, Mode: c}
			if takes(c, add) && len(params) > 0 {
				change.Param, change.Given, params = params[0], true, params[1:]
			}
			changes = append(changes, change)
		}
	}
	return changes
}

// FormatModes is the inverse of ParseModes: the parameters of a MODE command that
// tells of changes. A sign is written where it changes.
func FormatModes(changes []ModeChange) []string {
	var modes []byte
	params := []string{""}
	for i, change := range changes {
		if i == 0 || change.Add != changes[i-1].Add {
			sign := byte('-')
			if change.Add {
				sign = '+'
			}
			modes = append(modes, sign)
		}
		modes = append(modes, change.Mode)
		if change.Given {
			params = append(params, change.Param)
		}
	}
	params[0] = string(modes)
	return params
}
