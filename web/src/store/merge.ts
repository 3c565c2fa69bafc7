// SPDX-License-Identifier: Apache-2.0
// Several tabs write the same log record: what is written must never fall behind what another tab wrote.
import { isConversation } from "../proto/log-name";
import type { Entry } from "../proto/values";
import type { LogRecord, Range } from "../sync/log-state";

export interface Merged {
  record: LogRecord;
  /** Entries to delete before the new ones are put. */
  drop: "nothing" | "all";
  /** The new entries belong to the range. */
  keep: boolean;
}

/** The dense run that the entries of one change are. */
function runOf(entries: Entry[]): Range | null {
  const first = entries[0];
  const last = entries.at(-1);
  return first && last ? { low: first.seq, high: last.seq } : null;
}

/** Joins two dense ranges where they touch; otherwise the one that reaches further stays. */
export function mergeRanges(
  known: Range | null,
  fresh: Range | null,
): { range: Range | null; drop: Merged["drop"]; keep: boolean } {
  if (!fresh) return { range: known, drop: "nothing", keep: false };
  if (!known) return { range: fresh, drop: "all", keep: true };
  if (fresh.low <= known.high + 1 && known.low <= fresh.high + 1) {
    const range = { low: Math.min(known.low, fresh.low), high: Math.max(known.high, fresh.high) };
    return { range, drop: "nothing", keep: true };
  }
  if (fresh.high > known.high) return { range: fresh, drop: "all", keep: true };
  return { range: known, drop: "nothing", keep: false };
}

/** What to keep of a log when a tab brings `fresh` and `entries`. The range says what the store holds, not what the tab holds. */
export function mergeRecords(known: LogRecord | undefined, fresh: LogRecord, entries: Entry[]): Merged {
  if (known && known.head.epoch > fresh.head.epoch) return { record: known, drop: "nothing", keep: false };
  const same = known?.head.epoch === fresh.head.epoch ? known : undefined;
  const head = same && same.head.seq > fresh.head.seq ? same.head : fresh.head;
  const read = same && same.read.seq > fresh.read.seq ? same.read : fresh.read;
  const wishes = fresh.wanted ? { wanted: fresh.wanted } : {};
  if (!isConversation(fresh.head.log)) {
    // Of the user log no entries are kept: its position alone counts, the contacts are its fold.
    const further = (same?.range?.high ?? -1) > (fresh.range?.high ?? -1) ? same?.range : fresh.range;
    return { record: { head, read, range: further ?? null }, drop: "nothing", keep: false };
  }
  const { range, drop, keep } = mergeRanges(same?.range ?? null, runOf(entries));
  return { record: { head, read, range, ...wishes }, drop: same ? drop : "all", keep };
}
