// One log for a channel, and sockets that read it at their own pace: what a stalled
// one costs, and how often the others are touched.

import * as net from "node:net";
import { once } from "node:events";

const SEGMENT = 16 * 1024;
const LIMIT = 256 * 1024; // bytes that a member may be behind

type Segment = { bytes: Buffer; used: number; next?: Segment };
type Place = { segment: Segment; offset: number; position: number };

class Log {
  readonly members = new Set<Member>();
  waiting: Member[] = []; // have everything
  end = 0;
  private tail = newSegment();

  append(line: Buffer): void {
    const begins = this.tail.used + line.length > SEGMENT;
    if (begins) this.tail = this.tail.next = newSegment();
    const place = { segment: this.tail, offset: this.tail.used, position: this.end };
    line.copy(this.tail.bytes, this.tail.used);
    this.tail.used += line.length;
    this.end += line.length;
    for (const member of this.waiting.splice(0)) member.open({ ...place });
    if (begins) for (const member of this.members) member.hold(this.end);
  }
}

function newSegment(): Segment {
  return { bytes: Buffer.allocUnsafe(SEGMENT), used: 0 };
}

class Member {
  static touched = 0;
  static writes = 0;
  dropped = false;
  private place?: Place; // of what comes next; undefined while it has everything
  private readonly log: Log;
  private readonly socket: net.Socket;
  private readonly dirty: Member[];

  constructor(log: Log, socket: net.Socket, dirty: Member[]) {
    [this.log, this.socket, this.dirty] = [log, socket, dirty];
    log.members.add(this);
    log.waiting.push(this);
    socket.on("error", () => this.drop());
  }

  open(place: Place): void {
    Member.touched++;
    this.place = place;
    this.dirty.push(this);
  }

  // pump writes what is in one segment, and goes on when the system has taken it. All
  // that is appended meanwhile goes into the next write.
  pump(): void {
    const place = this.place;
    if (place === undefined || this.dropped) return;
    if (place.offset === place.segment.used && place.segment.next) {
      [place.segment, place.offset] = [place.segment.next, 0];
    }
    const view = place.segment.bytes.subarray(place.offset, place.segment.used); // no copy
    if (view.length === 0) {
      this.place = undefined;
      this.log.waiting.push(this);
      return;
    }
    Member.writes++;
    this.socket.write(view, (err) => {
      if (err) return this.drop();
      place.offset += view.length;
      place.position += view.length;
      this.pump();
    });
  }

  // hold drops a member that is too far behind.
  hold(end: number): void {
    if (this.place && end - this.place.position > LIMIT) this.drop();
  }

  private drop(): void {
    this.dropped = true;
    this.place = undefined; // lets go of the segments
    this.log.members.delete(this);
    this.socket.destroy();
  }
}

type Reader = { socket: net.Socket; got: number };

// A room is a log with so many members, and what is at the other end of their sockets.
class Room {
  readonly log = new Log();
  readonly members: Member[] = [];
  readonly readers: Reader[] = [];
  private readonly dirty: Member[] = [];

  async fill(server: net.Server, size: number): Promise<void> {
    const { port } = server.address() as net.AddressInfo;
    for (let i = 0; i < size; i++) {
      const reader: Reader = { socket: net.connect(port, "127.0.0.1"), got: 0 };
      const [accepted] = (await once(server, "connection")) as [net.Socket];
      reader.socket.on("data", (bytes) => (reader.got += bytes.length));
      reader.socket.on("error", () => {}); // the stalled one is reset
      this.readers.push(reader);
      this.members.push(new Member(this.log, accepted, this.dirty));
    }
  }

  say(line: Buffer, times: number): void {
    for (let i = 0; i < times; i++) this.log.append(line);
    for (const member of this.dirty.splice(0)) member.pump();
  }
}

async function main(): Promise<void> {
  const server = net.createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const [large, small] = [new Room(), new Room()];
  await large.fill(server, 100);
  await small.fill(server, 3);
  const line = Buffer.alloc(64, "x");

  large.say(line, 64);
  console.log(`64 lines to 100 members: ${Member.touched} touched, ${Member.writes} writes`);

  const [stalled, ...others] = small.members;
  small.readers[0].socket.pause();
  while (!stalled.dropped) {
    small.say(line, 64);
    await new Promise(setImmediate);
  }
  while (small.readers.slice(1).some((r) => r.got < small.log.end)) await new Promise(setImmediate);
  console.log(`the stalled one was dropped: ${stalled.dropped}, another: ${others.some((m) => m.dropped)}`);
  for (const { socket } of [...large.readers, ...small.readers]) socket.destroy();
  server.close();
}

await main();

export {};
