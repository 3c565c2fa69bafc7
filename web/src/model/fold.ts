// SPDX-License-Identifier: Apache-2.0
// Entries → what a person sees: messages with their edits and recalls folded in, and the unsent ones behind them.
import type { GroupEvent } from "../proto/groups";
import type { ConversationBody } from "../proto/conversation-body";
import type { Span } from "../proto/spans";
import { isMedia, type Entry, type MediaBody, type ReactionCount } from "../proto/values";
import { mediaOf, type OutboxItem } from "../sync/outbox";

export interface Message {
  /** Stable while an unsent message becomes an entry. */
  key: string;
  kind: "text" | "media" | "recalled" | "started" | "event" | "about" | "unsupported";
  /** 0 = not stored yet. */
  seq: number;
  messageIndex: number;
  author: string;
  timeMs: number;
  /** Of media: the caption. */
  text: string;
  /** Ranges of `text`. */
  spans: Span[];
  edited: boolean;
  media: MediaBody | null;
  /** What happened to the group. */
  event?: GroupEvent;
  /** What happened to messages, for a line of its own. */
  about?: ConversationBody;
  /** When it disappears, Unix milliseconds; 0 = it stays. */
  expiresMs: number;
  reactions: ReactionCount[];
  /** Seq of the message that this one answers, 0 = none. */
  replyTo: number;
  /** The unsent or failed thing about this message: itself, an edit or a recall of it. */
  item: OutboxItem | null;
}

/** The current text of a message entry with its overlay; null = recalled or not to be shown. */
export function currentText(entry: Entry): string | null {
  if (entry.overlay && entry.overlay.recalledSeq > 0) return null;
  if (entry.body?.kind !== "text") return null;
  return entry.overlay && entry.overlay.editedSeq > 0 ? entry.overlay.text : entry.body.text;
}

/** The ranges of that text, or of the caption. */
export function currentSpans({ overlay, spans }: Entry): Span[] {
  return (overlay && overlay.editedSeq > 0 ? overlay.spans : spans) ?? [];
}

export function isRecalled(entry: Entry): boolean {
  return (entry.overlay?.recalledSeq ?? 0) > 0;
}

function fromEntry(entry: Entry): Message | null {
  const base = {
    key: entry.clientId || `${entry.seq}`,
    seq: entry.seq,
    messageIndex: entry.messageIndex,
    author: entry.author,
    timeMs: entry.timeMs,
    edited: (entry.overlay?.editedSeq ?? 0) > 0,
    item: null,
    media: null,
    reactions: entry.overlay?.reactions ?? [],
    replyTo: entry.replyTo ?? 0,
    spans: currentSpans(entry),
    expiresMs: entry.expiresMs ?? 0,
  };
  if (isRecalled(entry)) return { ...base, kind: "recalled", text: "", spans: [], edited: false, reactions: [] };
  const { body } = entry;
  if (isMedia(body)) return { ...base, kind: "media", media: body, text: "caption" in body ? body.caption : "" };
  switch (entry.body?.kind) {
    case "text":
      return { ...base, kind: "text", text: currentText(entry) ?? "" };
    case "directStarted":
      return { ...base, kind: "started", author: entry.body.requester, text: entry.body.text };
    case "group":
      return { ...base, kind: "event", text: "", event: entry.body.event };
    case "pin":
      return entry.body.pinned ? { ...base, kind: "about", text: "", about: entry.body } : null;
    case "expiryChanged":
      return { ...base, kind: "about", text: "", about: entry.body };
    case "unsupported":
      return { ...base, kind: "unsupported", text: "" };
    default:
      return null;
  }
}

/** `entries` are dense and ascending; `items` are the outbox items of the same log in their order. */
export function fold(entries: readonly Entry[], items: readonly OutboxItem[], self: string): Message[] {
  const messages: Message[] = [];
  const bySeq = new Map<number, Message>();
  const editedSeq = new Map<number, number>();
  const clientIds = new Set<string>();
  for (const entry of entries) {
    const message = fromEntry(entry);
    if (message) {
      messages.push(message);
      bySeq.set(message.seq, message);
      editedSeq.set(message.seq, entry.overlay?.editedSeq ?? 0);
    }
    if (entry.clientId) clientIds.add(entry.clientId);
    const body = entry.body;
    if (body?.kind === "reaction") {
      const target = bySeq.get(body.target);
      if (target) target.reactions = react(target.reactions, entry.author, body.emoji);
      continue;
    }
    if (body?.kind !== "edit" && body?.kind !== "recall") continue;
    const target = bySeq.get(body.target);
    // Who leads a group may take back what others said.
    if (!target || (target.author !== entry.author && body.kind === "edit")) continue;
    if (body.kind === "recall" && (target.kind === "text" || target.kind === "media")) {
      target.kind = "recalled";
      target.media = null;
      target.reactions = [];
      target.text = "";
      target.spans = [];
      target.edited = false;
    } else if (body.kind === "edit" && target.kind === "text" && entry.seq > (editedSeq.get(target.seq) ?? 0)) {
      target.text = body.text;
      target.spans = entry.spans ?? [];
      target.edited = true;
      editedSeq.set(target.seq, entry.seq);
    }
  }
  for (const item of items) {
    if (clientIds.has(item.clientId) || (item.seq > 0 && item.seq <= (entries.at(-1)?.seq ?? 0))) continue;
    if (item.kind === "text" || item.kind === "media") messages.push(fromItem(item, self));
    else if (item.kind === "reaction") {
      const target = bySeq.get(item.target);
      if (target && !item.failure) target.reactions = react(target.reactions, self, item.text);
    } else overlay(bySeq.get(item.target), item);
  }
  return messages;
}

/** The reactions once `user` has this one instead of another; an empty emoji takes theirs back. */
export function react(counts: readonly ReactionCount[], user: string, emoji: string): ReactionCount[] {
  const next = counts.map((row) => {
    const had = row.users.includes(user);
    if (row.emoji === emoji) return had ? row : { ...row, count: row.count + 1, users: [...row.users, user] };
    return had ? { ...row, count: row.count - 1, users: row.users.filter((id) => id !== user) } : row;
  });
  if (emoji && !next.some((row) => row.emoji === emoji)) next.push({ emoji, count: 1, users: [user] });
  return next.filter((row) => row.count > 0);
}

function fromItem(item: OutboxItem, self: string): Message {
  return {
    key: item.clientId,
    kind: item.media ? "media" : "text",
    seq: item.seq,
    messageIndex: 0,
    author: self,
    timeMs: item.createdMs,
    text: item.text,
    spans: item.spans ?? [],
    expiresMs: 0,
    media: item.media ? mediaOf(item.media) : null,
    reactions: [],
    replyTo: item.replyTo ?? 0,
    edited: false,
    item: item.seq > 0 ? null : item,
  };
}

/** An edit or recall under way shows at once; a failed one shows the message as it is, with the failure. */
function overlay(target: Message | undefined, item: OutboxItem): void {
  if (target?.kind !== "text" && target?.kind !== "media") return;
  target.item = item;
  if (item.failure) return;
  if (item.kind === "recall") {
    target.kind = "recalled";
    target.text = "";
    target.spans = [];
    target.media = null;
  } else {
    target.text = item.text;
    target.spans = item.spans ?? [];
    target.edited = true;
  }
}
