// Command with-viper is a configuration tool as a user of viper would write it:
//
//	with-viper get KEY
//	with-viper set KEY VALUE
package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/viper"
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
	return errors.New("usage: with-viper get KEY | set KEY VALUE")
}

func get(key string) error {
	user, err := os.UserConfigDir()
	if err != nil {
		return err
	}
	v := viper.New()
	for _, file := range []string{
		filepath.Join(os.Getenv("XDG_CONFIG_DIRS"), "shop", "config.toml"),
		filepath.Join(user, "shop", "config.toml"),
		projectFile,
	} {
		v.SetConfigFile(file)
		if err := v.MergeInConfig(); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	v.SetEnvPrefix("shop")
	v.SetEnvKeyReplacer(strings.NewReplacer(".", "_"))
	v.AutomaticEnv()
	if !v.IsSet(key) {
		return fmt.Errorf("%s is not set", key)
	}
	_, err = fmt.Println(v.Get(key))
	return err
}

func set(key, value string) error {
	v := viper.New()
	v.SetConfigFile(projectFile)
	if err := v.ReadInConfig(); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if n, err := strconv.Atoi(value); err == nil {
		v.Set(key, n)
	} else {
		v.Set(key, value)
	}
	return v.WriteConfig()
}
