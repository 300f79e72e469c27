// Types compute with types, and then there are none.
type Setting = { port: number; host: string; tags: string[] };

// A conditional type: the element of an array, or the type itself.
type Item<T> = T extends (infer E)[] ? E : T;

function get<K extends keyof Setting>(all: Setting, key: K): Setting[K] {
  return all[key];
}

function first<T>(value: T): Item<T> {
  return (Array.isArray(value) ? value[0] : value) as Item<T>;
}

// The type argument is a promise by the caller, and nobody checks it.
function parse<T>(text: string): T {
  return JSON.parse(text) as T;
}

// A type argument that is there when the program runs is a value.
function checked<T>(text: string, is: (value: unknown) => value is T): T {
  const value: unknown = JSON.parse(text);
  if (!is(value)) throw new TypeError("not what was asked for: " + text);
  return value;
}

const isNumber = (value: unknown): value is number => typeof value === "number";

// A brand exists for the checker alone.
type Id<Of extends string> = number & { readonly of: Of };

const users = new Map<Id<"user">, string>([[7 as Id<"user">, "Ann"]]);

const all: Setting = { port: 8080, host: "::1", tags: ["blue", "eu"] };
const port: number = get(all, "port");
const tag: string = first(all.tags);
console.log(port, tag, users.get(7 as Id<"user">));

const count = parse<number>('"three"');
console.log("a number, says the checker:", typeof count, count + 1);

try {
  checked('"three"', isNumber);
} catch (error) {
  console.log(String(error));
}

export {};
