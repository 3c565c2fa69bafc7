// SPDX-License-Identifier: Apache-2.0
// One connection to the FakeServer: frames in, frames out. What carries the frames is the caller's business.
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { decodeFrame, encodeFrame } from "../../src/proto/frame";
import { ContactState } from "../../src/proto/gen/godwit/v1/entry_pb";
import { ErrorCode, ErrorSchema, Retry } from "../../src/proto/gen/godwit/v1/error_pb";
import { GoingAwaySchema, UpdateSchema } from "../../src/proto/gen/godwit/v1/session_pb";
import { methods, type MethodName, type RequestOf, type ResponseOf } from "../../src/proto/methods";
import { userLog } from "../../src/proto/log-name";
import { peopleHandlers } from "./fake-people";
import { Refusal, type Handler, type Handlers } from "./handlers";
import type { EntryInit, FakeServer, Listener } from "./fake-server";

export { Refusal } from "./handlers";

const anonymous: MethodName[] = ["hello", "register", "logIn", "beginDeviceLogIn", "awaitDeviceLogIn"];

export class FakeConnection {
  /** Every request seen, for tests to look at. */
  readonly seen: { method: MethodName; request: RequestOf<MethodName> }[] = [];
  /** A test's own word before the answer: throw a Refusal, or answer false for silence. */
  intercept: (method: MethodName, request: unknown) => boolean | void = () => {};
  token = "";
  client = "";
  private user = "";
  private listener: Listener | null = null;
  private readonly people: Handlers;
  private correlation = 0;
  private delayed = false;

  constructor(
    private readonly server: FakeServer,
    private readonly out: (frame: Uint8Array<ArrayBuffer>) => void,
    private readonly close: () => void = () => {},
  ) {
    this.people = peopleHandlers(server, this);
  }

  receive(bytes: Uint8Array): void {
    const frame = decodeFrame(bytes);
    if (frame.kind === "ping") this.out(encodeFrame({ kind: "pong" }));
    if (frame.kind !== "request") return;
    const name = (Object.keys(methods) as MethodName[]).find((key) => methods[key].number === frame.method);
    if (!name) return;
    const method = methods[name];
    const request = fromBinary(method.request as typeof methods.hello.request, frame.body);
    this.seen.push({ method: name, request: request as RequestOf<MethodName> });
    const { correlation } = frame;
    this.correlation = correlation;
    this.delayed = false;
    try {
      if (this.intercept(name, request) === false) return;
      if (!this.user && !anonymous.includes(name)) throw new Refusal(ErrorCode.UNAUTHENTICATED);
      const handler = (this.handlers[name] ?? this.people[name]) as unknown as Handler<"hello"> | undefined;
      if (!handler) throw new Refusal(ErrorCode.UNIMPLEMENTED);
      const response = handler(request, this.user);
      if (this.delayed) return;
      this.answer(name, correlation, response);
      if (name === "hello" && this.user) this.welcome();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.answer(name, correlation, error);
    }
  }

  /** The running handler's answer comes later, through what this returns. */
  later(): (response: unknown) => void {
    this.delayed = true;
    const { correlation } = this;
    return (response) => this.answer("awaitDeviceLogIn", correlation, response);
  }

  private answer(name: MethodName, correlation: number, response: unknown): void {
    if (response instanceof Refusal) {
      const value = create(ErrorSchema, { code: response.code, detail: "", retry: response.retry });
      this.out(encodeFrame({ kind: "response", correlation, error: true, body: toBinary(ErrorSchema, value) }));
      return;
    }
    const schema = methods[name].response as typeof methods.hello.response;
    const body = toBinary(schema, create(schema, response as ResponseOf<"hello">));
    this.out(encodeFrame({ kind: "response", correlation, error: false, body }));
  }

  /** The other side is gone. */
  end(): void {
    const listener = this.listener;
    this.listener = null;
    if (!listener) return;
    this.server.listeners.delete(listener);
    this.server.people.moved(listener.user);
  }

  goAway(reason: ErrorCode, retryAfterMs = 0, spreadMs = 0): void {
    const body = toBinary(GoingAwaySchema, create(GoingAwaySchema, { reason, retryAfterMs, spreadMs }));
    this.out(encodeFrame({ kind: "goingAway", body }));
    this.end();
    this.close();
  }

  private update(update: Parameters<Listener["update"]>[0]): void {
    this.out(encodeFrame({ kind: "update", body: toBinary(UpdateSchema, create(UpdateSchema, update)) }));
  }

  private welcome(): void {
    const { user, token } = this;
    this.listener = {
      user,
      token,
      update: (update) => this.update(update),
      end: (reason) => this.goAway(reason),
    };
    this.server.listeners.add(this.listener);
    this.server.people.moved(user);
    const heads = this.server.logsOf(this.user).map((name) => this.server.head(name, this.user));
    const resumeToken = new TextEncoder().encode(`resume-${heads.length}`);
    this.update({ kind: { case: "heads", value: { heads, done: true, resumeToken } } });
  }

  private greeting() {
    const { server, user } = this;
    if (user) {
      const device = server.people.devices.get(this.token);
      if (device) Object.assign(device, { client: this.client, lastUsedMs: server.nowMs() });
      return { self: server.profile(user), deviceId: device?.id ?? "1", settings: server.users.get(user)?.settings };
    }
    const people = [...server.users.keys()].map((id) => server.profile(id));
    return server.demo ? { demo: { people, password: "password" } } : {};
  }

