// Two workers add to two words of memory that they share, one with ++ and one
// with Atomics.add.
import { isMainThread, Worker, workerData } from "node:worker_threads";

const rounds = 1_000_000;

if (isMainThread) {
  const words = new Int32Array(new SharedArrayBuffer(12));
  const start = () =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL(import.meta.url), { workerData: words });
      worker.once("exit", resolve).once("error", reject);
    });
  await Promise.all([start(), start()]);
  console.log("lost with ++:", 2 * rounds - words[0]);
  console.log("lost with Atomics.add:", 2 * rounds - words[1]);
} else {
  const words: Int32Array = workerData;
  Atomics.add(words, 2, 1);
  while (Atomics.load(words, 2) < 2) {} // until both are here
  for (let i = 0; i < rounds; i++) {
    words[0]++;
    Atomics.add(words, 1, 1);
  }
}

export {};
