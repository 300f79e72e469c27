// Methods of classes are virtual, interfaces are gone when the program runs, and
// a union is checked only if its last case says so.
class Report {
  title(): string {
    return "report";
  }
  render(): string {
    return `${this.title()}, 3 rows`;
  }
}

class Invoice extends Report {
  title(): string {
    return "invoice";
  }
}

interface Titled {
  title(): string;
}

type Event =
  | { kind: "sale"; cents: number }
  | { kind: "refund"; cents: number }
  | { kind: "note"; text: string };

function never(event: never): never {
  throw new Error("no case for " + JSON.stringify(event));
}

function cents(event: Event): number {
  switch (event.kind) {
    case "sale":
      return event.cents;
    case "refund":
      return -event.cents;
    case "note":
      return 0;
    default:
      return never(event);
  }
}

function attempt(what: string, f: () => unknown): void {
  try {
    console.log(what, f());
  } catch (error) {
    console.log(what, String(error));
  }
}

attempt("virtual:", () => new Invoice().render());
attempt("structural:", () => {
  const titled: Titled = { title: () => "anything with a title" };
  return titled.title();
});
attempt("erased:", () => {
  const titled = JSON.parse('{"name": "no title"}') as Titled;
  return titled.title();
});
attempt("union:", () => {
  const events: Event[] = [{ kind: "sale", cents: 500 }, { kind: "refund", cents: 200 }];
  return events.map(cents).reduce((a, b) => a + b);
});
attempt("from outside:", () => cents(JSON.parse('{"kind": "gift", "cents": 1}') as Event));

export {};
