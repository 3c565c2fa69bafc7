// SPDX-License-Identifier: Apache-2.0
// A script client: the JSON WebSocket of docs/protocol.md, as simple as it can be.
import { randomBytes } from "node:crypto";

export class Refusal extends Error {
  constructor(error) {
    super(`${error.code}: ${error.detail}`);
    this.code = error.code.replace("ERROR_CODE_", "");
  }
}

export class Disconnected extends Error {}

/** UUID version 7. */
export function clientId() {
  const time = Date.now().toString(16).padStart(12, "0");
  const rest = randomBytes(9).toString("hex");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${rest.slice(0, 3)}-8${rest.slice(3, 6)}-${rest.slice(6)}`;
}

export class Client {
  /** Connects and says hello; without a token it is anonymous. */
  static async connect(server, token = "") {
    const client = new Client(new WebSocket(server.socket, "godwit.v1.json"));
    await client.opened;
    client.hello = await client.call("Hello", { minVersion: 1, maxVersion: 1, client: "e2e", token });
    return client;
  }

  constructor(socket) {
    this.socket = socket;
    this.calls = new Map();
    this.lastId = 0;
    this.goingAway = null;
    this.opened = new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = () => reject(new Disconnected("no connection"));
    });
    this.closed = new Promise((resolve) => {
      socket.onclose = () => {
        for (const call of this.calls.values()) call.reject(new Disconnected("cut"));
        this.calls.clear();
        resolve();
      };
    });
    socket.onmessage = ({ data }) => this.receive(JSON.parse(data));
  }

  receive(frame) {
    if (frame.goingAway) this.goingAway = frame.goingAway;
    const call = this.calls.get(frame.id);
    if (!call) return;
    this.calls.delete(frame.id);
    if (frame.error) call.reject(new Refusal(frame.error));
    else call.resolve(frame.result);
  }

  call(method, params = {}) {
    return new Promise((resolve, reject) => {
      if (this.socket.readyState !== WebSocket.OPEN) return reject(new Disconnected("closed"));
      this.lastId += 1;
      this.calls.set(this.lastId, { resolve, reject });
      this.socket.send(JSON.stringify({ id: this.lastId, method, params }));
    });
  }

  /** Appends a message; the seq it got. */
  async send(log, text, id = clientId()) {
    const { appended } = await this.call("SendMessage", { log, clientId: id, text: { text } });
    return Number(appended.seq);
  }

  /** All entries of a log, as {seq, author, text, …}. */
  async readLog(log) {
    const entries = [];
    for (;;) {
      const page = await this.call("ReadLog", {
        log,
        epoch: this.hello.epoch,
        after: String(entries.at(-1)?.seq ?? 0),
        limit: 200,
      });
      if (!page.entries?.length) return entries;
      for (const entry of page.entries) {
        entries.push({ ...entry, seq: Number(entry.seq), text: entry.overlay?.text || entry.body?.text?.text });
      }
    }
  }

  async close() {
    this.socket.close();
    await this.closed;
  }
}

/** Makes an account; {id, handle, name, password, token}. */
export async function register(server, handle, name = handle, more = {}) {
  const password = `password of ${handle}`;
  const client = await Client.connect(server);
  const answer = await client.call("Register", { handle, password, name, deviceName: "script", ...more });
  await client.close();
  return { id: answer.self.id, handle, name, password, token: answer.token };
}

/** Makes contacts of two accounts; the name of their conversation. */
export async function befriend(server, one, other, text = "Hello") {
  const asking = await Client.connect(server, one.token);
  await asking.call("RequestContact", { user: other.id, text });
  await asking.close();
  const answering = await Client.connect(server, other.token);
  await answering.call("AnswerContact", { user: one.id, accept: true });
  await answering.close();
  return directLog(one, other);
}

export function directLog(one, other) {
  const [a, b] = [BigInt(one.id), BigInt(other.id)].sort((x, y) => (x < y ? -1 : x > y ? 1 : 0));
  return `d.${a}.${b}`;
}
