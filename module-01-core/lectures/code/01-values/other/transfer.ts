// Objects are references, so growing an array moves nothing that anybody holds.
// Numbers in a buffer are values, and a buffer can be given away.
type Account = { name: string; cents: number };

const bank: Account[] = [];

function open(name: string): Account {
  const account = { name, cents: 0 };
  bank.push(account);
  return account;
}

const ann = open("ann");
const bob = open("bob");
ann.cents += 500;
bob.cents += 300;
console.log("objects:", bank.reduce((sum, a) => sum + a.cents, 0));

const cents = new Float64Array(2);
const stale = cents.subarray(0, 1);
const moved = new Float64Array(structuredClone(cents.buffer, { transfer: [cents.buffer] }));
stale[0] += 500;
moved[1] += 300;
console.log("moved:", moved[0] + moved[1]);
console.log("left behind:", cents.length, stale.length, stale[0]);

export {};
