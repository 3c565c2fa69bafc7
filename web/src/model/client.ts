// SPDX-License-Identifier: Apache-2.0
// The door of everything below: who is logged in here, and how to become so.
import { browserWorld, type World } from "../link/world";
import { askOnce, lookAtServer, type OnceName } from "../link/once";
import type { Answer, Failure, RequestOf } from "../proto/methods";
import { toUser } from "../proto/values";
import type { Session } from "../store/database";
import { readDemo, writeDemo } from "../store/settings";
import { Store } from "../store/store";
import type { LogChange } from "../sync/sink";
import type { Dial } from "../transport/transport";
import { closeMedia } from "../transport/upload";
import { DeviceLogIn } from "./device-log-in";
import { Member } from "./member";
import { State, type Ending } from "./state";

const LOG_OUT_PATIENCE_MS = 3_000;

export interface ClientOptions {
  dial: Dial;
  world?: World;
  database?: string;
  /** Begins the page anew: the session was changed by another tab. */
  reload(): void;
  /** A session has ended: what of it is kept outside of the store is to be forgotten. */
  left?(): void;
}

export class Client {
  readonly state = new State();
  /** null = nobody is logged in. */
  member: Member | null = null;
  private readonly listeners = new Set<(change: LogChange) => void>();
  private store: Store | null = null;
  private readonly world: World;
  private readonly tabs: BroadcastChannel | null;
  private looking = false;
  private loggingOut = false;
  private deleting = false;

  constructor(private readonly options: ClientOptions) {
    this.world = options.world ?? browserWorld;
    this.state.isDemo.value = readDemo();
    this.tabs = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("godwit");
    if (this.tabs) {
      this.tabs.onmessage = (event: MessageEvent<unknown>) => {
        if (event.data === "session") options.reload();
        else if (event.data === "outbox") this.member?.adoptSoon();
      };
    }
  }

  async start(): Promise<void> {
    try {
      this.store = await Store.open(this.options.database ?? "godwit", () => this.options.reload());
      const session = await this.store.session();
      if (session) await this.enter(session);
      else this.becomeAnonymous();
    } catch (error) {
      console.error("godwit: the store cannot be used", error);
      this.state.phase.value = "broken";
    }
  }

  /** Calls `listener` for entries that arrive while the page is open; the answer ends that. */
  onArrived(listener: (change: LogChange) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** Closes connection and store. The page is going away. */
  stop(): void {
    this.member?.stop();
    this.store?.close();
    this.tabs?.close();
  }

  nudge(): void {
    this.member?.nudge();
    if (this.state.phase.value === "anonymous" && this.state.registration.value === null) this.look();
  }

  register(request: RequestOf<"register">): Promise<Failure | null> {
    return this.ask("register", request);
  }

  logIn(request: RequestOf<"logIn">): Promise<Failure | null> {
    return this.ask("logIn", request);
  }

  async logOut(): Promise<void> {
    const member = this.member;
    if (!member) return;
    this.loggingOut = true;
    const answered = member.call("logOut", {});
    await Promise.race([
      answered,
      new Promise((resolve) => this.world.after(LOG_OUT_PATIENCE_MS, () => resolve(null))),
    ]);
    await this.leave(null);
  }

  /** Deletes the account for good. */
  async deleteAccount(password: string): Promise<Failure | null> {
    const member = this.member;
    if (!member) return null;
    this.deleting = true;
    const answer = await member.call("deleteAccount", { password });
    this.deleting = false;
    if (!answer.ok && this.member === member) return answer.failure;
    await this.leave("deleted");
    return null;
  }

  /** Logging in by a code that a logged-in device scans. Begin it; end it when it is not looked at any more. */
  deviceLogIn(deviceName: string): DeviceLogIn {
    const ask = <M extends OnceName>(name: M, request: RequestOf<M>, done: (answer: Answer<M>) => void) =>
      askOnce(this.options.dial, this.world, name, request, done);
    return new DeviceLogIn(deviceName, this.world, ask, (session) => this.begin(session));
  }

  /** Begins the page anew with all that was written kept. */
  async restart(): Promise<void> {
    // The screens go first: they hand over what is being written.
    this.state.phase.value = "loading";
    await new Promise((resolve) => this.world.after(50, () => resolve(null)));
    await this.member?.settled();
    this.options.reload();
  }

  /** Asks the server how one may register, until it answers. */
  look(attempt = 0): void {
    if (this.looking || this.state.phase.value !== "anonymous") return;
    this.looking = true;
    lookAtServer(this.options.dial, this.world, (answer) => {
      this.looking = false;
      if (answer.ok) {
        this.state.registration.value = answer.value.registration;
        this.state.demo.value = answer.value.demo;
        this.state.isDemo.value = answer.value.demo !== null;
        writeDemo(this.state.isDemo.value);
        this.state.connection.value = "online";
      } else if (this.state.phase.value === "anonymous") {
        this.state.connection.value = "waiting";
        this.world.after(Math.min(15_000, 1000 * 2 ** attempt), () => this.look(attempt + 1));
      }
    });
  }

  private ask<M extends "register" | "logIn">(name: M, request: RequestOf<M>): Promise<Failure | null> {
    return new Promise((resolve, reject) => {
      askOnce(this.options.dial, this.world, name, request, (answer: Answer<M>) => {
        if (!answer.ok) return resolve(answer.failure);
        const session: Session = { token: answer.value.token, self: toUser(answer.value.self) };
        this.begin(session).then(() => resolve(null), reject);
      });
    });
  }

  private async begin(session: Session): Promise<void> {
    await this.store?.begin(session);
    this.tabs?.postMessage("session");
    await this.enter(session);
  }

  private async enter(session: Session): Promise<void> {
    const store = this.store;
    if (!store) return;
    const loaded = await store.load();
    this.state.connection.value = "connecting";
    const member: Member = new Member(this.state, store, session, loaded, this.options.dial, this.world, {
      loggedOut: () => void this.leave(this.deleting ? "deleted" : "loggedOut"),
      sessionGone: () => {
        if (this.member === member) this.options.reload();
      },
      outboxKept: () => this.tabs?.postMessage("outbox"),
      arrived: (change) => {
        for (const listener of this.listeners) listener(change);
      },
    });
    this.member = member;
    this.loggingOut = false;
    this.state.ending.value = null;
    this.state.phase.value = "member";
    member.start();
  }

  private async leave(ending: Ending | null): Promise<void> {
    const member = this.member;
    if (!member) return;
    this.member = null;
    member.stop();
    this.options.left?.();
    const ours = (await this.store?.end()) ?? true;
    if (!ours) return this.options.reload();
    closeMedia();
    this.tabs?.postMessage("session");
    this.state.reset();
    this.state.ending.value = this.loggingOut ? null : ending;
    this.becomeAnonymous();
  }

  private becomeAnonymous(): void {
    this.state.registration.value = null;
    this.state.connection.value = "connecting";
    this.state.phase.value = "anonymous";
    this.look();
  }
}
