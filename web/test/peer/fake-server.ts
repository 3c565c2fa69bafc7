// SPDX-License-Identifier: Apache-2.0
// A whole server in memory, for tests and for looking at the app: accounts, contacts, logs, cursors, live updates.
// It follows docs/protocol.md in what a client can see, and keeps nothing.
import type { MessageInitShape } from "@bufbuild/protobuf";
import { ContactState } from "../../src/proto/gen/godwit/v1/entry_pb";
import type { EntrySchema } from "../../src/proto/gen/godwit/v1/entry_pb";
import type { CursorSchema, HeadSchema } from "../../src/proto/gen/godwit/v1/sync_pb";
import type { UpdateSchema } from "../../src/proto/gen/godwit/v1/session_pb";
import type { ErrorCode } from "../../src/proto/gen/godwit/v1/error_pb";
import { directLog, isDirect, peerOf, userLog } from "../../src/proto/log-name";
import { ATTEMPT_MS, FakePeople } from "./fake-people";

type Plain<T> = Exclude<T, { $typeName: string }>;
export type EntryInit = Plain<MessageInitShape<typeof EntrySchema>> & {
  seq: bigint;
  author: string;
  messageIndex: bigint;
};
export type UpdateInit = MessageInitShape<typeof UpdateSchema>;
export type HeadInit = MessageInitShape<typeof HeadSchema>;
export type CursorInit = Plain<MessageInitShape<typeof CursorSchema>> & {
  delivered: bigint;
  read: bigint;
  readIndex: bigint;
};

export interface FakeUser {
  id: string;
  handle: string;
  name: string;
  password: string;
  signature: string;
  avatar: string;
  deleted: boolean;
  settings: { invisible: boolean; hideRead: boolean; unlisted: boolean };
}

export interface FakeContact {
  state: ContactState;
  alias: string;
  requestText: string;
  blocked: boolean;
  changedMs: bigint;
}

export interface FakeLog {
  name: string;
  entries: EntryInit[];
  cursors: Map<string, CursorInit>;
  sent: Map<string, { seq: bigint; timeMs: bigint; messageIndex: bigint; content: string }>;
}

export interface Listener {
  user: string;
  token: string;
  update(update: UpdateInit): void;
  /** The server ends the connection. */
  end(reason: ErrorCode): void;
}

export class FakeServer {
  epoch = 1n;
  registration = 1;
  /** How long a code for logging in lives. */
  attemptMs = ATTEMPT_MS;
  /** Whether anyone may be anyone. */
  demo = false;
  readonly people: FakePeople = new FakePeople(this);
  readonly users = new Map<string, FakeUser>();
  readonly tokens = new Map<string, string>();
  readonly logs = new Map<string, FakeLog>();
  readonly listeners = new Set<Listener>();
  private readonly contacts = new Map<string, FakeContact>();
  private tokensMade = 0;
  private lastId = 7_340_000_000_000_000_000n;

  constructor(private readonly clock: () => number = () => Date.now()) {}

  register(handle: string, password: string, name: string): FakeUser {
    this.lastId += 17n;
    const settings = { invisible: false, hideRead: false, unlisted: false };
    const row = { id: `${this.lastId}`, handle, name: name || handle, password };
    const user = { ...row, signature: "", avatar: "", deleted: false, settings };
    this.users.set(user.id, user);
    this.log(directLog(user.id, user.id));
    this.log(userLog(user.id));
    return user;
  }

  nowMs(): bigint {
    return BigInt(this.clock());
  }

  token(user: FakeUser, deviceName = "", client = ""): string {
    const token = `token-${user.handle}-${(this.tokensMade += 1)}`;
    this.tokens.set(token, user.id);
    this.people.device(token, user.id, deviceName, client);
    return token;
  }

  byHandle(handle: string): FakeUser | undefined {
    return [...this.users.values()].find((user) => user.handle === handle);
  }

  log(name: string): FakeLog {
    let log = this.logs.get(name);
    if (!log) {
      log = { name, entries: [], cursors: new Map(), sent: new Map() };
      this.logs.set(name, log);
    }
    return log;
  }

  members(name: string): string[] {
    if (!isDirect(name)) return [name.slice(2)];
    const [, a = "", b = ""] = name.split(".");
    return a === b ? [a] : [a, b];
  }

  append(name: string, author: string, body: EntryInit["body"], counts: boolean, clientId = ""): EntryInit {
    const log = this.log(name);
    const before = log.entries.at(-1)?.messageIndex ?? 0n;
    const entry: EntryInit = {
      log: name,
      seq: BigInt(log.entries.length + 1),
      author,
      timeMs: BigInt(this.clock()),
      messageIndex: counts ? before + 1n : before,
      ...(body ? { body } : {}),
    };
    log.entries.push(entry);
    if (isDirect(name) && author !== "0") this.advance(name, author, entry.seq, entry.seq);
    for (const member of this.members(name)) {
      const live = member === author ? { ...entry, clientId } : entry;
      this.tell(member, { kind: { case: "entry", value: { epoch: this.epoch, entry: live } } });
    }
    return entry;
  }

  tell(user: string, update: UpdateInit): void {
    for (const listener of this.listeners) if (listener.user === user) listener.update(update);
  }

