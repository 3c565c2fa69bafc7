// SPDX-License-Identifier: Apache-2.0
// How far a message has come, and how many are unread: two cursors tell it all (docs/protocol.md §6).
import { isGroup, peerOf } from "../proto/log-name";
import type { Cursor, Head } from "../proto/values";
import type { LogRecord } from "../sync/log-state";
import type { Message } from "./fold";

export type Status = "queued" | "sent" | "delivered" | "read" | "failed";

/** `peer` is the other member's cursor; absent in the note to self. */
export function statusOf(message: Pick<Message, "seq" | "item">, peer: Cursor | undefined): Status {
  if (message.item?.failure) return "failed";
  if (message.item || message.seq === 0) return "queued";
  if (peer && peer.read >= message.seq) return "read";
  if (peer && peer.delivered >= message.seq) return "delivered";
  return "sent";
}

export function peerCursor(head: Head, self: string): Cursor | undefined {
  if (isGroup(head.log)) return undefined;
  const peer = peerOf(head.log, self);
  return peer === self ? undefined : head.cursors.find((cursor) => cursor.user === peer);
}

export function unreadOf(record: LogRecord, self: string): number {
  const reported = record.head.cursors.find((cursor) => cursor.user === self)?.readIndex ?? 0;
  return Math.max(0, record.head.messageIndex - Math.max(reported, record.read.index));
}

export function pageTitle(unread: number): string {
  if (unread === 0) return "Godwit";
  return `(${unread > 99 ? "99+" : unread}) Godwit`;
}
