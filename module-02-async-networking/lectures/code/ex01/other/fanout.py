"""One log for a channel, and sockets that read it at their own pace. Then why its
segments have a fixed size."""

import asyncio
import socket

SEGMENT = 16 * 1024
LIMIT = 256 * 1024  # bytes that a member may be behind


class Segment:
    def __init__(self) -> None:
        self.bytes = memoryview(bytearray(SEGMENT))
        self.used = 0
        self.next: "Segment | None" = None


class Log:
    def __init__(self) -> None:
        self.tail = Segment()
        self.end = 0
        self.members: set[Member] = set()
        self.waiting: list[Member] = []  # have everything
        self.dirty: list[Member] = []

    def append(self, line: bytes) -> None:
        begins = self.tail.used + len(line) > SEGMENT
        if begins:
            self.tail.next = Segment()
            self.tail = self.tail.next
        segment, offset, position = self.tail, self.tail.used, self.end
        segment.bytes[offset : offset + len(line)] = line
        segment.used += len(line)
        self.end += len(line)
        waiting, self.waiting = self.waiting, []
        for member in waiting:
            member.open(segment, offset, position)
        if begins:
            for member in list(self.members):
                member.hold()

    def flush(self) -> None:
        dirty, self.dirty = self.dirty, []
        for member in dirty:
            member.pump()


class Member:
    touched = sends = 0

    def __init__(self, log: Log, sock: socket.socket) -> None:
        sock.setblocking(False)
        self.log, self.sock, self.dropped = log, sock, False
        self.segment: Segment | None = None  # of what comes next; None if there is nothing
        self.offset = self.position = 0
        self.asleep = False  # until the socket takes more
        log.members.add(self)
        log.waiting.append(self)

    def open(self, segment: Segment, offset: int, position: int) -> None:
        Member.touched += 1
        self.segment, self.offset, self.position = segment, offset, position
        self.log.dirty.append(self)

    def pump(self) -> None:
        """Send what the socket takes without waiting, and wait for the rest."""
        while self.segment is not None:
            view = self.segment.bytes[self.offset : self.segment.used]  # no copy
            if view:
                try:
                    Member.sends += 1
                    sent = self.sock.send(view)
                except BlockingIOError:
                    self.sleep(True)
                    return
                self.offset += sent
                self.position += sent
            elif self.segment.next is not None:
                self.segment, self.offset = self.segment.next, 0
            else:
                self.segment = None
                self.log.waiting.append(self)
        self.sleep(False)

    def sleep(self, asleep: bool) -> None:
        loop = asyncio.get_running_loop()
        if asleep and not self.asleep:
            loop.add_writer(self.sock, self.pump)
        elif self.asleep and not asleep:
            loop.remove_writer(self.sock)
        self.asleep = asleep

    def hold(self) -> None:
        """Drop a member that is too far behind."""
        if self.segment is None or self.log.end - self.position <= LIMIT:
            return
        self.sleep(False)
        self.segment, self.dropped = None, True
        self.log.members.discard(self)
        self.sock.close()


async def count(sock: socket.socket, want: int) -> int:
    got = 0
    while got < want:
        got += len(await asyncio.get_running_loop().sock_recv(sock, 65536))
    return got


async def converse() -> None:
    log, peers, members = Log(), [], []
    for _ in range(100):
        ours, theirs = socket.socketpair()
        theirs.setblocking(False)
        members.append(Member(log, ours))
        peers.append(theirs)

    def batch() -> None:
        for _ in range(64):
            log.append(b"x" * 64)
        log.flush()

    batch()
    print(f"64 lines to 100 members: {Member.touched} touched, {Member.sends} sends")
    batches = 1
    while not members[0].dropped:
        batch()
        batches += 1
        # All but the first read.
        await asyncio.gather(*(count(p, 4096 if batches > 2 else 8192) for p in peers[1:]))
    print("the stalled one was dropped, the others have everything:", all(m.segment is None for m in members))
    for sock in peers + [m.sock for m in members]:
        sock.close()


def a_segment_that_grows() -> None:
    grows = bytearray(b"one\n")
    view = memoryview(grows)  # a socket is about to send it
    try:
        grows += b"two\n"
    except BufferError as why:
        print("bytearray:", why)
    view.release()


async def main() -> None:
    await converse()
    a_segment_that_grows()


if __name__ == "__main__":
    asyncio.run(main())
