"""Three ends of a session that has eight messages waiting: its writer is cancelled, or
told to end behind them, or told so while its client doesn't read."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

DRAIN = 1.0  # seconds


class Queue:
    """What waits for one session. The writer alone takes from it."""

    def __init__(self) -> None:
        self.items: deque[str] = deque()
        self.end: int | None = None  # a close code
        self.wake = asyncio.Event()

    def put(self, item: str) -> None:
        self.items.append(item)
        self.wake.set()

    def close(self, code: int) -> None:
        """End the queue behind what is in it. The first code counts."""
        if self.end is None:
            self.end = code
        self.wake.set()

    async def write(self, send: Callable[[str], Awaitable[None]]) -> None:
        while True:
            while self.items:
                await send(self.items.popleft())
            if self.end is not None:
                await send(f"close {self.end}")
                return
            self.wake.clear()
            await self.wake.wait()


async def session(stop: Callable[[Queue, asyncio.Task[None]], None], stalled: bool) -> tuple[list[str], str]:
    """Return what the client got, and how the writer ended."""
    got: list[str] = []

    async def send(message: str) -> None:
        if stalled and len(got) == 3:
            await asyncio.Event().wait()  # for ever: the peer doesn't read
        got.append(message)
        await asyncio.sleep(0)

    queue = Queue()
    for number in range(8):
        queue.put(f"event {number}")
    writer = asyncio.create_task(queue.write(send))
    while len(got) < 3:
        await asyncio.sleep(0)
    stop(queue, writer)
    try:
        async with asyncio.timeout(DRAIN):
            await writer
        return got, "ended"
    except TimeoutError:
        return got, "cut after the drain"
    except asyncio.CancelledError:
        return got, "cancelled"


async def main() -> None:
    ways = {
        "cancel": (lambda queue, writer: writer.cancel(), False),
        "close": (lambda queue, writer: queue.close(1001), False),
        "close, stalled": (lambda queue, writer: queue.close(1001), True),
    }
    for name, (stop, stalled) in ways.items():
        got, end = await session(stop, stalled)
        events = sum(message.startswith("event") for message in got)
        print(f"{name + ':':16}{events} of 8 events, then {got[-1] if got[-1].startswith('close') else 'nothing'}; {end}")


asyncio.run(main())
