module systems.course/module01

go 1.26

require github.com/stretchr/testify v1.12.1

require go.yaml.in/yaml/v3 v3.0.5 // indirect

require systems.course/lecturekit v0.0.0

replace systems.course/lecturekit => ../../../lecturekit
