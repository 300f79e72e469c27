module systems.course/module02

go 1.26.0

require (
	github.com/gorilla/websocket v1.5.3
	github.com/jmoiron/sqlx v1.4.0
	github.com/mattn/go-sqlite3 v1.14.53
	github.com/stretchr/testify v1.12.1
	golang.org/x/sync v0.24.0
	systems.course/lecturekit v0.0.0
)

require go.yaml.in/yaml/v3 v3.0.5 // indirect

replace systems.course/lecturekit => ../../../lecturekit
