module systems.course

go 1.26
