// A client of the protocol notify.v1 for browsers. It keeps a subscription alive:
// when the connection is lost it connects again, a little later each time, and
// asks for what came since the last event that it has seen.

const firstDelay = 250; // milliseconds
const longestDelay = 30_000;

// Close codes after which another try would end the same way.
const refusals = new Set([4401, 4403]);

// Subscription calls these of its listener:
//
//   event({id, topic, time, data})     in the order of ids, each once
//   gap({from, to, reason})            some events with these ids were missed
//   resumed({since})                   the connection is back
//   state(name, detail)                connecting, live, waiting, refused, closed
export class Subscription {
  #url;
  #token;
  #topics;
  #listener;
  #last; // the id up to which all is seen; undefined: only what comes is wanted
  #socket = null;
  #attempts = 0; // since the last time that all was well
  #live = false; // it has been, once
  #retry = 0; // timers
  #alive = 0;
  #closed = false;

  constructor({ url, token, topics, since, listener }) {
    this.#url = url;
    this.#token = token;
    this.#topics = topics;
    this.#last = since;
    this.#listener = listener;
    this.#connect();
  }

  close() {
    this.#closed = true;
    clearTimeout(this.#retry);
    clearInterval(this.#alive);
    this.#socket?.close(1000);
    this.#listener.state("closed", "");
  }

  #connect() {
    this.#listener.state("connecting", "");
    const socket = new WebSocket(this.#url, "notify.v1");
    this.#socket = socket;
    socket.onopen = () => this.#send({ type: "auth", token: this.#token });
    socket.onmessage = ({ data }) => this.#receive(JSON.parse(data));
    socket.onclose = ({ code, reason }) => this.#lost(code, reason);
  }

  #receive(message) {
    switch (message.type) {
      case "welcome":
        this.#watch(message);
        this.#subscribe();
        break;
      case "subscribed":
        if (this.#live) this.#listener.resumed({ since: this.#last });
        this.#live = true;
        this.#last ??= message.last;
        this.#attempts = 0;
        this.#listener.state("live", message.topics.join(" "));
        break;
      case "event":
        this.#last = message.id;
        this.#listener.event(message);
        break;
      case "missed":
        this.#last = message.to;
        this.#listener.gap(message);
        break;
      case "error":
        this.#refused(message);
        break;
    }
  }

  #subscribe() {
    const request = { type: "subscribe", ref: 1, topics: this.#topics };
    if (this.#last !== undefined) request.since = this.#last;
    this.#send(request);
  }

  #refused({ code, message }) {
    if (code === "since") {
      // The server has not got as far as we have: it is another one.
      this.#listener.gap({ from: this.#last + 1, to: undefined, reason: "another server" });
      this.#last = undefined;
      this.#subscribe();
      return;
    }
    this.close();
    this.#listener.state("refused", message);
  }

  // A connection can die without a word. A script can't see the protocol's pings,
  // so it sends some of its own, and gives up when nothing comes back.
  #watch({ ping_interval_ms: interval, idle_ms: idle }) {
    const socket = this.#socket;
    let heard = performance.now();
    socket.addEventListener("message", () => (heard = performance.now()));
    clearInterval(this.#alive);
    this.#alive = setInterval(() => {
      if (performance.now() - heard > idle) {
        socket.onclose = null; // it may take minutes
        socket.close();
        this.#lost(1006, "nothing came");
      } else {
        this.#send({ type: "ping" });
      }
    }, interval);
  }

  #lost(code, reason) {
    clearInterval(this.#alive);
    if (this.#closed) return;
    if (refusals.has(code)) {
      this.#closed = true;
      this.#listener.state("refused", reason);
      return;
    }
    // Twice as long each time, and not at the same time as all others: when a
    // server starts again, all of its clients come at once.
    const most = Math.min(longestDelay, firstDelay * 2 ** this.#attempts++);
    const delay = most / 2 + (Math.random() * most) / 2;
    this.#listener.state("waiting", `${code} ${reason}`);
    this.#retry = setTimeout(() => this.#connect(), delay);
  }

  #send(message) {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }
}