  cursor(log: FakeLog, user: string): CursorInit {
    return log.cursors.get(user) ?? { user, epoch: this.epoch, delivered: 0n, read: 0n, readIndex: 0n };
  }

  advance(name: string, user: string, delivered: bigint, read: bigint): void {
    const log = this.log(name);
    const known = this.cursor(log, user);
    const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);
    const newRead = max(known.read, read);
    const next: CursorInit = {
      user,
      epoch: this.epoch,
      delivered: max(max(known.delivered, delivered), newRead),
      read: newRead,
      readIndex: log.entries[Number(newRead) - 1]?.messageIndex ?? 0n,
    };
    if (next.delivered === known.delivered && next.read === known.read) return;
    log.cursors.set(user, next);
    for (const member of this.members(name)) {
      this.tell(member, {
        kind: { case: "cursor", value: { log: name, cursor: this.people.shown(next, user, member) } },
      });
    }
  }

  head(name: string, viewer = ""): HeadInit {
    const log = this.log(name);
    const last = log.entries.at(-1);
    const settings = this.people.decisions.get(`${viewer} ${name}`);
    const message = log.entries.findLast((entry) => this.isMessage(name, entry));
    return {
      log: name,
      epoch: this.epoch,
      seq: last?.seq ?? 0n,
      messageIndex: last?.messageIndex ?? 0n,
      floor: 1n,
      maySend: true,
      members: this.members(name).map((id) => this.profile(id)),
      cursors: this.members(name).map((id) => this.people.shown(this.cursor(log, id), id, viewer)),
      ...(settings ? { settings } : {}),
      ...(message ? { lastMessage: this.shown(log, message) } : {}),
    };
  }

  logsOf(user: string): string[] {
    return [...this.logs.keys()].filter((name) => this.members(name).includes(user));
  }

  profile(id: string) {
    const { handle = "", name = "", signature = "", avatar = "", deleted = false } = this.users.get(id) ?? {};
    return { id, handle, name, signature, avatar, deleted };
  }

  /** An entry as a page carries it: with its overlay, without body once recalled. */
  shown(log: FakeLog, entry: EntryInit): EntryInit {
    const after = log.entries.slice(Number(entry.seq));
    const kindOf = (row: EntryInit) => row.body?.kind;
    const recall = after.find((row) => {
      const kind = kindOf(row);
      return kind?.case === "recall" && kind.value?.target === entry.seq;
    });
    const edit = after.findLast((row) => {
      const kind = kindOf(row);
      return kind?.case === "edit" && kind.value?.target === entry.seq;
    });
    if (!recall && !edit) return entry;
    const editKind = edit ? kindOf(edit) : undefined;
    const text = editKind?.case === "edit" ? (editKind.value?.text ?? "") : "";
    const { body, ...rest } = entry;
    return {
      ...rest,
      ...(recall || !body ? {} : { body }),
      overlay: { editedSeq: edit?.seq ?? 0n, text: recall ? "" : text, recalledSeq: recall?.seq ?? 0n },
    };
  }

  isMessage(name: string, entry: EntryInit): boolean {
    const before = this.log(name).entries[Number(entry.seq) - 2]?.messageIndex ?? 0n;
    return entry.messageIndex > before;
  }

  contact(owner: string, other: string): FakeContact {
    const key = `${owner} ${other}`;
    const none = { state: ContactState.NONE, alias: "", requestText: "", blocked: false, changedMs: 0n };
    return this.contacts.get(key) ?? none;
  }

  contactRow(owner: string, other: string) {
    return { user: this.profile(other), ...this.contact(owner, other) };
  }

  contactsOf(owner: string): string[] {
    return [...this.contacts.keys()]
      .filter((key) => key.startsWith(`${owner} `))
      .map((key) => key.slice(owner.length + 1))
      .filter((other) => {
        const row = this.contact(owner, other);
        return row.blocked || row.state !== ContactState.NONE;
      })
      .sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
  }

  setContact(owner: string, other: string, change: Partial<FakeContact>): void {
    const row = { ...this.contact(owner, other), ...change, changedMs: BigInt(this.clock()) };
    this.contacts.set(`${owner} ${other}`, row);
    const value = { contact: this.contactRow(owner, other) };
    this.append(userLog(owner), "0", { kind: { case: "contactChanged", value } }, false);
  }

  befriend(a: string, b: string, text = ""): string {
    this.setContact(a, b, { state: ContactState.ACCEPTED, requestText: "" });
    this.setContact(b, a, { state: ContactState.ACCEPTED, requestText: "" });
    const log = directLog(a, b);
    if (this.log(log).entries.length === 0) {
      this.append(log, "0", { kind: { case: "directStarted", value: { requester: a, text } } }, false);
    }
    return log;
  }

  maySend(name: string, user: string): boolean {
    const peer = peerOf(name, user);
    if (peer === user) return true;
    if (this.users.get(peer)?.deleted) return false;
    const accepted = this.contact(user, peer).state === ContactState.ACCEPTED;
    return accepted && !this.contact(peer, user).blocked && !this.contact(user, peer).blocked;
  }
}
