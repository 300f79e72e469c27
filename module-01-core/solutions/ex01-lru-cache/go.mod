module systems.course/lru

go 1.26

require systems.course/checkkit v0.0.0

// What nothing but the solution's own tests needs; a starter goes without.
//
//course:absent
require (
	github.com/stretchr/testify v1.12.1
	go.yaml.in/yaml/v3 v3.0.5 // indirect
)

replace systems.course/checkkit => ../../../checkkit
