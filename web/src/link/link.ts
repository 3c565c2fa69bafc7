// SPDX-License-Identifier: Apache-2.0
// One authenticated connection kept alive for ever: hello, heartbeat, reconnect, and answers matched to requests.
// A state machine without I/O of its own: the network comes in through Dial, time through World, everything else by callbacks.
import { decodeFrame, encodeFrame, type Frame } from "../proto/frame";
import {
  decodeFailure,
  decodeGoingAway,
  decodeResponse,
  disconnected,
  encodeRequest,
  methods,
  type Answer,
  type Failure,
  type MethodName,
  type RequestOf,
} from "../proto/methods";
import { decodeUpdate, toHello, type Hello, type Update } from "../proto/values";
import type { Dial, Wire } from "../transport/transport";
import { fullJitter } from "./backoff";
import type { World } from "./world";

const CONNECT_TIMEOUT_MS = 10_000;
const ANSWER_TIMEOUT_MS = 10_000;
/** The server stops reading at 64; stay below it. */
const MAX_IN_FLIGHT = 48;

export const CLIENT_NAME = "godwit-web/0.1";

/** `refused` = the server speaks no version that this client does. */
export type LinkState = "stopped" | "connecting" | "waiting" | "online" | "refused";

export interface LinkEvents {
  state(state: LinkState): void;
  /** The connection is authenticated; heads follow as updates. */
  hello(hello: Hello): void;
  update(update: Update): void;
  /** The token is no longer good. The link has stopped. */
  loggedOut(): void;
}

export interface LinkOptions {
  dial: Dial;
  world: World;
  token: string;
  /** Asked at each hello. */
  resumeToken: () => Uint8Array;
  events: LinkEvents;
}

interface Pending {
  frame: Uint8Array<ArrayBuffer>;
  done(body: Uint8Array | null, failure: Failure): void;
}

export class Link {
  private state: LinkState = "stopped";
  private wire: Wire | null = null;
  private attempt = 0;
  private correlation = 0;
  /** Frames heard so far: when it stands still, the connection is dead. */
  private heard = 0;
  private idleTimeoutMs = 90_000;
  private readonly pending = new Map<number, Pending>();
  private readonly waiting: [correlation: number, pending: Pending][] = [];
  private cancelOpen: () => void = () => {};
  private cancelHeartbeat: () => void = () => {};
  private cancelWatch: (() => void) | null = null;
  private cancelRetry: () => void = () => {};

  constructor(private readonly options: LinkOptions) {}

  start(): void {
    if (this.state === "stopped") this.connect();
  }

  /** Closes the connection; all requests in flight fail as DISCONNECTED. */
  stop(): void {
    this.hangUp();
    this.cancelRetry();
    this.enter("stopped");
  }

  /** The network is back or the page is looked at again: connect now, or find out at once whether the connection lives. */
  nudge(): void {
    if (this.state === "waiting") {
      this.attempt = 0;
      this.cancelRetry();
      this.connect();
    } else if (this.state === "online") {
      this.ping();
    }
  }

  /** Begins anew with a fresh hello, at once. */
  again(): void {
    if (this.state === "stopped" || this.state === "refused") return;
    this.hangUp();
    this.cancelRetry();
    this.state = "waiting";
    this.failAll();
    this.connect();
  }

  request<M extends MethodName>(name: M, request: RequestOf<M>, done: (answer: Answer<M>) => void): void {
    if (this.state !== "online") {
      done({ ok: false, failure: disconnected });
      return;
    }
    this.post(name, request, done);
  }

  private post<M extends MethodName>(name: M, request: RequestOf<M>, done: (answer: Answer<M>) => void): void {
    const number = methods[name].number;
    this.correlation = (this.correlation % 0xffff_ffff) + 1;
    const correlation = this.correlation;
    const pending: Pending = {
      frame: encodeFrame({ kind: "request", correlation, method: number, body: encodeRequest(name, request) }),
      done: (bytes, failure) => done(bytes ? { ok: true, value: decodeResponse(name, bytes) } : { ok: false, failure }),
    };
    if (this.pending.size >= MAX_IN_FLIGHT) this.waiting.push([correlation, pending]);
    else this.launch(correlation, pending);
  }

  private launch(correlation: number, pending: Pending): void {
    this.pending.set(correlation, pending);
    this.wire?.send(pending.frame);
    if (!this.cancelWatch) this.watch();
    this.restHeartbeat();
  }

