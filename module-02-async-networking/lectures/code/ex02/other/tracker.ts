// One thread is no transaction: a version that is checked before an await, and the
// queue that repairs it. Then what JSON.parse lets pass.

const sleep = (): Promise<void> => new Promise((done) => setImmediate(done));

type Issue = { title: string; version: number };

// A database whose every call takes a turn of the loop, as most drivers' do.
class Database {
  private issue: Issue = { title: "first", version: 1 };
  async read(): Promise<Issue> {
    await sleep();
    return { ...this.issue };
  }
  async write(issue: Issue): Promise<void> {
    await sleep();
    this.issue = { ...issue };
  }
}

// What a handler answers: one of these, and no way to answer twice or not at all.
type Answer =
  | { status: 200; etag: string }
  | { status: 412; etag: string }
  | { status: 428 };

async function patch(db: Database, ifMatch: string | undefined, title: string): Promise<Answer> {
  if (ifMatch === undefined) return { status: 428 };
  const issue = await db.read();
  if (ifMatch !== `"${issue.version}"`) return { status: 412, etag: `"${issue.version}"` };
  const changed = { title, version: issue.version + 1 };
  await db.write(changed);
  return { status: 200, etag: `"${changed.version}"` };
}

// write runs one handler after the other: each begins when the one before has
// ended, well or not. This is the connection that only one may write on.
class Store {
  private last: Promise<unknown> = Promise.resolve();
  write<T>(handler: () => Promise<T>): Promise<T> {
    const mine = this.last.then(handler);
    this.last = mine.catch(() => undefined);
    return mine;
  }
}

// line says what an answer is. Without a case for each status it doesn't compile.
function line(a: Answer): string {
  switch (a.status) {
    case 200:
    case 412:
      return `${a.status} ${a.etag}`;
    case 428:
      return "428";
  }
}

const both = async (run: (handler: () => Promise<Answer>) => Promise<Answer>): Promise<string> => {
  const db = new Database();
  const answers = await Promise.all(["a", "b"].map((title) => run(() => patch(db, '"1"', title))));
  return answers.map(line).join(", ") + "; it is " + JSON.stringify(await db.read());
};

console.log("each for itself:", await both((handler) => handler()));
const store = new Store();
console.log("in a queue:     ", await both((handler) => store.write(handler)));

const text = (v: unknown): string => JSON.stringify(v);
console.log("twice:          ", text(JSON.parse('{"state":"open","state":"closed"}')));
console.log("half a pair:    ", text(JSON.parse('"\\ud800"')));
console.log("2^53 + 1:       ", text(JSON.parse("9007199254740993")));
const parsed = JSON.parse('{"__proto__":{"admin":true}}') as { admin?: boolean };
console.log("parsed, copied: ", parsed.admin, Object.assign({} as { admin?: boolean }, parsed).admin);
