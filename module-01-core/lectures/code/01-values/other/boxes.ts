// What a million trades take as objects, and as numbers in typed arrays.
declare const process: { memoryUsage(): { heapUsed: number; arrayBuffers: number } };

const n = 1_000_000;

function bytes(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

type Trade = { id: number; price: number; size: number; buy: boolean };

const start = bytes();
const objects: Trade[] = Array.from({ length: n }, (_, i) => ({ id: i, price: i + 0.5, size: i, buy: true }));
const between = bytes();
const columns = { id: new Uint32Array(n), price: new Float64Array(n), size: new Uint32Array(n), buy: new Uint8Array(n) };
const end = bytes();

console.log("objects:", Math.round((between - start) / n), "bytes a trade");
console.log("columns:", Math.round((end - between) / n), "bytes a trade");
if (objects.length !== columns.id.length) throw new Error("both are still in use here");

export {};