  private append(log: string, user: string, clientId: string, body: EntryInit["body"], counts: boolean) {
    const known = this.server.log(log).sent.get(`${user} ${clientId}`);
    const content = JSON.stringify(body, (_key, value: unknown) => (typeof value === "bigint" ? `${value}` : value));
    if (known && known.content !== content) throw new Refusal(ErrorCode.CLIENT_ID_REUSED);
    if (!known && !this.server.maySend(log, user)) throw new Refusal(ErrorCode.NOT_A_CONTACT);
    const row = known ?? this.server.append(log, user, body, counts, clientId);
    const { seq, messageIndex } = row;
    const timeMs = BigInt(row.timeMs ?? 0n);
    this.server.log(log).sent.set(`${user} ${clientId}`, { seq, timeMs, messageIndex, content });
    return { appended: { epoch: this.server.epoch, seq, timeMs, messageIndex } };
  }

  private readonly handlers: Handlers = {
    hello: (request) => {
      this.token = request.token;
      this.client = request.client;
      if (request.token) {
        const user = this.server.tokens.get(request.token);
        if (!user) throw new Refusal(ErrorCode.TOKEN_INVALID, Retry.LOG_IN);
        this.user = user;
      }
      return {
        version: 1,
        server: "fake",
        epoch: this.server.epoch,
        idleTimeoutMs: 90_000,
        registration: this.server.registration,
        ...this.greeting(),
      };
    },
    register: (request) => {
      if (this.server.byHandle(request.handle)) throw new Refusal(ErrorCode.HANDLE_TAKEN);
      const user = this.server.register(request.handle, request.password, request.name);
      return { self: this.server.profile(user.id), token: this.server.token(user, request.deviceName, this.client) };
    },
    logIn: (request) => {
      const user = this.server.byHandle(request.handle);
      if (!user || user.password !== request.password) throw new Refusal(ErrorCode.WRONG_CREDENTIALS);
      return { self: this.server.profile(user.id), token: this.server.token(user, request.deviceName, this.client) };
    },
    logOut: () => {
      this.server.people.revoke(this.token);
      return {};
    },
    changePassword: (request, id) => {
      const user = this.server.users.get(id);
      if (user?.password !== request.oldPassword) throw new Refusal(ErrorCode.WRONG_CREDENTIALS);
      user.password = request.newPassword;
      this.server.people.revokeOthers(id, this.token);
      return {};
    },
    findUser: (request, id) => {
      const user = this.server.byHandle(request.handle);
      if (!user || user.settings.unlisted) throw new Refusal(ErrorCode.NOT_FOUND);
      return { contact: this.server.contactRow(id, user.id) };
    },
    requestContact: (request, id) => {
      if (this.server.contact(id, request.user).state === ContactState.INCOMING) {
        this.server.befriend(request.user, id);
      } else {
        const { text: requestText } = request;
        this.server.setContact(id, request.user, { state: ContactState.OUTGOING, requestText });
        this.server.setContact(request.user, id, { state: ContactState.INCOMING, requestText });
      }
      return { contact: this.server.contactRow(id, request.user) };
    },
    answerContact: (request, id) => {
      const text = this.server.contact(id, request.user).requestText;
      if (request.accept) {
        this.server.befriend(request.user, id, text);
      } else {
        this.server.setContact(id, request.user, { state: ContactState.NONE, requestText: "" });
        this.server.setContact(request.user, id, { state: ContactState.NONE, requestText: "" });
      }
      return { contact: this.server.contactRow(id, request.user) };
    },
    listContacts: (_request, id) => ({
      contacts: this.server.contactsOf(id).map((other) => this.server.contactRow(id, other)),
      userSeq: BigInt(this.server.log(userLog(id)).entries.length),
      more: false,
    }),
    setContactAlias: (request, id) => {
      this.server.setContact(id, request.user, { alias: request.alias });
      return { contact: this.server.contactRow(id, request.user) };
    },
    deleteContact: (request, id) => {
      this.server.setContact(id, request.user, { state: ContactState.NONE });
      this.server.setContact(request.user, id, { state: ContactState.NONE });
      return { contact: this.server.contactRow(id, request.user) };
    },
    blockUser: (request, id) => {
      this.server.setContact(id, request.user, { blocked: request.blocked });
      return { contact: this.server.contactRow(id, request.user) };
    },
    sendMessage: ({ log, clientId, content, replyTo, spans }, id) => {
      if (content.case === "forward") throw new Refusal(ErrorCode.INVALID);
      return this.append(log, id, clientId, { kind: content, replyTo, spans }, true);
    },
    editMessage: ({ log, clientId, target, text, spans }, id) => {
      const kind = { case: "edit", value: { target, text: text?.text ?? "" } } as const;
      return this.append(log, id, clientId, { kind, spans }, false);
    },
    recallMessage: ({ log, clientId, target }, id) =>
      this.append(log, id, clientId, { kind: { case: "recall", value: { target } } }, false),
    setReaction: ({ log, clientId, target, emoji }, id) =>
      this.append(log, id, clientId, { kind: { case: "reaction", value: { target, emoji } } }, false),
    readLog: ({ log, after, before, limit }) => {
      const state = this.server.log(log);
      const within = state.entries.filter((entry) => entry.seq > after && (before === 0n || entry.seq < before));
      const count = limit || 50;
      const page = after === 0n && before > 0n ? within.slice(-count) : within.slice(0, count);
      return {
        entries: page.map((entry) => this.server.shown(state, entry)),
        epoch: this.server.epoch,
        head: BigInt(state.entries.length),
        floor: 1n,
      };
    },
    getHead: ({ log }, id) => {
      if (!this.server.members(log).includes(id)) throw new Refusal(ErrorCode.NOT_FOUND);
      return { head: this.server.head(log, id) };
    },
    advanceCursors: ({ advances }, id) => {
      for (const row of advances) this.server.advance(row.log, id, row.delivered, row.read);
      return {};
    },
  };
}
