// A server writes to a client that doesn't read: first without a look at what
// write returns, then with one.
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

const chunk = Buffer.alloc(16 << 10);
const total = 64 << 20;

function careless(socket: Socket): void {
  for (let sent = 0; sent < total; sent += chunk.length) socket.write(chunk);
}

async function careful(socket: Socket): Promise<void> {
  for (let sent = 0; sent < total; sent += chunk.length) {
    if (!socket.write(chunk)) await once(socket, "drain");
  }
}

// queued returns how many bytes wait in the process when the client has slept.
async function queued(send: (socket: Socket) => unknown): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = connect((server.address() as AddressInfo).port, "127.0.0.1").pause();
  const [socket] = (await once(server, "connection")) as [Socket];
  socket.on("error", () => {});
  Promise.resolve(send(socket)).catch(() => {});
  await new Promise((resolve) => setTimeout(resolve, 300));
  const bytes = socket.writableLength;
  client.destroy();
  socket.destroy();
  server.close();
  return bytes;
}

const kib = (bytes: number) => `${Math.round(bytes / 1024)} KiB`;
console.log("careless:", kib(await queued(careless)), "in the process");
console.log("careful: ", kib(await queued(careful)), "in the process");
