// A schema from which the types of its keys follow, a secret that is one by its
// type alone and prints, and a lock that a killed process leaves.

import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import { inspect } from "node:util";

declare const brand: unique symbol;
type BrandedSecret = string & { readonly [brand]: "secret" };

class Secret {
  readonly #text: string;
  constructor(text: string) {
    this.#text = text;
  }
  reveal(): string {
    return this.#text;
  }
  toString(): string {
    return "********";
  }
  toJSON(): string {
    return "********";
  }
  [inspect.custom](): string {
    return "********";
  }
}

// Kinds says of which type the values of a kind are.
type Kinds = { string: string; int: bigint; bool: boolean; secret: Secret };
type Key = { readonly type: keyof Kinds };

class Config<S extends Record<string, Key>> {
  private readonly values: { [K in keyof S]: Kinds[S[K]["type"]] };
  constructor(values: { [K in keyof S]: Kinds[S[K]["type"]] }) {
    this.values = values;
  }
  // get has a type for each name, and no name that the schema doesn't have.
  get<K extends keyof S>(name: K): Kinds[S[K]["type"]] {
    return this.values[name];
  }
}

const schema = {
  "server.port": { type: "int" },
  "db.password": { type: "secret" },
} as const;

// update holds others off by a file that must not be there yet: Node has no
// flock. Whoever is killed in between leaves it.
async function update(file: string, edit: (old: string) => string): Promise<void> {
  const target = await fs.realpath(file);
  const lock = await fs.open(`${target}.lock`, "wx", 0o600);
  try {
    const mode = (await fs.stat(target)).mode & 0o7777;
    await lock.writeFile(edit(await fs.readFile(target, "utf8")));
    await lock.chmod(mode);
    await lock.sync();
    await fs.rename(`${target}.lock`, target);
  } catch (error) {
    await fs.unlink(`${target}.lock`);
    throw error;
  } finally {
    await lock.close();
  }
  const directory = await fs.open(path.dirname(target), "r");
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

async function main(): Promise<void> {
  const config = new Config<typeof schema>({ "server.port": 8443n, "db.password": new Secret("hunter2") });
  const next: bigint = config.get("server.port") + 1n; // a bigint, as the compiler knows
  const password: Secret = config.get("db.password");
  const branded = "hunter2" as BrandedSecret;
  console.log("int:     ", next);
  console.log("branded: ", branded, JSON.stringify({ branded }));
  console.log("class:   ", `${password}`, password, JSON.stringify({ password }));

  const dir = await fs.mkdtemp(path.join(os.tmpdir(), "update-"));
  try {
    const file = path.join(dir, "a.toml");
    await fs.writeFile(file, "");
    const writers = Array.from({ length: 50 }, (_, i) => update(file, (old) => `${old}writer ${i}\n`));
    const results = await Promise.allSettled(writers);
    const done = results.filter((r) => r.status === "fulfilled").length;
    const kept = (await fs.readFile(file, "utf8")).split("\n").length - 1;
    console.log("lost:    ", done - kept, "- and were some refused?", done < 50);
  } finally {
    await fs.rm(dir, { recursive: true });
  }
}

await main();
