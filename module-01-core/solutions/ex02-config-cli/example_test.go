package confctl_test

import (
	"fmt"

	"systems.course/confctl"
	"systems.course/confctl/doc"
)

// The layers of a small service, and who won.
func Example() {
	schema, err := parseSchema(`app = "shop"

[[key]]
name = "server.port"
type = "int"
default = 8080
min = 1
max = 65535
`)
	if err != nil {
		panic(err)
	}
	file, err := doc.Parse("shop.toml", doc.TOML, []byte("[server]\nport = 80 # as root\nprot = 81\n"))
	if err != nil {
		panic(err)
	}
	project, problems := schema.Check(file, confctl.Project)
	fmt.Println(problems)
	environment, _ := schema.Environ([]string{"SHOP_SERVER_PORT=8443"})

	settings, err := confctl.Resolve(schema, schema.Defaults(), project, environment).Explain("server.port")
	if err != nil {
		panic(err)
	}
	for _, s := range settings {
		fmt.Println(s.Layer, confctl.Format(s.Value), s.Place)
	}
	edited, err := confctl.Set(file, schema.Key("server.port"), "81")
	if err != nil {
		panic(err)
	}
	fmt.Print(string(edited))
	// Output:
	// shop.toml:3:1: server.prot: found a key that the schema doesn't have; did you mean server.port?
	// default 8080 schema.toml:4:8
	// project 80 shop.toml:2:8
	// environment 8443 SHOP_SERVER_PORT
	// [server]
	// port = 81 # as root
	// prot = 81
}

func parseSchema(source string) (*confctl.Schema, error) {
	d, err := doc.Parse("schema.toml", doc.TOML, []byte(source))
	if err != nil {
		return nil, err
	}
	return confctl.ParseSchema(d)
}
