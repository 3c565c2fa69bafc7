// SPDX-License-Identifier: Apache-2.0
// The FakeServer's part about people: devices, presence, activities, settings, log-in by code, deletion.
import { create, equals, type MessageInitShape } from "@bufbuild/protobuf";
import { ContactState, ConversationSettingsSchema } from "../../src/proto/gen/godwit/v1/entry_pb";
import { ErrorCode } from "../../src/proto/gen/godwit/v1/error_pb";
import { peerOf, userLog } from "../../src/proto/log-name";
import { Refusal, type Handlers } from "./handlers";
import type { CursorInit, FakeServer, FakeUser } from "./fake-server";

export interface FakeDevice {
  id: string;
  user: string;
  token: string;
  name: string;
  client: string;
  createdMs: bigint;
  lastUsedMs: bigint;
}

/** An attempt of a new device to be let in. */
interface Attempt {
  secret: string;
  number: number;
  deviceName: string;
  client: string;
  dead: boolean;
  token: string;
  /** Answers the waiting device. */
  wake: () => void;
}

/** What the handlers need of the connection that asks. */
export interface Asking {
  readonly token: string;
  readonly client: string;
  /** Sends a response later: the handler's own answer is dropped. */
  later(): (response: unknown) => void;
}

/** What a person decided about a conversation. */
type Decisions = MessageInitShape<typeof ConversationSettingsSchema>;

export const ATTEMPT_MS = 120_000;

export class FakePeople {
  readonly devices = new Map<string, FakeDevice>();
  readonly attempts = new Map<string, Attempt>();
  /** By owner and log. */
  readonly decisions = new Map<string, Decisions>();
  /** People of whom a connection is known, and when the last one went. */
  private readonly seen = new Map<string, bigint>();
  private made = 0;

  constructor(private readonly server: FakeServer) {}

  device(token: string, user: string, name = "", client = ""): FakeDevice {
    this.made += 1;
    const now = this.server.nowMs();
    const row = { id: `${700 + this.made}`, user, token, name, client, createdMs: now, lastUsedMs: now };
    this.devices.set(token, row);
    return row;
  }

  online(user: string): boolean {
    const invisible = this.server.users.get(user)?.settings.invisible ?? false;
    return !invisible && [...this.server.listeners].some((listener) => listener.user === user);
  }

  /** A person's marks as another may see them: how far they have read only if both of them let it be seen. */
  shown(cursor: CursorInit, user: string, viewer: string): CursorInit {
    const hides = (id: string): boolean => this.server.users.get(id)?.settings.hideRead ?? false;
    return user === viewer || !(hides(user) || hides(viewer)) ? cursor : { ...cursor, read: 0n, readIndex: 0n };
  }

  presenceOf(user: string) {
    const online = this.online(user);
    return { user, online, lastSeenMs: online ? 0n : (this.seen.get(user) ?? 0n) };
  }

  /** A connection of the person came or went. */
  moved(user: string): void {
    this.seen.set(user, this.server.nowMs());
    for (const contact of this.accepted(user)) {
      this.server.tell(contact, { kind: { case: "presence", value: this.presenceOf(user) } });
    }
  }

  known(user: string): boolean {
    return this.seen.has(user);
  }

  accepted(user: string): string[] {
    return this.server
      .contactsOf(user)
      .filter((other) => this.server.contact(user, other).state === ContactState.ACCEPTED);
  }

  revoke(token: string): void {
    this.server.tokens.delete(token);
    this.devices.delete(token);
    for (const listener of [...this.server.listeners]) {
      if (listener.token === token) queueMicrotask(() => listener.end(ErrorCode.TOKEN_INVALID));
    }
  }

  revokeOthers(user: string, token: string): number {
    const others = [...this.devices.values()].filter((row) => row.user === user && row.token !== token);
    for (const device of others) this.revoke(device.token);
    return others.length;
  }

  remove(user: FakeUser): void {
    const contacts = this.accepted(user.id);
    Object.assign(user, { handle: "", name: "", signature: "", avatar: "", deleted: true });
    for (const other of contacts) this.server.setContact(other, user.id, { state: ContactState.NONE });
    for (const device of [...this.devices.values()]) if (device.user === user.id) this.revoke(device.token);
  }
}

