// What is caught is unknown, because anything can be thrown.
class OrderError extends Error {
  line: number;
  constructor(line: number, options: { cause: unknown }) {
    super(`line ${line}: cents`, options);
    this.name = "OrderError";
    this.line = line;
  }
}

function cents(line: number, text: string): number {
  try {
    return Number(BigInt(text));
  } catch (err) {
    throw new OrderError(line, { cause: err });
  }
}

function describe(caught: unknown): string {
  if (caught instanceof OrderError) return `line ${caught.line}, because of ${String(caught.cause)}`;
  if (caught instanceof AggregateError) return caught.errors.map(describe).join("; ");
  if (caught instanceof Error) return `${caught.name} ${caught.message}`;
  return `not an Error: ${typeof caught}`;
}

const failures: (() => unknown)[] = [
  () => cents(3, "4,50"),
  () => { throw "a string"; },
  () => { throw undefined; },
  () => structuredClone(new OrderError(4, { cause: undefined })) instanceof OrderError,
];

for (const f of failures) {
  try {
    console.log("returned:", f());
  } catch (caught) {
    console.log("caught:", describe(caught));
  }
}

const upload = async (line: number) => cents(line, "x");
try {
  await Promise.all([upload(1), upload(2)]);
} catch (caught) {
  console.log("all:", describe(caught));
}
const settled = await Promise.allSettled([upload(1), upload(2)]);
const errors = settled.flatMap((s) => (s.status === "rejected" ? [s.reason] : []));
console.log("allSettled:", describe(new AggregateError(errors)));

export {};
