// SPDX-License-Identifier: Apache-2.0
// The door of everything below: who is logged in here, and how to become so.
import { browserWorld, type World } from "../link/world";
import { askOnce, lookAtServer } from "../link/once";
import type { Answer, Failure, RequestOf } from "../proto/methods";
import { toUser } from "../proto/values";
import type { Session } from "../store/database";
import { Store } from "../store/store";
import type { LogChange } from "../sync/sink";
import type { Dial } from "../transport/transport";
import { Member } from "./member";
import { State } from "./state";

const LOG_OUT_PATIENCE_MS = 3_000;

export interface ClientOptions {
  dial: Dial;
  world?: World;
  database?: string;
  /** Begins the page anew: the session was changed by another tab. */
  reload(): void;
}

export class Client {
  readonly state = new State();
  /** null = nobody is logged in. */
  member: Member | null = null;
  /** Called for entries that arrive while the page is open. */
  onArrived: (change: LogChange) => void = () => {};
  private store: Store | null = null;
  private readonly world: World;
  private readonly tabs: BroadcastChannel | null;
  private looking = false;

  constructor(private readonly options: ClientOptions) {
    this.world = options.world ?? browserWorld;
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
    const answered = member.call("logOut", {});
    await Promise.race([
      answered,
      new Promise((resolve) => this.world.after(LOG_OUT_PATIENCE_MS, () => resolve(null))),
    ]);
    await this.leave();
  }

  /** Asks the server how one may register, until it answers. */
  look(attempt = 0): void {
    if (this.looking || this.state.phase.value !== "anonymous") return;
    this.looking = true;
    lookAtServer(this.options.dial, this.world, (answer) => {
      this.looking = false;
      if (answer.ok) {
        this.state.registration.value = answer.value.registration;
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
      loggedOut: () => void this.leave(),
      sessionGone: () => {
        if (this.member === member) this.options.reload();
      },
      outboxKept: () => this.tabs?.postMessage("outbox"),
      arrived: (change) => this.onArrived(change),
    });
    this.member = member;
    this.state.phase.value = "member";
    member.start();
  }

  private async leave(): Promise<void> {
    const member = this.member;
    if (!member) return;
    this.member = null;
    member.stop();
    const ours = (await this.store?.end()) ?? true;
    if (!ours) return this.options.reload();
    this.tabs?.postMessage("session");
    this.state.reset();
    this.becomeAnonymous();
  }

  private becomeAnonymous(): void {
    this.state.registration.value = null;
    this.state.connection.value = "connecting";
    this.state.phase.value = "anonymous";
    this.look();
  }
}
