// Command with-koanf is a configuration tool as a user of koanf would write it:
//
//	with-koanf get KEY
//	with-koanf set KEY VALUE
//
// Koanf makes the bytes of a file and leaves the writing to its user.
package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/knadh/koanf/parsers/toml/v2"
	"github.com/knadh/koanf/providers/env/v2"
	"github.com/knadh/koanf/providers/file"
	"github.com/knadh/koanf/v2"
)

const projectFile = "shop.toml"

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	switch {
	case len(args) == 2 && args[0] == "get":
		return get(args[1])
	case len(args) == 3 && args[0] == "set":
		return set(args[1], args[2])
	}
	return errors.New("usage: with-koanf get KEY | set KEY VALUE")
}

func get(key string) error {
	user, err := os.UserConfigDir()
	if err != nil {
		return err
	}
	k := koanf.New(".")
	for _, name := range []string{
		filepath.Join(os.Getenv("XDG_CONFIG_DIRS"), "shop", "config.toml"),
		filepath.Join(user, "shop", "config.toml"),
		projectFile,
	} {
		if err := k.Load(file.Provider(name), toml.Parser()); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	err = k.Load(env.Provider(".", env.Opt{Prefix: "SHOP_", TransformFunc: func(name, value string) (string, any) {
		return strings.ReplaceAll(strings.ToLower(strings.TrimPrefix(name, "SHOP_")), "_", "."), value
	}}), nil)
	if err != nil {
		return err
	}
	if !k.Exists(key) {
		return fmt.Errorf("%s is not set", key)
	}
	_, err = fmt.Println(k.Get(key))
	return err
}

func set(key, value string) error {
	k := koanf.New(".")
	if err := k.Load(file.Provider(projectFile), toml.Parser()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	var typed any = value
	if n, err := strconv.Atoi(value); err == nil {
		typed = n
	}
	if err := k.Set(key, typed); err != nil {
		return err
	}
	data, err := k.Marshal(toml.Parser())
	if err != nil {
		return err
	}
	return os.WriteFile(projectFile, data, 0o644)
}
