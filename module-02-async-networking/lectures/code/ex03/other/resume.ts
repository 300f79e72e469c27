// A session catches up with a log while others publish, on one thread: what an
// await between "the log has nothing more" and "I am live" loses.

type Event = { id: number };

const LIMIT = 8; // events that wait for a session

class Hub {
  readonly log: Event[] = []; // all of it is kept: its bound is not the point here
  readonly live = new Set<Session>();

  publish(): void {
    const event = { id: this.log.length + 1 };
    this.log.push(event);
    for (const session of this.live) session.offer(event);
  }
}

class Session {
  readonly got: string[] = [];
  private next = 1; // id of the first event in the log that it has not taken
  private waiting: (Event | { from: number; to: number })[] = [];
  private events = 0;
  private readonly hub: Hub;

  constructor(hub: Hub) {
    this.hub = hub;
  }

  // offer never waits: the oldest event makes room, and a gap takes its place.
  offer(event: Event): void {
    if (this.events === LIMIT) {
      const oldest = this.waiting.findIndex((item) => "id" in item);
      const { id } = this.waiting[oldest] as Event;
      const before = this.waiting[oldest - 1];
      if (before && "to" in before) {
        before.to = id;
        this.waiting.splice(oldest, 1);
      } else {
        this.waiting[oldest] = { from: id, to: id };
      }
      this.events--;
    }
    this.waiting.push(event);
    this.events++;
  }

  // advance copies from the log while there is room, and reports whether the session
  // is live now. It is not async, so nothing comes between its lines.
  advance(): boolean {
    const { log, live } = this.hub;
    while (this.next <= log.length && this.events < LIMIT) this.offer(log[this.next++ - 1]);
    if (this.next <= log.length) return false;
    live.add(this);
    return true;
  }

  async resume(): Promise<void> {
    while (!this.advance()) await turn();
  }

  // carelessly does the same, and waits once more, at the wrong place.
  async carelessly(): Promise<void> {
    const { log, live } = this.hub;
    for (;;) {
      while (this.next <= log.length && this.events < LIMIT) this.offer(log[this.next++ - 1]);
      if (this.next > log.length) break;
      await turn();
    }
    await turn(); // for a line in a log file, perhaps
    live.add(this);
  }

  take(): void {
    for (const item of this.waiting.splice(0, 4)) {
      if ("id" in item) this.events--;
      this.got.push("id" in item ? `${item.id}` : `${item.from}-${item.to}`);
    }
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

// unaccounted returns how many ids were neither sent nor said to be missed.
function unaccounted(got: string[], last: number): number {
  let [id, holes] = [0, 0];
  for (const text of got) {
    const [from, to = from] = text.split("-").map(Number);
    holes += from - id - 1;
    id = to;
  }
  return holes + last - id;
}

for (const way of ["resume", "carelessly"] as const) {
  const hub = new Hub();
  for (let i = 0; i < 100; i++) hub.publish();
  const session = new Session(hub);
  let live = false;
  const resumed = session[way]().then(() => (live = true));
  for (let i = 0; i < 200 && !live; i++) {
    hub.publish();
    session.take();
    await turn();
  }
  await resumed;
  for (let i = 0; i < 20; i++) {
    hub.publish();
    session.take();
  }
  for (let i = 0; i < 20; i++) hub.publish(); // nobody takes: the oldest go
  while (Number(session.got.at(-1)) !== hub.log.length) session.take();
  const gap = session.got.find((text) => text.includes("-"));
  console.log(`${way}: ${unaccounted(session.got, hub.log.length)} lost without a word; the gap ${gap} was said`);
}

export {};
