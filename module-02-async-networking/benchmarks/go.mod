module systems.course/benchmarks/networking

go 1.26

require (
	golang.org/x/sys v0.38.0
	systems.course/benchkit v0.0.0-00010101000000-000000000000
)

replace systems.course/benchkit => ../../benchkit