  private connect(): void {
    this.enter("connecting");
    this.cancelOpen = this.options.world.after(CONNECT_TIMEOUT_MS, () => this.lost());
    this.wire = this.options.dial({
      opened: () => this.sayHello(),
      frame: (bytes) => this.receive(bytes),
      closed: () => this.lost(),
    });
  }

  private sayHello(): void {
    const hello: RequestOf<"hello"> = {
      minVersion: 1,
      maxVersion: 1,
      client: CLIENT_NAME,
      token: this.options.token,
      resumeToken: this.options.resumeToken(),
    };
    this.post("hello", hello, (answer) => {
      if (answer.ok) {
        this.cancelOpen();
        this.attempt = 0;
        const value = toHello(answer.value);
        this.idleTimeoutMs = value.idleTimeoutMs;
        this.enter("online");
        this.restHeartbeat();
        this.options.events.hello(value);
      } else if (answer.failure.retry === "logIn" || answer.failure.code === "TOKEN_INVALID") {
        this.stop();
        this.options.events.loggedOut();
      } else if (answer.failure.code === "VERSION_UNSUPPORTED") {
        this.hangUp();
        this.enter("refused");
      } else if (answer.failure.code !== "DISCONNECTED") {
        this.lost(answer.failure.retryAfterMs);
      }
    });
  }

  private receive(bytes: Uint8Array): void {
    this.heard += 1;
    try {
      const frame: Frame = decodeFrame(bytes);
      switch (frame.kind) {
        case "response":
          this.answer(frame.correlation, frame.error, frame.body);
          break;
        case "update": {
          const update = decodeUpdate(frame.body);
          if (update) this.options.events.update(update);
          break;
        }
        case "goingAway":
          this.goAway(frame.body);
          break;
        default:
          break;
      }
    } catch (error) {
      // The peer does not speak our protocol, or a handler has a defect: begin anew rather than go on in an unknown state.
      console.error("godwit: frame could not be handled", error);
      this.lost();
    }
  }

  private answer(correlation: number, isError: boolean, body: Uint8Array): void {
    const pending = this.pending.get(correlation);
    if (!pending) return;
    this.pending.delete(correlation);
    const next = this.waiting.shift();
    if (next) this.launch(...next);
    if (this.pending.size === 0) this.unwatch();
    if (isError) pending.done(null, decodeFailure(body));
    else pending.done(body, disconnected);
  }

  private goAway(body: Uint8Array): void {
    const away = decodeGoingAway(body);
    if (away.reason === "TOKEN_INVALID") {
      this.stop();
      this.options.events.loggedOut();
      return;
    }
    this.lost(away.retryAfterMs + Math.floor(this.options.world.random() * away.spreadMs));
  }

  private lost(afterMs = 0): void {
    if (this.state === "stopped" || this.state === "waiting") return;
    this.hangUp();
    const { world } = this.options;
    const delay = afterMs > 0 ? afterMs : fullJitter(this.attempt, world.random());
    this.attempt += 1;
    this.enter("waiting");
    this.cancelRetry = world.after(delay, () => this.connect());
    // Requests fail only now, so that whoever repeats them sees the new state.
    this.failAll();
  }

  private hangUp(): void {
    this.cancelOpen();
    this.cancelHeartbeat();
    this.unwatch();
    const wire = this.wire;
    this.wire = null;
    wire?.close();
  }

  private failAll(): void {
    const failed = [...this.pending.values(), ...this.waiting.map(([, pending]) => pending)];
    this.pending.clear();
    this.waiting.length = 0;
    for (const pending of failed) pending.done(null, disconnected);
  }

  private enter(state: LinkState): void {
    if (this.state === state) return;
    this.state = state;
    this.options.events.state(state);
    if (state === "stopped" || state === "refused") this.failAll();
  }

  /** After a third of the idle time without a word from us: ping. */
  private restHeartbeat(): void {
    this.cancelHeartbeat();
    if (this.state !== "online") return;
    this.cancelHeartbeat = this.options.world.after(this.idleTimeoutMs / 3, () => this.ping());
  }

  private ping(): void {
    this.wire?.send(encodeFrame({ kind: "ping" }));
    this.watch();
    this.restHeartbeat();
  }

  /** Something must be heard within 10 s, as long as an answer is due. */
  private watch(): void {
    this.cancelWatch?.();
    const heard = this.heard;
    this.cancelWatch = this.options.world.after(ANSWER_TIMEOUT_MS, () => {
      this.cancelWatch = null;
      if (this.heard === heard) this.lost();
      else if (this.pending.size > 0) this.watch();
    });
  }

  private unwatch(): void {
    this.cancelWatch?.();
    this.cancelWatch = null;
  }
}
