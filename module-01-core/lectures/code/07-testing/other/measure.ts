// An hour under node:test's clock, and the same function before and after the
// compiler has noticed it.
import assert from "node:assert/strict";
import { mock } from "node:test";

// idle calls closed when limit milliseconds have passed since the last touch.
function idle(limit: number, closed: () => void): { touch(): void } {
  let timer = setTimeout(closed, limit);
  return {
    touch() {
      clearTimeout(timer);
      timer = setTimeout(closed, limit);
    },
  };
}

const hour = 3_600_000;
mock.timers.enable({ apis: ["setTimeout", "Date"] });
let closed = 0;
const session = idle(hour, () => closed++);
mock.timers.tick(hour - 1);
session.touch();
mock.timers.tick(hour - 1);
assert.equal(closed, 0, "closed before its time");
mock.timers.tick(1);
assert.equal(closed, 1, "not closed at its time");
console.log("timers: closed", closed, "after", Date.now(), "ms");

// But what waits for a promise does not run within tick.
const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
let naps = 0;
void (async () => {
  await sleep(hour / 2);
  naps++;
  await sleep(hour / 2);
  naps++;
})();
mock.timers.tick(hour);
console.log("naps when an hour has passed:", naps);
await new Promise(setImmediate); // which is not mocked, and comes after all reactions
console.log("naps when their reactions ran:", naps);
mock.timers.tick(hour / 2);
await new Promise(setImmediate);
console.log("naps after an hour and a half:", naps);
mock.timers.reset();

function weigh(numbers: number[]): number {
  let sum = 0;
  for (const n of numbers) sum += (n & 1) === 0 ? n * 3 : n ^ 7;
  return sum;
}

const numbers = Array.from({ length: 1_000 }, (_, i) => (i * 7919) % 1_000);
const times: number[] = [];
let total = 0;
for (let call = 0; call < 5_000; call++) {
  const start = performance.now();
  total += weigh(numbers);
  times.push(performance.now() - start);
}
const median = (part: number[]): number => part.toSorted((a, b) => a - b)[part.length >> 1];
const warm = median(times.slice(-1_000));
console.log("first call ", (times[0] / warm).toFixed(1));
console.log("calls 2-20 ", (median(times.slice(1, 20)) / warm).toFixed(1));
console.log("last 1000   1.0", total > 0 ? "" : total);
