// SPDX-License-Identifier: Apache-2.0
// The real binary: started on a free port with a folder of its own, stopped, killed, started again.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";

const root = path.resolve(import.meta.dirname, "../..");
export const binary = process.env.GODWIT_BIN ?? path.join(root, "build/release/godwit");
export const results = path.join(root, "build/e2e");
export { root };

const START_MS = 30_000;
/** Tests make more people in a minute from one address than anyone else would. */
const defaults = { "accounts.password_attempts": 1000, "server.drain_spread_ms": 300 };

/** Runs a program to its end; `input` goes to its standard input. */
export async function runProgram(file, args, { input = "", env = {} } = {}) {
  const child = spawn(file, args, { env: { ...process.env, ...env }, stdio: ["pipe", "pipe", "pipe"] });
  let out = "";
  let err = "";
  child.stdout.on("data", (bytes) => (out += bytes));
  child.stderr.on("data", (bytes) => (err += bytes));
  child.stdin.on("error", () => {}); // it may end without reading
  child.stdin.end(input);
  const [status, signal] = await once(child, "close");
  return { status, signal, out, err };
}

export const godwit = (args, options) => runProgram(binary, args, options);

export class Server {
  /** @param options `set`: configuration by key; `flags`: of serve; `host`: what it listens on; `logName`: the file of build/e2e that gets
   * the server's log */
  static async start({ set = {}, flags = [], host = "127.0.0.1", logName = "server" } = {}) {
    const folder = await mkdtemp(path.join(tmpdir(), "godwit-e2e-"));
    const server = new Server(folder, { ...defaults, ...set }, createWriteStream(path.join(results, `${logName}.log`)));
    Object.assign(server, { flags, host });
    await server.startAgain();
    return server;
  }

  constructor(folder, set, log) {
    this.folder = folder;
    this.set = set;
    this.log = log;
    this.flags = [];
    this.host = "127.0.0.1";
    this.port = 0;
    this.child = null;
    this.said = ""; // on standard output
  }

  get address() {
    return `http://127.0.0.1:${this.port}`;
  }

  get socket() {
    return `ws://127.0.0.1:${this.port}/v1/ws`;
  }

  get running() {
    return this.child !== null;
  }

  /** On the same folder, and on the same port if it ever had one. */
  async startAgain() {
    const set = Object.entries(this.set).flatMap(([key, value]) => ["--set", `${key}=${value}`]);
    const args = ["serve", "--data", this.folder, "--listen", `${this.host}:${this.port}`, ...this.flags, ...set];
    const child = spawn(binary, args, { stdio: ["ignore", "pipe", "pipe"] });
    child.stderr.pipe(this.log, { end: false });
    child.stdout.on("data", (bytes) => (this.said += bytes));
    this.child = child;
    this.ended = once(child, "exit").then(([status, signal]) => {
      if (this.child === child) this.child = null;
      return { status, signal };
    });
    const lines = createInterface(child.stdout);
    const timer = setTimeout(() => child.kill("SIGKILL"), START_MS);
    try {
      for await (const line of lines) {
        const ready = /^Godwit is ready at https?:\/\/127\.0\.0\.1:(\d+) /.exec(line);
        if (!ready) continue;
        this.port = Number(ready[1]);
        child.stdout.resume();
        return;
      }
    } finally {
      clearTimeout(timer);
    }
    throw new Error(`the server did not become ready; see ${this.log.path}`);
  }

  /** By SIGTERM; how it ended: {status, signal}. */
  async stop() {
    this.child?.kill("SIGTERM");
    return this.ended;
  }

  /** By SIGKILL, in the middle of whatever it does. */
  async kill() {
    this.child?.kill("SIGKILL");
    return this.ended;
  }

  /** A subcommand on this server's folder. */
  command(args, options) {
    return godwit([...args, "--data", this.folder], options);
  }

  async clear() {
    if (this.running) await this.kill();
    this.log.end();
    await rm(this.folder, { recursive: true, force: true });
  }
}
