package main

import (
	"fmt"
	"sync"
	"syscall"
)

// A notifier is told that its descriptor has become ready.
type notifier interface{ notify() }

// A poller tells notifiers when their descriptors have something to read. Its
// methods may be used by any goroutine.
type poller struct {
	epoll int

	mu    sync.Mutex
	known map[int]notifier // by descriptor
}

func newPoller() (*poller, error) {
	epoll, err := syscall.EpollCreate1(syscall.EPOLL_CLOEXEC)
	if err != nil {
		return nil, fmt.Errorf("epoll_create1: %w", err)
	}
	return &poller{epoll: epoll, known: make(map[int]notifier)}, nil
}

// add takes a non-blocking descriptor. It is told once of everything that comes:
// by EPOLLET, an event is reported when it happens and not while it lasts.
func (p *poller) add(fd int, n notifier) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.known[fd] = n
	const edge = 1 << 31 // syscall.EPOLLET is negative
	event := syscall.EpollEvent{Events: syscall.EPOLLIN | syscall.EPOLLRDHUP | edge, Fd: int32(fd)}
	if err := syscall.EpollCtl(p.epoll, syscall.EPOLL_CTL_ADD, fd, &event); err != nil {
		return fmt.Errorf("epoll_ctl: %w", err)
	}
	return nil
}

// remove forgets a descriptor, which is still open.
func (p *poller) remove(fd int) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.known, fd)
	if err := syscall.EpollCtl(p.epoll, syscall.EPOLL_CTL_DEL, fd, nil); err != nil {
		return fmt.Errorf("epoll_ctl: %w", err)
	}
	return nil
}

// poll waits for events, at most so many milliseconds (-1: without a limit), and
// passes them on. It returns how many there were.
func (p *poller) poll(timeout int) (int, error) {
	events := make([]syscall.EpollEvent, 128)
	n, err := syscall.EpollWait(p.epoll, events, timeout)
	if err == syscall.EINTR {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("epoll_wait: %w", err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, event := range events[:n] {
		if who := p.known[int(event.Fd)]; who != nil {
			who.notify()
		}
	}
	return n, nil
}

func (p *poller) close() error { return syscall.Close(p.epoll) }

// read reads from a descriptor, and waits as long as there is nothing. In halfway,
// which may be nil, it is known that there was nothing, and wait was not called.
func read(fd int, buffer []byte, halfway, wait func() error) (int, error) {
	for {
		n, err := syscall.Read(fd, buffer)
		if err == syscall.EINTR {
			continue
		}
		if err != syscall.EAGAIN {
			return n, err
		}
		if halfway != nil {
			if err := halfway(); err != nil {
				return 0, err
			}
		}
		if err := wait(); err != nil {
			return 0, err
		}
	}
}
