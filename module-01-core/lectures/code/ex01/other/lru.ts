// An LRU cache on the insertion order of Map, one load for many waiters, and
// what the first of the two costs.

type Left<K, V> = { key: K; value: V; why: "evicted" | "replaced" | "removed" };

class Lru<K, V> {
  private readonly entries = new Map<K, V>(); // from the oldest to the newest
  private readonly flights = new Map<K, Promise<V>>();
  private readonly capacity: number;
  private readonly onEvict: (left: Left<K, V>) => void;

  constructor(capacity: number, onEvict: (left: Left<K, V>) => void = () => {}) {
    if (!Number.isInteger(capacity) || capacity < 1) {
      throw new RangeError(`capacity must be an integer of at least 1, got ${capacity}`);
    }
    this.capacity = capacity;
    this.onEvict = onEvict;
  }

  get(key: K): V | undefined {
    if (!this.entries.has(key)) return undefined;
    const value = this.entries.get(key) as V;
    this.entries.delete(key);
    this.entries.set(key, value);
    return value;
  }

  put(key: K, value: V): void {
    this.flights.delete(key);
    this.store(key, value);
  }

  remove(key: K): boolean {
    this.flights.delete(key);
    if (!this.entries.has(key)) return false;
    const value = this.entries.get(key) as V;
    this.entries.delete(key);
    this.onEvict({ key, value, why: "removed" });
    return true;
  }

  getOrLoad(key: K, load: () => Promise<V>): Promise<V> {
    if (this.entries.has(key)) return Promise.resolve(this.get(key) as V);
    const underWay = this.flights.get(key);
    if (underWay !== undefined) return underWay;
    const flight = Promise.resolve().then(load);
    this.flights.set(key, flight);
    const land = () => this.flights.get(key) === flight && this.flights.delete(key);
    flight.then((value) => {
      if (land()) this.store(key, value);
    }, land);
    return flight;
  }

  keys(): K[] {
    return [...this.entries.keys()].reverse();
  }

  private store(key: K, value: V): void {
    const left: Left<K, V>[] = [];
    if (this.entries.has(key)) {
      left.push({ key, value: this.entries.get(key) as V, why: "replaced" });
      this.entries.delete(key);
    }
    for (const [old, oldValue] of this.entries) {
      if (this.entries.size < this.capacity) break;
      this.entries.delete(old);
      left.push({ key: old, value: oldValue, why: "evicted" });
    }
    this.entries.set(key, value);
    left.forEach(this.onEvict);
  }
}

function equal(got: unknown, want: unknown): void {
  const [g, w] = [JSON.stringify(got), JSON.stringify(want)];
  if (g !== w) throw new Error(`got ${g}, want ${w}`);
}

function checkOrder(): void {
  const left: string[] = [];
  const cache = new Lru<string, number>(3, (l) => left.push(`${l.key}=${l.value} ${l.why}`));
  for (const [i, key] of ["a", "b", "c"].entries()) cache.put(key, i);
  equal(cache.get("a"), 0);
  cache.put("d", 3);
  cache.put("c", 9);
  equal(cache.get("b"), undefined);
  equal(cache.keys(), ["c", "d", "a"]);
  equal(left, ["b=1 evicted", "c=2 replaced"]);
}

async function checkLoads(): Promise<void> {
  const cache = new Lru<string, number>(3);
  let loads = 0;
  let open: (value: number) => void = () => {};
  const load = () => {
    loads++;
    return new Promise<number>((resolve) => (open = resolve));
  };
  const both = Promise.all([cache.getOrLoad("k", load), cache.getOrLoad("k", load)]);
  await null;
  cache.put("k", 9); // overtakes the load
  open(7);
  equal(await both, [7, 7]);
  equal([loads, cache.get("k")], [1, 9]);

  const broken = () => Promise.reject(new Error("no answer"));
  equal(await cache.getOrLoad("x", broken).catch((e: Error) => e.message), "no answer");
  equal(await cache.getOrLoad("x", async () => 5), 5);
}

// milliseconds for a number of puts into a full cache of n entries
function putTime(n: number): number {
  const cache = new Lru<number, number>(n);
  for (let i = 0; i < n; i++) cache.put(i, i);
  const start = performance.now();
  for (let i = 0; i < 20_000; i++) cache.put(n + i, i);
  return performance.now() - start;
}

async function main(): Promise<void> {
  checkOrder();
  await checkLoads();
  const sizes = [100, 1_000, 10_000, 100_000];
  sizes.forEach(putTime); // compiles it
  const times = sizes.map(putTime);
  console.log("a put that evicts, by the number of entries held:");
  sizes.forEach((n, i) => console.log(String(n).padStart(7), (times[i] / times[0]).toFixed(1).padStart(6)));
}

await main();

export {};
