package starter

// Frame returns what surrounds the solution's own code in a starter: the stages'
// checks, go.mod, go.sum, go.work and the copies of the course's modules. It
// needs no go command.
func Frame(dir string, o Options) (map[string][]byte, error) {
	m, err := load(dir)
	if err != nil {
		return nil, err
	}
	return m.finish(map[string][]byte{}, o)
}
