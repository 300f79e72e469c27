// What break, AbortSignal and Promise.race end, and what they leave.
import { setTimeout as sleep } from "node:timers/promises";

// lines yields a line every few milliseconds, until somebody stops it.
async function* lines(name: string, signal?: AbortSignal): AsyncGenerator<string> {
  try {
    for (let n = 1; ; n++) {
      await sleep(5, undefined, { signal });
      yield `${name} ${n}`;
    }
  } finally {
    console.log(`  ${name} is closed`);
  }
}

console.log("break calls return() on the generator:");
for await (const line of lines("broken")) {
  console.log(" ", line);
  break;
}

console.log("a signal rejects what waits:");
try {
  for await (const line of lines("aborted", AbortSignal.timeout(500))) {
    if (line.endsWith(" 2")) console.log(" ", line);
  }
} catch (error) {
  console.log(`  ${(error as Error).name}, because of ${((error as Error).cause as Error).name}`);
}

console.log("race ends nothing:");
let written = false;
const slow = sleep(30).then(() => { written = true; });
await Promise.race([slow, sleep(1)]);
console.log("  written after the race:", written);
await slow;
console.log("  and later:", written);

export {};
