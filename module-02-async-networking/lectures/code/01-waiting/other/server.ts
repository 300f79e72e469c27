// An echo server: a callback for each event, on one thread. It says where it
// listens, and ends with its standard input.
import { createServer, type AddressInfo, type Socket } from "node:net";

function echo(socket: Socket): void {
  socket.setNoDelay(true);
  socket.on("data", (data) => {
    if (socket.write(data)) return;
    socket.pause(); // until what was written has left
    socket.once("drain", () => socket.resume());
  });
  socket.on("error", (error) => console.error(error.message));
}

const server = createServer(echo);
server.listen(0, "127.0.0.1", 1024, () => {
  const { address, port } = server.address() as AddressInfo;
  console.log(`listening on ${address}:${port}`);
});
process.stdin.resume().on("end", () => process.exit());
