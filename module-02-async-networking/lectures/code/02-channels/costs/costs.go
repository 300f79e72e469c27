// Costs compares what channel operations, selects and questions to a context
// cost, in ratios to a send and a receive that need not wait.
package main

import (
	"context"
	"fmt"

	"systems.course/lecturekit/ratio"
)

const calls = 20_000

type key int

// below returns a context under so many values, over one that can be cancelled.
func below(values int) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(context.Background())
	ctx = context.WithValue(ctx, key(-1), "found")
	for i := 1; i < values; i++ {
		ctx = context.WithValue(ctx, key(i), i)
	}
	return ctx, cancel
}

// A row is an operation with its name. The operation is repeated by itself, so
// that no call of it is measured.
type row struct {
	name string
	run  func()
}

func rows() ([]row, context.CancelFunc) {
	c := make(chan int, 1)
	never := make([]chan int, 7)
	for i := range never {
		never[i] = make(chan int)
	}
	ctx, cancel := below(1)
	ten, cancelTen := below(10)
	hundred, cancelHundred := below(100)
	done := ctx.Done()
	cancelAll := func() { cancel(); cancelTen(); cancelHundred() }
	return []row{
		{"send and receive", func() {
			for range calls {
				c <- 1
				<-c
			}
		}},
		{"the receive in a select with done", func() {
			for range calls {
				c <- 1
				select {
				case <-c:
				case <-done:
				}
			}
		}},
		{"the receive in a select of 4", func() {
			for range calls {
				c <- 1
				select {
				case <-c:
				case <-never[0]:
				case <-never[1]:
				case <-never[2]:
				}
			}
		}},
		{"the receive in a select of 8", func() {
			for range calls {
				c <- 1
				select {
				case <-c:
				case <-never[0]:
				case <-never[1]:
				case <-never[2]:
				case <-never[3]:
				case <-never[4]:
				case <-never[5]:
				case <-never[6]:
				}
			}
		}},
		{"select of done and default", func() {
			for range calls {
				select {
				case <-done:
				default:
				}
			}
		}},
		{"ctx.Err()", errs(ctx)},
		{"ctx.Err() below 100 values", errs(hundred)},
		{"ctx.Value, the last of 1", values(ctx)},
		{"ctx.Value, the last of 10", values(ten)},
		{"ctx.Value, the last of 100", values(hundred)},
		{"WithCancel and cancel", func() {
			for range calls {
				_, cancel := context.WithCancel(ctx)
				cancel()
			}
		}},
		{"WithTimeout and cancel", func() {
			for range calls {
				_, cancel := context.WithTimeout(ctx, 1<<40)
				cancel()
			}
		}},
	}, cancelAll
}

func errs(ctx context.Context) func() {
	return func() {
		for range calls {
			if ctx.Err() != nil {
				return
			}
		}
	}
}

func values(ctx context.Context) func() {
	return func() {
		for range calls {
			if ctx.Value(key(-1)) == nil {
				return
			}
		}
	}
}

func main() {
	rows, cancel := rows()
	defer cancel()
	functions := make([]func(), len(rows))
	for i, r := range rows {
		functions[i] = r.run
	}
	for i, r := range ratio.Of(15, functions...) {
		fmt.Printf("%-35s %5.2f\n", rows[i].name, r)
	}
}
