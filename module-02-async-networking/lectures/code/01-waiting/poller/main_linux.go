// Poller is a small netpoller: goroutines that wait for descriptors, over epoll.
// With the argument forgetful it runs its first step, which fails; with
// unforgetful, the second on the same input; without one, the third.
package main

import (
	"errors"
	"fmt"
	"os"
	"sync"
	"syscall"
	"time"
)

// pair returns both ends of a connected socket, which don't block.
func pair() (near, far int, err error) {
	fds, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM|syscall.SOCK_NONBLOCK|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return 0, 0, os.NewSyscallError("socketpair", err)
	}
	return fds[0], fds[1], nil
}

// between lets a byte arrive between the look and the wait of a reader.
func between(d interface {
	notifier
	wait() error
}) (err error) {
	p, err := newPoller()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	near, far, err := pair()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, syscall.Close(near), syscall.Close(far)) }()
	if err := p.add(near, d); err != nil {
		return err
	}
	arrive := func() error {
		if _, err := syscall.Write(far, []byte(".")); err != nil {
			return err
		}
		_, err := p.poll(-1) // its notification is passed on
		return err
	}
	done := make(chan error, 1)
	go func() {
		_, err := read(near, make([]byte, 1), arrive, d.wait)
		done <- err
	}()
	select {
	case err := <-done:
		if err == nil {
			fmt.Println("the byte was read")
		}
		return err
	case <-time.After(time.Second):
		return errors.New("the byte came a second ago, its notification went to nobody, and the reader waits")
	}
}

const pairs, rounds = 100, 100

// bounce lets pairs of goroutines send a byte back and forth.
func bounce() (err error) {
	p, err := newPoller()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	var all sync.WaitGroup
	failures := make(chan error, 2*pairs)
	for range pairs {
		near, far, err := pair()
		if err != nil {
			return err
		}
		for i, fd := range []int{near, far} {
			d := new(timed)
			if err := p.add(fd, d); err != nil {
				return err
			}
			all.Go(func() { failures <- errors.Join(play(fd, d, i == 0), p.remove(fd), syscall.Close(fd)) })
		}
	}
	ended := make(chan struct{})
	go func() {
		all.Wait()
		close(ended)
	}()
	for {
		select {
		case <-ended:
			close(failures)
			for failure := range failures {
				err = errors.Join(err, failure)
			}
			return err
		default:
			if _, err := p.poll(10); err != nil {
				return err
			}
		}
	}
}

// play sends a byte and waits for it, or the other way round.
func play(fd int, d *timed, first bool) error {
	b := []byte{'.'}
	d.setDeadline(time.Now().Add(time.Minute))
	defer d.setDeadline(time.Time{})
	for range rounds {
		if first {
			if _, err := syscall.Write(fd, b); err != nil {
				return err
			}
		}
		if _, err := read(fd, b, nil, d.wait); err != nil {
			return err
		}
		if !first {
			if _, err := syscall.Write(fd, b); err != nil {
				return err
			}
		}
	}
	return nil
}

// late waits for a byte that doesn't come, and then for one that is there.
func late() (err error) {
	near, far, err := pair()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, syscall.Close(near), syscall.Close(far)) }()
	d := new(timed)
	d.setDeadline(time.Now().Add(20 * time.Millisecond))
	_, err = read(near, make([]byte, 1), nil, d.wait)
	fmt.Println("nothing came:", err)
	_, err = read(near, make([]byte, 1), nil, d.wait)
	fmt.Println("once more:", err)
	d.setDeadline(time.Time{})
	if _, err := syscall.Write(far, []byte(".")); err != nil {
		return err
	}
	n, err := read(near, make([]byte, 1), nil, d.wait)
	fmt.Println("without a deadline:", n, err)
	return nil
}

func run(args []string) error {
	switch {
	case len(args) == 1 && args[0] == "forgetful":
		return between(new(forgetful))
	case len(args) == 1 && args[0] == "unforgetful":
		return between(new(desc))
	}
	if err := bounce(); err != nil {
		return err
	}
	fmt.Printf("%d goroutines have sent a byte back and forth %d times\n", 2*pairs, rounds)
	return late()
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
