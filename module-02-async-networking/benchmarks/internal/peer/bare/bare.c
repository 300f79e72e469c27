// A bare server: what any of its connections sends goes to all the others, as it
// came, in one write each. It knows no names, lines or channels, and what a peer
// can't take at once ends it. It is the limit that a server with one thread and
// one write for each member and batch can reach.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MAX_PEERS = 65536, BUFFER = 65536 };

static int peers[MAX_PEERS], count;

static void die(const char *what) {
	perror(what);
	exit(1);
}

static void send_to_others(int from, const char *data, size_t size) {
	for (int i = 0; i < count; i++) {
		if (peers[i] == from)
			continue;
		ssize_t n = write(peers[i], data, size);
		if (n != (ssize_t)size)
			die("write");
	}
}

static void leave(int fd) {
	close(fd);
	for (int i = 0; i < count; i++)
		if (peers[i] == fd)
			peers[i] = peers[--count];
}

static void take(int listener, int poll) {
	int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	if (fd < 0)
		die("accept4");
	if (count == MAX_PEERS) {
		close(fd);
		return;
	}
	int on = 1;
	if (setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) < 0)
		die("TCP_NODELAY");
	struct epoll_event e = {.events = EPOLLIN, .data.fd = fd};
	if (epoll_ctl(poll, EPOLL_CTL_ADD, fd, &e) < 0)
		die("epoll_ctl");
	peers[count++] = fd;
}

static int listen_on_loopback(int port) {
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof at;
	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0 || bind(fd, (struct sockaddr *)&at, sizeof at) < 0 || listen(fd, 4096) < 0 || getsockname(fd, (struct sockaddr *)&at, &size) < 0)
		die("listen");
	printf("listening on 127.0.0.1:%d\n", ntohs(at.sin_port));
	fflush(stdout);
	return fd;
}

int main(int argc, char **argv) {
	static char buffer[BUFFER];
	static struct epoll_event events[1024];
	int listener = listen_on_loopback(argc > 1 ? atoi(argv[1]) : 0), poll = epoll_create1(EPOLL_CLOEXEC);
	struct epoll_event e = {.events = EPOLLIN, .data.fd = listener};
	if (poll < 0 || epoll_ctl(poll, EPOLL_CTL_ADD, listener, &e) < 0)
		die("epoll");
	for (;;) {
		int n = epoll_wait(poll, events, 1024, -1);
		if (n < 0 && errno != EINTR)
			die("epoll_wait");
		for (int i = 0; i < n; i++) {
			int fd = events[i].data.fd;
			if (fd == listener) {
				take(listener, poll);
				continue;
			}
			ssize_t size = read(fd, buffer, sizeof buffer);
			if (size > 0)
				send_to_others(fd, buffer, (size_t)size);
			else if (size == 0 || errno != EAGAIN)
				leave(fd);
		}
	}
}
