// A promise that nobody awaits ends the process.
async function save(): Promise<void> {
  throw new Error("the disk is full");
}

try {
  save();
  console.log("saved");
} catch {
  console.log("not reached");
}
setTimeout(() => console.log("not reached either"), 50);

export {};
