// Switches finds out in several ways how many bytes a value takes, and compares.
package main

import (
	"fmt"
	"reflect"
	"unsafe"

	"systems.course/lecturekit/ratio"
)

type celsius float64

// width asks which type T is. It knows the types that are listed.
func width[T any](v T) int {
	switch any(v).(type) {
	case int8, uint8:
		return 1
	case int16, uint16:
		return 2
	case int32, uint32, float32:
		return 4
	case int64, uint64, float64:
		return 8
	}
	return 0
}

// reflected asks which kind of type T is.
func reflected[T any](v T) int {
	switch reflect.TypeOf(v).Kind() {
	case reflect.Int8, reflect.Uint8:
		return 1
	case reflect.Int16, reflect.Uint16:
		return 2
	case reflect.Int32, reflect.Uint32, reflect.Float32:
		return 4
	case reflect.Int64, reflect.Uint64, reflect.Float64:
		return 8
	}
	return 0
}

// sized asks the compiler, which knows it of each shape.
func sized[T any](v T) int { return int(unsafe.Sizeof(v)) }

//go:noinline
func sumSized[T any](values []T) (sum int) {
	for _, v := range values {
		sum += sized(v)
	}
	return sum
}

//go:noinline
func sumWidth[T any](values []T) (sum int) {
	for _, v := range values {
		sum += width(v)
	}
	return sum
}

//go:noinline
func sumReflected[T any](values []T) (sum int) {
	for _, v := range values {
		sum += reflected(v)
	}
	return sum
}

//go:noinline
func sumGiven[T any](values []T, width func(T) int) (sum int) {
	for _, v := range values {
		sum += width(v)
	}
	return sum
}

// kept keeps the sums from being dropped.
var kept int

func main() {
	fmt.Println("width of a float64:", width(1.5), " of a celsius:", width(celsius(1.5)))
	fmt.Println("by kind:", reflected(celsius(1.5)))
	fmt.Println()
	values := make([]float64, 20_000)
	names := []string{"unsafe.Sizeof(v)", "function of the caller", "any(v).(type)", "reflect"}
	for i, r := range ratio.Of(51,
		func() { kept += sumSized(values) },
		func() { kept += sumGiven(values, func(float64) int { return 8 }) },
		func() { kept += sumWidth(values) },
		func() { kept += sumReflected(values) }) {
		fmt.Printf("%-24s %5.1f\n", names[i], r)
	}
	if kept == 0 {
		fmt.Println("nothing was added up")
	}
}
