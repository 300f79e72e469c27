// What a server of node:http does with slow clients, clients that leave, and
// handlers that fail.
import { createServer, type ServerResponse, type Server } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { EventEmitter, once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";

// say opens a connection, sends text, and returns it with what came in the end.
function say(server: Server, text: string) {
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  socket.on("error", () => {});
  socket.write(text);
  let answer = "";
  socket.on("data", (data) => { answer += data; });
  const ended = once(socket, "close").then(() => answer.split("\r\n")[0] || "closed");
  return { socket, ended };
}

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;

const plain = createServer();
console.log(`header ${plain.headersTimeout}, request ${plain.requestTimeout}, idle ${plain.keepAliveTimeout}, socket ${plain.timeout} ms`);

let done = "no";
async function work(response: ServerResponse): Promise<void> {
  const left = new AbortController();
  response.on("close", () => left.abort()); // also after a complete answer
  await sleep(200); // who wants to be told must pass left.signal
  done = left.signal.aborted ? "yes, for nobody" : "yes";
  response.end("done");
}

const options = { headersTimeout: 200, connectionsCheckingInterval: 50 };
const server = createServer(options, (request, response) => {
  if (request.url === "/work") void work(response);
  if (request.url === "/fail") void Promise.reject(new Error("broken"));
}).listen(0, "127.0.0.1");
await once(server, "listening");

const slow = say(server, "GET / HTTP/1.1\r\nX-Name: ");
const trickle = setInterval(() => slow.socket.write("x"), 20);
console.log("a header, a byte at a time:", await slow.ended);
clearInterval(trickle);

const leaver = say(server, get("/work"));
await sleep(50);
leaver.socket.destroy();
await sleep(400);
console.log("the client left; the work was done:", done);

process.on("unhandledRejection", (reason) => console.log("the process would end:", (reason as Error).message));
const failing = say(server, get("/fail"));
console.log("its client:", await Promise.race([failing.ended, sleep(300, "waits")]));
failing.socket.destroy();

EventEmitter.captureRejections = true; // for servers that are made from here on
const caught = createServer(async () => { throw new Error("broken"); }).listen(0, "127.0.0.1");
await once(caught, "listening");
console.log("with captureRejections:", await say(caught, get("/").replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")).ended);

caught.close();
server.close();
plain.close();
