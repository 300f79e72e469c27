// A WebSocket server that echoes, on Node without packages. It says where it
// listens, and ends with its standard input.
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";

const limit = 1 << 17; // bytes of a message
const continuation = 0, text = 1, binary = 2, close = 8, ping = 9, pong = 10;

class Violation extends Error {
  readonly code: number;
  constructor(code: number, what: string) {
    super(what);
    this.code = code;
  }
}

type Frame = { fin: boolean; op: number; payload: Buffer };

function encode(op: number, payload: Buffer): Buffer {
  const n = payload.length;
  const head = n < 126 ? Buffer.from([0x80 | op, n]) : Buffer.alloc(n < 1 << 16 ? 4 : 10);
  if (n >= 126) {
    head[0] = 0x80 | op;
    head[1] = n < 1 << 16 ? 126 : 127;
    n < 1 << 16 ? head.writeUInt16BE(n, 2) : head.writeBigUInt64BE(BigInt(n), 2);
  }
  return Buffer.concat([head, payload]);
}

function closing(code: number): Buffer {
  const payload = Buffer.alloc(2);
  payload.writeUInt16BE(code);
  return encode(close, payload);
}

// Decoder makes frames of chunks, which are cut anywhere.
class Decoder {
  private rest: Buffer = Buffer.alloc(0);
  private taken = 0; // bytes of the message before this frame
  private readonly strict = new TextDecoder("utf-8", { fatal: true });

  *feed(chunk: Buffer): Generator<Frame> {
    this.rest = Buffer.concat([this.rest, chunk]);
    for (let frame = this.next(); frame; frame = this.next()) yield frame;
  }

  // next returns undefined if the frame isn't whole yet.
  private next(): Frame | undefined {
    const b = this.rest;
    if (b.length < 2) return undefined;
    const fin = (b[0] & 0x80) !== 0, op = b[0] & 0x0f, short = b[1] & 0x7f;
    if (b[0] & 0x70 || (op > binary && op < close) || op > pong) throw new Violation(1002, "reserved");
    if (op >= close && (!fin || short > 125)) throw new Violation(1002, "control frame");
    if (!(b[1] & 0x80)) throw new Violation(1002, "not masked");
    const head = short < 126 ? 2 : short === 126 ? 4 : 10;
    if (b.length < head) return undefined;
    let length = short;
    if (short === 126) length = b.readUInt16BE(2);
    if (short === 127) length = Number(b.readBigUInt64BE(2));
    if ((short === 126 && length < 126) || (short === 127 && length < 1 << 16)) throw new Violation(1002, "length");
    if (op < close && this.taken + length > limit) throw new Violation(1009, "too long");
    if (b.length < head + 4 + length) return undefined;
    const key = b.subarray(head, head + 4);
    const payload = Buffer.from(b.subarray(head + 4, head + 4 + length));
    for (let i = 0; i < length; i++) payload[i] ^= key[i & 3];
    this.rest = b.subarray(head + 4 + length);
    if (op < close) this.taken = fin ? 0 : this.taken + length;
    return { fin, op, payload };
  }

  // check throws if the bytes, with those before them in the message, can't be UTF-8.
  check(bytes: Buffer, last: boolean): void {
    try {
      this.strict.decode(bytes, { stream: !last });
    } catch {
      throw new Violation(1007, "not UTF-8");
    }
  }
}

function closeCode(payload: Buffer): Buffer {
  if (payload.length === 0) return encode(close, payload);
  const code = payload.length === 1 ? 0 : payload.readUInt16BE(0);
  const known = code >= 1000 && code <= 1014 && ![1004, 1005, 1006].includes(code);
  if (!known && !(code >= 3000 && code <= 4999)) throw new Violation(1002, "close code");
  return closing(code);
}

function upgraded(request: IncomingMessage, socket: Duplex, first: Buffer): void {
  socket.on("error", (error) => console.error(error.message));
  const key = request.headers["sec-websocket-key"] ?? "";
  const accept = createHash("sha1").update(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest("base64");
  socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
    `Sec-WebSocket-Accept: ${accept}\r\n\r\n`);
  const decoder = new Decoder();
  let message: Buffer[] = [], op = continuation;
  const take = (frame: Frame): void => {
    if (frame.op === ping) socket.write(encode(pong, frame.payload));
    if (frame.op === close) socket.end(closeCode(frame.payload));
    if (frame.op >= close) return;
    if ((frame.op === continuation) !== (op !== continuation)) throw new Violation(1002, "fragments");
    op ||= frame.op;
    if (op === text) decoder.check(frame.payload, frame.fin);
    message.push(frame.payload);
    if (!frame.fin) return;
    socket.write(encode(op, Buffer.concat(message)));
    [message, op] = [[], continuation];
  };
  const data = (chunk: Buffer): void => {
    try {
      for (const frame of decoder.feed(chunk)) if (!socket.writableEnded) take(frame);
    } catch (error) {
      if (!(error instanceof Violation)) throw error;
      socket.end(closing(error.code));
      socket.off("data", data).resume(); // what still comes is thrown away
    }
  };
  socket.on("data", data);
  data(first); // what came along with the request
}

const server = createServer().on("upgrade", upgraded);
server.listen(0, "127.0.0.1", () => {
  const { address, port } = server.address() as AddressInfo;
  console.log(`listening on ${address}:${port}`);
});
process.stdin.resume().on("end", () => process.exit());
