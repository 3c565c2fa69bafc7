// SPDX-License-Identifier: Apache-2.0
// Entries → what a person sees: messages with their edits and recalls folded in, and the unsent ones behind them.
import type { Entry } from "../proto/values";
import type { OutboxItem } from "../sync/outbox";

export interface Message {
  /** Stable while an unsent message becomes an entry. */
  key: string;
  kind: "text" | "recalled" | "started" | "unsupported";
  /** 0 = not stored yet. */
  seq: number;
  messageIndex: number;
  author: string;
  timeMs: number;
  text: string;
  edited: boolean;
  /** The unsent or failed thing about this message: itself, an edit or a recall of it. */
  item: OutboxItem | null;
}

/** The current text of a message entry with its overlay; null = recalled or not to be shown. */
export function currentText(entry: Entry): string | null {
  if (entry.overlay && entry.overlay.recalledSeq > 0) return null;
  if (entry.body?.kind !== "text") return null;
  return entry.overlay && entry.overlay.editedSeq > 0 ? entry.overlay.text : entry.body.text;
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
  };
  if (isRecalled(entry)) return { ...base, kind: "recalled", text: "", edited: false };
  switch (entry.body?.kind) {
    case "text":
      return { ...base, kind: "text", text: currentText(entry) ?? "" };
    case "directStarted":
      return { ...base, kind: "started", author: entry.body.requester, text: entry.body.text };
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
    if (body?.kind !== "edit" && body?.kind !== "recall") continue;
    const target = bySeq.get(body.target);
    if (!target || target.author !== entry.author) continue;
    if (body.kind === "recall" && target.kind === "text") {
      target.kind = "recalled";
      target.text = "";
      target.edited = false;
    } else if (body.kind === "edit" && target.kind === "text" && entry.seq > (editedSeq.get(target.seq) ?? 0)) {
      target.text = body.text;
      target.edited = true;
      editedSeq.set(target.seq, entry.seq);
    }
  }
  for (const item of items) {
    if (clientIds.has(item.clientId) || (item.seq > 0 && item.seq <= (entries.at(-1)?.seq ?? 0))) continue;
    if (item.kind === "text") messages.push(fromItem(item, self));
    else overlay(bySeq.get(item.target), item);
  }
  return messages;
}

function fromItem(item: OutboxItem, self: string): Message {
  return {
    key: item.clientId,
    kind: "text",
    seq: item.seq,
    messageIndex: 0,
    author: self,
    timeMs: item.createdMs,
    text: item.text,
    edited: false,
    item: item.seq > 0 ? null : item,
  };
}

/** An edit or recall under way shows at once; a failed one shows the message as it is, with the failure. */
function overlay(target: Message | undefined, item: OutboxItem): void {
  if (target?.kind !== "text") return;
  target.item = item;
  if (item.failure) return;
  if (item.kind === "recall") {
    target.kind = "recalled";
    target.text = "";
  } else {
    target.text = item.text;
    target.edited = true;
  }
}
