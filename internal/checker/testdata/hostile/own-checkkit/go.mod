module systems.course/counter

go 1.26

toolchain go1.99.0

require systems.course/checkkit v0.0.0

replace systems.course/checkkit => ./easy
