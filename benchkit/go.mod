module systems.course/benchkit

go 1.26
