module systems.course/checkkit

go 1.26
