package main

import (
	"errors"
	"fmt"
	"net"
	"runtime"
	"syscall"
	"unsafe"
)

// loop serves all connections on one thread. It tells Go's scheduler nothing: by
// RawSyscall it keeps its P while epoll_pwait sleeps, which no ordinary program
// should do. Sysmon takes it for a goroutine that computes, and sends it SIGURG
// every 10 ms, hence the EINTR; a stop of the world waits for the next event.
func loop(listener net.Listener) error {
	runtime.LockOSThread()
	file, err := listener.(*net.TCPListener).File()
	if err != nil {
		return err
	}
	accepting := int(file.Fd())
	poll, err := syscall.EpollCreate1(syscall.EPOLL_CLOEXEC)
	if err != nil {
		return fmt.Errorf("epoll_create1: %w", err)
	}
	if err := watch(poll, accepting); err != nil {
		return err
	}
	var buffer [4096]byte // one for all
	var events [128]syscall.EpollEvent
	for {
		n, _, errno := syscall.RawSyscall6(syscall.SYS_EPOLL_PWAIT, uintptr(poll),
			uintptr(unsafe.Pointer(&events)), uintptr(len(events)), ^uintptr(0), 0, 0)
		if errno == syscall.EINTR {
			continue
		}
		if errno != 0 {
			return fmt.Errorf("epoll_pwait: %w", errno)
		}
		for _, event := range events[:n] {
			if int(event.Fd) == accepting {
				err = accept(poll, accepting)
			} else {
				err = echo(int(event.Fd), &buffer)
			}
			if err != nil {
				return err
			}
		}
	}
}

// watch lets epoll report a descriptor for as long as it has something to read.
func watch(poll, fd int) error {
	event := syscall.EpollEvent{Events: syscall.EPOLLIN, Fd: int32(fd)}
	if err := syscall.EpollCtl(poll, syscall.EPOLL_CTL_ADD, fd, &event); err != nil {
		return fmt.Errorf("epoll_ctl: %w", err)
	}
	return nil
}

func accept(poll, accepting int) error {
	fd, _, err := syscall.Accept4(accepting, syscall.SOCK_NONBLOCK|syscall.SOCK_CLOEXEC)
	if err != nil {
		return fmt.Errorf("accept4: %w", err)
	}
	if err := syscall.SetsockoptInt(fd, syscall.IPPROTO_TCP, syscall.TCP_NODELAY, 1); err != nil {
		return errors.Join(fmt.Errorf("setsockopt: %w", err), syscall.Close(fd))
	}
	return watch(poll, fd)
}

// echo reads once and writes that. To send so little never has to wait; a server
// that sends more needs a queue for each connection, and EPOLLOUT.
func echo(fd int, buffer *[4096]byte) error {
	n, _, errno := syscall.RawSyscall(syscall.SYS_READ, uintptr(fd), uintptr(unsafe.Pointer(buffer)), uintptr(len(buffer)))
	if errno == syscall.EAGAIN || errno == syscall.EINTR {
		return nil
	}
	if errno != 0 || n == 0 {
		return syscall.Close(fd) // which also takes it out of epoll
	}
	_, _, errno = syscall.RawSyscall(syscall.SYS_WRITE, uintptr(fd), uintptr(unsafe.Pointer(buffer)), n)
	if errno != 0 {
		return errors.Join(errno, syscall.Close(fd))
	}
	return nil
}
