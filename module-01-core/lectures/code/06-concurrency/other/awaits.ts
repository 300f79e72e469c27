// One thread and no data race. Every await lets others run between the question
// and the act.
let seats = 1;

const pay = async (): Promise<void> => {};

async function book(): Promise<boolean> {
  if (seats === 0) return false;
  await pay();
  seats--;
  return true;
}

// exclusive returns a function that runs tasks one after the other.
function exclusive() {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(task: () => Promise<T>): Promise<T> => {
    const result = last.then(task);
    last = result.catch(() => {});
    return result;
  };
}

console.log(await Promise.all([book(), book()]), "seats left:", seats);

seats = 1;
const inTurn = exclusive();
console.log(await Promise.all([inTurn(book), inTurn(book)]), "seats left:", seats);

export {};
