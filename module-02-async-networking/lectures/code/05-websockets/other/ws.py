"""A WebSocket server that echoes, on asyncio alone. It says where it listens, and
ends with its standard input."""

import asyncio
import base64
import codecs
import hashlib
import sys

LIMIT = 1 << 17  # bytes of a message
CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10


class Violation(Exception):
    def __init__(self, code: int, what: str) -> None:
        super().__init__(what)
        self.code = code


def encode(op: int, payload: bytes) -> bytes:
    n = len(payload)
    if n < 126:
        return bytes([0x80 | op, n]) + payload
    form, size = (126, 2) if n < 1 << 16 else (127, 8)
    return bytes([0x80 | op, form]) + n.to_bytes(size, "big") + payload


def mask(key: bytes, payload: bytes) -> bytes:
    """As one large number: the loop over the bytes is then in C, not in the interpreter."""
    n = len(payload)
    keys = (key * (n // 4 + 1))[:n]
    return (int.from_bytes(payload, "big") ^ int.from_bytes(keys, "big")).to_bytes(n, "big")


async def read_frame(reader: asyncio.StreamReader, room: int) -> tuple[bool, int, bytes]:
    first, second = await reader.readexactly(2)
    fin, op, length = bool(first & 0x80), first & 0x0F, second & 0x7F
    if first & 0x70 or BINARY < op < CLOSE or op > PONG:
        raise Violation(1002, "reserved")
    if op >= CLOSE and (not fin or length > 125):
        raise Violation(1002, "control frame")
    if not second & 0x80:
        raise Violation(1002, "not masked")
    for form, size, least in (126, 2, 126), (127, 8, 1 << 16):
        if second & 0x7F == form:
            length = int.from_bytes(await reader.readexactly(size), "big")
            if length < least or length >> 63:
                raise Violation(1002, "length")
    if op < CLOSE and length > room:
        raise Violation(1009, "too long")
    key = await reader.readexactly(4)
    return fin, op, mask(key, await reader.readexactly(length))


async def read_message(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> tuple[int, bytes]:
    """The next message, or CLOSE with what to answer. Pings are answered."""
    op, message, text = CONTINUATION, bytearray(), codecs.getincrementaldecoder("utf-8")()
    while True:
        fin, this, payload = await read_frame(reader, LIMIT - len(message))
        if this == PING:
            writer.write(encode(PONG, payload))
            await writer.drain()
        if this == CLOSE:
            return CLOSE, close_answer(payload)
        if this >= CLOSE:
            continue
        if (this == CONTINUATION) != (op != CONTINUATION):
            raise Violation(1002, "fragments")
        op = op or this
        message += payload
        if op == TEXT:
            try:
                text.decode(payload, final=fin)
            except UnicodeDecodeError:
                raise Violation(1007, "not UTF-8") from None
        if fin:
            return op, bytes(message)


def close_answer(payload: bytes) -> bytes:
    if not payload:
        return b""
    code = int.from_bytes(payload[:2], "big") if len(payload) > 1 else 0
    if not (1000 <= code <= 1014 and code not in (1004, 1005, 1006) or 3000 <= code <= 4999):
        raise Violation(1002, "close code")
    return payload[:2]


async def shake(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
    digest = hashlib.sha1((fields["sec-websocket-key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest()
    writer.write(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                 b"Sec-WebSocket-Accept: " + base64.b64encode(digest) + b"\r\n\r\n")


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        await shake(reader, writer)
        op = CONTINUATION
        while op != CLOSE:
            try:
                op, payload = await read_message(reader, writer)
            except Violation as violation:
                op, payload = CLOSE, violation.code.to_bytes(2, "big")
            writer.write(encode(op, payload))
            await writer.drain()
    except (ConnectionError, asyncio.IncompleteReadError):
        pass  # it has ended without a word
    finally:
        writer.close()


async def main() -> None:
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    print(f"listening on {host}:{port}", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    server.close()


asyncio.run(main())
