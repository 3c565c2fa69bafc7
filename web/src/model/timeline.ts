// SPDX-License-Identifier: Apache-2.0
// Messages → rows of the list: date separators, the unread divider, and runs of one author.
import type { Message } from "./fold";
import { sameDay } from "./dates";

const GROUP_GAP_MS = 5 * 60_000;

export type Row =
  | { kind: "date"; key: string; timeMs: number }
  | { kind: "unread"; key: string }
  | { kind: "notice"; key: string; message: Message }
  | { kind: "message"; key: string; message: Message; own: boolean; first: boolean; last: boolean };

export interface TimelineOptions {
  self: string;
  /** Messages of others beyond this seq were unread when the conversation was opened; null = no divider. */
  dividerAfter: number | null;
  /** Something older may be loaded above. Then no date stands there: it would move away, and with it the reader's place. */
  hasOlder: boolean;
}

export function timeline(messages: readonly Message[], options: TimelineOptions): Row[] {
  const rows: Row[] = [];
  let divided = options.dividerAfter === null;
  let previous: Message | null = null;
  for (const message of messages) {
    let broken = false;
    if (!previous || !sameDay(previous.timeMs, message.timeMs)) {
      broken = true;
      if (previous || !options.hasOlder) {
        rows.push({ kind: "date", key: `date-${message.key}`, timeMs: message.timeMs });
      }
    }
    if (!divided && message.seq > (options.dividerAfter ?? 0) && message.author !== options.self && isText(message)) {
      rows.push({ kind: "unread", key: "unread" });
      divided = true;
      broken = true;
    }
    if (!isText(message)) {
      rows.push({ kind: "notice", key: message.key, message });
    } else {
      const joins =
        !broken &&
        previous !== null &&
        isText(previous) &&
        previous.author === message.author &&
        message.timeMs - previous.timeMs < GROUP_GAP_MS;
      const before = rows.at(-1);
      if (joins && before?.kind === "message") before.last = false;
      const own = message.author === options.self;
      rows.push({ kind: "message", key: message.key, message, own, first: !joins, last: true });
    }
    previous = message;
  }
  return rows;
}

function isText(message: Message): boolean {
  return message.kind === "text" || message.kind === "media" || message.kind === "unsupported";
}
