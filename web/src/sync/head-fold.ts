// SPDX-License-Identifier: Apache-2.0
// What later entries and reading do to what a head says of mentions, pins and disappearing messages. Entries come in their order.
import { mentions } from "../proto/spans";
import { isMessage, type Entry, type Head } from "../proto/values";

/** The head once the entry is part of the log; `read`: how far the reader `self` has come. */
export function foldEntry(head: Head, entry: Entry, self: string, read: number): Head {
  if (entry.seq <= (head.asOf ?? 0)) return head;
  const next = { ...head, asOf: entry.seq };
  const { body, seq } = entry;
  if (isMessage(body) && seq > read && entry.author !== self && mentions(entry.spans, self)) {
    return {
      ...next,
      mentions: (head.mentions ?? 0) + 1,
      firstMention: head.mentions ? (head.firstMention ?? 0) : seq,
    };
  }
  switch (body?.kind) {
    case "pin": {
      const others = (head.pins ?? []).filter((pin) => pin !== body.target);
      return { ...next, pins: body.pinned ? [body.target, ...others] : others };
    }
    case "expiryChanged":
      return { ...next, expiryS: body.seconds };
    case "recall":
      next.pins = (head.pins ?? []).filter((pin) => pin !== body.target);
      return body.target > read && head.mentions ? { ...next, unsure: true } : next;
    case "edit": {
      // It may be called by the new text, or have been by the old one.
      const matters = body.target > read && (head.mentions || mentions(entry.spans, self));
      return matters ? { ...next, unsure: true } : next;
    }
    default:
      return next;
  }
}

/** The head once everything up to `read` was read. */
export function foldRead(head: Head, read: number): Head {
  if (!head.mentions) return head;
  if (read >= head.seq) return { ...head, mentions: 0, firstMention: 0 };
  if (!head.firstMention || head.firstMention > read) return head;
  const left = head.mentions - 1;
  return { ...head, mentions: left, firstMention: 0, unsure: left > 0 };
}

/** A head that was told, when `known` takes later entries into account than it does. */
export function keepLater(told: Head, known: Head): Head {
  if (told.seq >= (known.asOf ?? 0)) return told;
  const { asOf = 0, mentions: count = 0, firstMention = 0, unsure = false, pins = [], expiryS = 0 } = known;
  return { ...told, asOf, mentions: count, firstMention, unsure, pins, expiryS };
}
