// What arrays, strings and Map do where Go's slices, strings and maps surprise.
import v8 from "node:v8";
import vm from "node:vm";

v8.setFlagsFromString("--expose-gc --allow-natives-syntax");
const gc: () => void = vm.runInNewContext("gc");
const has = (kind: string) => new Function("a", `return %Has${kind}Elements(a)`);
const kinds = ["Smi", "Double", "Object"].map((name) => ({ name, test: has(name) }));
const holey = has("Holey");

function kind(a: unknown[]): string {
  const found = kinds.find(({ test }) => test(a));
  return (holey(a) ? "holey " : "packed ") + found?.name;
}

const a: unknown[] = [1, 2, 3];
const seen = [kind(a)];
a.push(0.5);
seen.push(kind(a));
a.push("x");
seen.push(kind(a));
a[9] = 1;
seen.push(kind(a));
a.length = 3;
seen.push(kind(a));
console.log(seen.join(", "));

const numbers = new Float64Array([1, 2, 3]);
numbers.subarray(0, 2)[1] = 99;
numbers.slice(0, 2)[1] = -1;
console.log("typed array:", ...numbers);

// kept returns the bytes that stay alive for each of many long lines.
function kept(take: (line: string) => string): number {
  const before = (gc(), process.memoryUsage().heapUsed);
  const all = Array.from({ length: 200 }, (_, n) => take(String(n).padStart(16) + "x".repeat(65_520)));
  const after = (gc(), process.memoryUsage().heapUsed);
  return Math.round((after - before) / all.length / 1024);
}

console.log("slice(0, 16) keeps", kept((line) => line.slice(0, 16)), "KiB,",
  "a copy keeps", kept((line) => Buffer.from(line.slice(0, 16)).toString()));

const s = "né🦜";
console.log("length", s.length, "code points", [...s].length, s.isWellFormed(), s.slice(0, 3).isWellFormed());

const m = new Map([[1, "a"], [NaN, "b"]]);
const visited: number[] = [];
for (const k of m.keys()) {
  visited.push(k);
  if (m.size < 4) m.set(m.size * 10, "added");
}
console.log("visited", ...visited, "NaN:", m.get(NaN));
