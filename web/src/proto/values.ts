// SPDX-License-Identifier: Apache-2.0
// Plain values for everything right of the wire: seq and time are numbers (below 2^53), ids are strings, a oneof is a tagged union.
import { fromBinary } from "@bufbuild/protobuf";
import { toContact, type Contact } from "./contacts";
import { toConversationSettings, type ConversationSettings } from "./conversations";
import type { Entry as WireEntry, EntryBody } from "./gen/godwit/v1/entry_pb";
import type { Cursor as WireCursor, Head as WireHead } from "./gen/godwit/v1/sync_pb";
import { toGroup, toGroupEvent, toRole, type Group, type GroupEvent, type Role } from "./groups";
import { toMedia, type MediaBody } from "./media";
import { toConversationBody, toMessagesHead, type ConversationBody, type MessagesHead } from "./conversation-body";
import { RegistrationMode, UpdateSchema, type HelloResponse } from "./gen/godwit/v1/session_pb";
import { toActivityChange, toDemo, toPresence, toSettings, toUser } from "./people";
import type { ActivityChange, Demo, Presence, Settings, User } from "./people";
import { toSpans, type Span } from "./spans";

export type { FileRef, MediaBody } from "./media";
export { toContact, type Contact, type ContactState } from "./contacts";
export { toUser, type User } from "./people";

export function isMedia(body: Body | null | undefined): body is MediaBody {
  return ["picture", "voice", "video", "document"].includes(body?.kind ?? "");
}

/** What the body of a message is; edits, recalls and reactions are no messages of their own. */
export function isMessage(body: Body | null | undefined): boolean {
  return body?.kind === "text" || isMedia(body);
}

/** One emoji's share of the reactions to a message. */
export interface ReactionCount {
  emoji: string;
  count: number;
  /** At most 20, the reader among them if they reacted so. */
  users: string[];
}

export type Body =
  | MediaBody
  | ConversationBody
  | { kind: "reaction"; target: number; emoji: string }
  | { kind: "text"; text: string }
  | { kind: "edit"; target: number; text: string }
  | { kind: "recall"; target: number }
  | { kind: "directStarted"; requester: string; text: string }
  | { kind: "contactChanged"; contact: Contact }
  | { kind: "profileChanged"; user: User }
  | { kind: "settingsChanged"; settings: Settings }
  | { kind: "conversationChanged"; log: string; settings: ConversationSettings }
  | { kind: "membershipChanged"; log: string; member: boolean; by: string }
  | { kind: "joinRequestsChanged"; log: string; waiting: number }
  | { kind: "group"; event: GroupEvent }
  | { kind: "unsupported" };

/** Edits and recall of a message, as of the page that carried it. A seq of 0 means it did not happen. */
export interface Overlay {
  editedSeq: number;
  text: string;
  recalledSeq: number;
  /** Absent in what an older page kept. */
  reactions?: ReactionCount[];
  /** Of `text`; absent = none. */
  spans?: Span[];
  /** It disappeared. */
  expired?: boolean;
}

export interface Entry {
  log: string;
  seq: number;
  author: string;
  timeMs: number;
  messageIndex: number;
  clientId: string;
  /** null = the entry may not be shown, or was recalled. */
  body: Body | null;
  overlay: Overlay | null;
  /** Seq of the message that this one answers; absent = none. */
  replyTo?: number;
  /** Ranges of the text, caption or new text; absent = none. */
  spans?: Span[];
  /** When it disappears, Unix milliseconds; absent = it stays. */
  expiresMs?: number;
}

export interface Cursor {
  user: string;
  epoch: number;
  delivered: number;
  read: number;
  readIndex: number;
}

export interface Head extends MessagesHead {
  log: string;
  epoch: number;
  seq: number;
  messageIndex: number;
  floor: number;
  maySend: boolean;
  members: User[];
  cursors: Cursor[];
  lastMessage: Entry | null;
  /** Of groups, with the reader's own role, and whether they went by themselves. */
  group?: Group;
  role?: Role;
  left?: boolean;
  /** Absent = all off. */
  settings?: ConversationSettings;
}

export type Update =
  | { kind: "entry"; epoch: number; entry: Entry }
  | { kind: "cursor"; log: string; cursor: Cursor }
  | { kind: "heads"; heads: Head[]; done: boolean; resumeToken: Uint8Array }
  | { kind: "behind"; log: string; epoch: number; head: number }
  | { kind: "presence"; presence: Presence }
  | { kind: "activity"; change: ActivityChange };

export type Registration = "open" | "invite" | "closed";

export interface Hello {
  server: string;
  timeMs: number;
  epoch: number;
  self: User | null;
  idleTimeoutMs: number;
  registration: Registration;
  /** null when anonymous. */
  settings: Settings | null;
  demo: Demo | null;
}

