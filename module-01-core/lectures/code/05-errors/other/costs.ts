// What a failure costs on its way up through calls, in ratios to a way without.
declare const performance: { now(): number };

type Result = { ok: true; n: number } | { ok: false; error: string };

function plain(depth: number): number {
  if (depth === 0) return 1;
  return plain(depth - 1) + 1;
}

function value(depth: number, fail: boolean): Result {
  if (depth === 0) return fail ? { ok: false, error: "bottom" } : { ok: true, n: 1 };
  const r = value(depth - 1, fail);
  if (!r.ok) return r;
  return { ok: true, n: r.n + 1 };
}

function throwing(depth: number, make: (() => unknown) | undefined): number {
  if (depth === 0) {
    if (make) throw make();
    return 1;
  }
  return throwing(depth - 1, make) + 1;
}

function chaining(depth: number): number {
  if (depth === 0) throw new Error("bottom");
  try {
    return chaining(depth - 1) + 1;
  } catch (err) {
    throw new Error("level", { cause: err });
  }
}

function caught(f: () => number): number {
  try {
    return f();
  } catch {
    return 0;
  }
}

const ways: [string, (depth: number) => unknown][] = [
  ["cannot fail", plain],
  ["works: object returned", (depth) => value(depth, false)],
  ["works: try above it", (depth) => caught(() => throwing(depth, undefined))],
  ["fails: object returned", (depth) => value(depth, true)],
  ["fails: throw of a plain object", (depth) => caught(() => throwing(depth, () => ({ error: "bottom" })))],
  ["fails: throw of an Error", (depth) => caught(() => throwing(depth, () => new Error("bottom")))],
  ["fails: new Error in each call", (depth) => caught(() => chaining(depth))],
];

let sink: unknown;

function compare(depth: number): number[] {
  const times: number[][] = ways.map(() => []);
  for (let round = 0; round < 12; round++) {
    ways.forEach(([, call], i) => {
      const start = performance.now();
      for (let n = 0; n < 2_000; n++) sink = call(depth);
      if (round > 2) times[i].push(performance.now() - start);
    });
  }
  const medians = times.map((t) => t.sort((a, b) => a - b)[4]);
  return medians.map((m) => m / medians[0]);
}

const one = compare(1);
const twenty = compare(20);
console.log("".padEnd(32), "1 call".padStart(8), "20 calls".padStart(9));
ways.forEach(([name], i) => {
  console.log(name.padEnd(32), one[i].toFixed(1).padStart(8), twenty[i].toFixed(1).padStart(9));
});
if (sink === undefined) throw new Error("nothing was called");

export {};
