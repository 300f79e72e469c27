package cli

import (
	"errors"
	"fmt"

	"systems.course/confctl"
)

// loadSchema reads the schema, once.
func (a *app) loadSchema() error {
	if a.schema != nil {
		return nil
	}
	file := a.schemaFile
	if file == "" {
		var err error
		if file, err = a.upwards("confctl.schema"); err != nil {
			return exit(exitSchema, err)
		}
		if file == "" {
			return exit(exitSchema, errors.New("no schema: found no confctl.schema.toml, .yaml or .json here or above; --schema names another"))
		}
	}
	d, err := a.readDocument(file)
	if err != nil {
		return exit(exitSchema, errors.Unwrap(err))
	}
	a.schemaFile = file
	if a.schema, err = confctl.ParseSchema(d); err != nil {
		return exit(exitSchema, err)
	}
	return nil
}

// layer reads one layer. The error is for what can't be read at all.
func (a *app) layer(l confctl.Layer) ([]confctl.Setting, confctl.Problems, error) {
	switch l {
	case confctl.Default:
		return a.schema.Defaults(), nil, nil
	case confctl.Environment:
		settings, problems := a.schema.Environ(a.Environ)
		return settings, problems, nil
	case confctl.Flag:
		settings, problems := a.schema.Flags(a.sets)
		return settings, problems, nil
	}
	file, err := a.find(l)
	if err != nil || file == "" {
		return nil, nil, err
	}
	d, err := a.readDocument(file)
	if err != nil {
		return nil, nil, err
	}
	settings, problems := a.schema.Check(d, l)
	return settings, problems, nil
}

// load reads the schema and all layers. It goes on after a layer that can't be
// read, and returns the errors of all of them.
func (a *app) load() (*confctl.Config, confctl.Problems, error) {
	if err := a.loadSchema(); err != nil {
		return nil, nil, err
	}
	var problems confctl.Problems
	var errs []error
	var layers [][]confctl.Setting
	for _, l := range confctl.Layers() {
		settings, wrong, err := a.layer(l)
		if err != nil {
			errs = append(errs, err)
		}
		problems = append(problems, wrong...)
		layers = append(layers, settings)
	}
	if len(errs) > 0 {
		return nil, problems, exit(exitRead, errors.Join(errs...))
	}
	return confctl.Resolve(a.schema, layers...), problems, nil
}

// key returns the key of a name that the user gave.
func (a *app) key(name string) (*confctl.Key, error) {
	if err := a.loadSchema(); err != nil {
		return nil, err
	}
	if k := a.schema.Key(name); k != nil {
		return k, nil
	}
	err := fmt.Errorf("%w: found %q", confctl.ErrUnknownKey, name)
	if near := a.schema.Nearest(name); near != "" {
		err = fmt.Errorf("%w; did you mean %s?", err, near)
	}
	return nil, exit(exitUsage, err)
}
