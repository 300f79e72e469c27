"""asyncio's streams: a line that is too long, and a client that doesn't read."""

import asyncio


async def line_of(size: int) -> str:
    """Let a server read a line of so many bytes, its newline included, with readline."""
    said = asyncio.get_running_loop().create_future()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            said.set_result(f"{len(await reader.readline())} bytes")
        except ValueError as error:
            said.set_result(f"ValueError: {error}")
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        _, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        writer.write(b"x" * (size - 1) + b"\n")
        result = await said
        writer.close()
    return result


async def queued(drains: bool) -> int:
    """Return how many bytes wait in the process for a client that doesn't read."""
    waiting = asyncio.get_running_loop().create_future()

    async def serve(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async def send() -> None:
            for _ in range(4096):
                writer.write(bytes(16 << 10))
                if drains:
                    await writer.drain()

        try:
            await asyncio.wait_for(send(), 0.3)
        except TimeoutError:
            pass
        waiting.set_result(writer.transport.get_write_buffer_size())
        writer.transport.abort()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        writer.transport.pause_reading()
        result = await waiting
        writer.transport.abort()
    return result


async def main() -> None:
    print("64 KiB, newline:", await line_of((64 << 10) + 1))
    print("one byte more:  ", await line_of((64 << 10) + 2))
    print("without drain:  ", await queued(False) >> 10, "KiB in the process")
    print("with drain:     ", await queued(True) >> 10, "KiB in the process")


asyncio.run(main())