function toBody(body: EntryBody, author: string): Body {
  const kind = body.kind;
  switch (kind.case) {
    case "text":
      return { kind: "text", text: kind.value.text };
    case "edit":
      return { kind: "edit", target: Number(kind.value.target), text: kind.value.text };
    case "reaction":
      return { kind: "reaction", target: Number(kind.value.target), emoji: kind.value.emoji };
    case "recall":
      return { kind: "recall", target: Number(kind.value.target) };
    case "directStarted":
      return { kind: "directStarted", requester: kind.value.requester, text: kind.value.text };
    case "contactChanged":
      return { kind: "contactChanged", contact: toContact(kind.value.contact) };
    case "profileChanged":
      return { kind: "profileChanged", user: toUser(kind.value.user) };
    case "settingsChanged":
      return { kind: "settingsChanged", settings: toSettings(kind.value.settings) };
    case "conversationChanged":
      return {
        kind: "conversationChanged",
        log: kind.value.log,
        settings: toConversationSettings(kind.value.settings),
      };
    case "membershipChanged":
      return { kind: "membershipChanged", log: kind.value.log, member: kind.value.member, by: kind.value.by };
    case "joinRequestsChanged":
      return { kind: "joinRequestsChanged", log: kind.value.log, waiting: kind.value.waiting };
    default: {
      const other = toMedia(body) ?? toConversationBody(body);
      if (other) return other;
      const event = toGroupEvent(body, author);
      return event ? { kind: "group", event } : { kind: "unsupported" };
    }
  }
}

/** The text that the ranges of a body belong to. */
function textOf(body: Body | null): string {
  if (body?.kind === "text" || body?.kind === "edit") return body.text;
  return isMedia(body) && "caption" in body ? body.caption : "";
}

function toOverlay(overlay: NonNullable<WireEntry["overlay"]>): Overlay {
  const spans = toSpans(overlay.text, overlay.spans);
  return {
    editedSeq: Number(overlay.editedSeq),
    text: overlay.text,
    recalledSeq: Number(overlay.recalledSeq),
    reactions: overlay.reactions.map(({ emoji, count, users }) => ({ emoji, count, users })),
    ...(spans.length > 0 ? { spans } : {}),
    ...(overlay.expired ? { expired: true } : {}),
  };
}

export function toEntry(entry: WireEntry): Entry {
  const body = entry.body ? toBody(entry.body, entry.author) : null;
  const spans = toSpans(textOf(body), entry.body?.spans ?? []);
  return {
    log: entry.log,
    seq: Number(entry.seq),
    author: entry.author,
    timeMs: Number(entry.timeMs),
    messageIndex: Number(entry.messageIndex),
    clientId: entry.clientId,
    body,
    overlay: entry.overlay ? toOverlay(entry.overlay) : null,
    ...(entry.body?.replyTo ? { replyTo: Number(entry.body.replyTo) } : {}),
    ...(spans.length > 0 ? { spans } : {}),
    ...(entry.body?.expiresMs ? { expiresMs: Number(entry.body.expiresMs) } : {}),
  };
}

export function toCursor(cursor: WireCursor): Cursor {
  return {
    user: cursor.user,
    epoch: Number(cursor.epoch),
    delivered: Number(cursor.delivered),
    read: Number(cursor.read),
    readIndex: Number(cursor.readIndex),
  };
}

export function toHead(head: WireHead): Head {
  return {
    log: head.log,
    epoch: Number(head.epoch),
    seq: Number(head.seq),
    messageIndex: Number(head.messageIndex),
    floor: Number(head.floor),
    maySend: head.maySend,
    members: head.members.map(toUser),
    cursors: head.cursors.map(toCursor),
    lastMessage: head.lastMessage ? toEntry(head.lastMessage) : null,
    ...toMessagesHead(head),
    ...(head.group ? { group: toGroup(head.group), role: toRole(head.self?.role ?? 0) } : {}),
    ...(head.settings ? { settings: toConversationSettings(head.settings) } : {}),
  };
}

/** Decodes the body of an update frame; null = a kind this client does not know. */
export function decodeUpdate(body: Uint8Array): Update | null {
  const { kind } = fromBinary(UpdateSchema, body);
  switch (kind.case) {
    case "entry":
      return kind.value.entry
        ? { kind: "entry", epoch: Number(kind.value.epoch), entry: toEntry(kind.value.entry) }
        : null;
    case "cursor":
      return kind.value.cursor ? { kind: "cursor", log: kind.value.log, cursor: toCursor(kind.value.cursor) } : null;
    case "heads":
      return {
        kind: "heads",
        heads: kind.value.heads.map(toHead),
        done: kind.value.done,
        resumeToken: kind.value.resumeToken,
      };
    case "behind":
      return {
        kind: "behind",
        log: kind.value.log,
        epoch: Number(kind.value.epoch),
        head: Number(kind.value.head),
      };
    case "presence":
      return { kind: "presence", presence: toPresence(kind.value) };
    case "activity":
      return { kind: "activity", change: toActivityChange(kind.value) };
    default:
      return null;
  }
}

const registrations: Record<number, Registration> = {
  [RegistrationMode.OPEN]: "open",
  [RegistrationMode.INVITE]: "invite",
};

export function toHello(hello: HelloResponse): Hello {
  return {
    server: hello.server,
    timeMs: Number(hello.timeMs),
    epoch: Number(hello.epoch),
    self: hello.self ? toUser(hello.self) : null,
    idleTimeoutMs: hello.idleTimeoutMs || 90_000,
    registration: registrations[hello.registration] ?? "closed",
    settings: hello.settings ? toSettings(hello.settings) : null,
    demo: hello.demo ? toDemo(hello.demo) : null,
  };
}