export function peopleHandlers(server: FakeServer, asking: Asking): Handlers {
  const { people } = server;
  const mine = (id: string) => [...people.devices.values()].filter((device) => device.user === id);
  const attempt = (link: string): Attempt => {
    const found = people.attempts.get(link);
    if (!found || found.dead || found.token) throw new Refusal(ErrorCode.NOT_FOUND);
    return found;
  };
  return {
    setProfile: (request, id) => {
      const user = server.users.get(id);
      if (!user) throw new Refusal(ErrorCode.NOT_FOUND);
      user.name = request.name ?? user.name;
      user.signature = request.signature ?? user.signature;
      user.avatar = request.avatar ?? user.avatar;
      const value = { user: server.profile(id) };
      server.append(userLog(id), id, { kind: { case: "profileChanged", value } }, false);
      for (const other of people.accepted(id)) server.setContact(other, id, {});
      return { self: server.profile(id) };
    },
    setSettings: ({ settings }, id) => {
      const user = server.users.get(id);
      if (!user || !settings) throw new Refusal(ErrorCode.INVALID);
      const { invisible, hideRead, unlisted } = settings;
      user.settings = { invisible, hideRead, unlisted };
      const value = { settings: user.settings };
      server.append(userLog(id), id, { kind: { case: "settingsChanged", value } }, false);
      people.moved(id);
      return { settings: user.settings };
    },
    setConversation: ({ log, settings }, id) => {
      if (!server.members(log).includes(id) || log === userLog(id)) throw new Refusal(ErrorCode.NOT_FOUND);
      const next = settings ?? create(ConversationSettingsSchema);
      const before = create(ConversationSettingsSchema, people.decisions.get(`${id} ${log}`) ?? {});
      if (equals(ConversationSettingsSchema, before, next)) return {};
      people.decisions.set(`${id} ${log}`, next);
      const value = { log, settings: next };
      server.append(userLog(id), id, { kind: { case: "conversationChanged", value } }, false);
      return {};
    },
    deleteAccount: ({ password }, id) => {
      const user = server.users.get(id);
      if (!user || user.password !== password) throw new Refusal(ErrorCode.WRONG_CREDENTIALS);
      people.remove(user);
      return {};
    },
    listDevices: (_request, id) => ({
      devices: mine(id)
        .map(({ token, user: _user, ...row }) => ({
          ...row,
          address: "127.0.0.1",
          online: [...server.listeners].some((listener) => listener.token === token),
          current: token === asking.token,
        }))
        .sort((a, b) => Number(b.current) - Number(a.current) || Number(b.lastUsedMs - a.lastUsedMs)),
    }),
    revokeDevice: ({ deviceId }, id) => {
      const device = mine(id).find((row) => row.id === deviceId);
      if (!device) throw new Refusal(ErrorCode.NOT_FOUND);
      people.revoke(device.token);
      return {};
    },
    revokeOtherDevices: (_request, id) => ({ revoked: people.revokeOthers(id, asking.token) }),
    beginDeviceLogIn: ({ deviceName }) => {
      const name = `link${people.attempts.size + 1}`.padEnd(26, "a");
      const number = 10 + ((people.attempts.size * 37) % 90);
      const { client } = asking;
      const row = { secret: `${name}-secret`, number, deviceName, client, dead: false, token: "", wake: () => {} };
      people.attempts.set(name, row);
      return { link: name, secret: row.secret, number, expiresInMs: server.attemptMs };
    },
    awaitDeviceLogIn: ({ link, secret }) => {
      const row = people.attempts.get(link);
      if (!row || row.secret !== secret) throw new Refusal(ErrorCode.NOT_FOUND);
      if (row.dead) throw new Refusal(ErrorCode.FORBIDDEN);
      const answer = () => ({ self: server.profile(server.tokens.get(row.token) ?? ""), token: row.token });
      if (row.token) return answer();
      const send = asking.later();
      row.wake = () => send(row.dead ? new Refusal(ErrorCode.FORBIDDEN) : answer());
      return {};
    },
    getDeviceLogIn: ({ link }) => {
      const { number, deviceName, client } = attempt(link);
      const others = [((number + 23) % 90) + 10, ((number + 57) % 90) + 10];
      const numbers = [...others, number].sort((a, b) => a - b);
      return { deviceName, client, address: "127.0.0.1", numbers, expiresInMs: server.attemptMs };
    },
    answerDeviceLogIn: ({ link, number }, id) => {
      const row = attempt(link);
      const user = server.users.get(id);
      if (number === row.number && user) row.token = server.token(user, row.deviceName, row.client);
      else row.dead = true;
      queueMicrotask(row.wake);
      if (row.dead && number !== 0) throw new Refusal(ErrorCode.FORBIDDEN);
      return {};
    },
    listPresence: (_request, id) => ({
      presences: people
        .accepted(id)
        .filter((other) => people.known(other))
        .map((other) => people.presenceOf(other)),
    }),
    setActivity: ({ log, activity }, id) => {
      if (!server.members(log).includes(id)) throw new Refusal(ErrorCode.NOT_FOUND);
      const peer = peerOf(log, id);
      if (peer !== id) {
        server.tell(peer, { kind: { case: "activity", value: { log, user: id, activity, expiresInMs: 6000 } } });
      }
      return {};
    },
  };
}
