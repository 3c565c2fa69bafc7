// SPDX-License-Identifier: Apache-2.0
// Where this device stands in one log: a dense range of held entries, entries kept aside beyond a gap, and the head.
// The rule (docs/protocol.md §4): position + 1 is applied, smaller is a duplicate, larger waits until the gap is read.
import type { ConversationSettings } from "../proto/conversations";
import { isMessage, type Cursor, type Entry, type Head } from "../proto/values";
import { foldEntry, foldRead, keepLater } from "./head-fold";

/** Beyond this many missing entries the old range is left and the newest page is read instead. */
const FAR = 400;
const MAX_ASIDE = 500;

export interface Range {
  low: number;
  /** The position. Empty range: high = low - 1. */
  high: number;
}

/** How far this device's owner has read, perhaps not yet reported. */
export interface ReadMark {
  seq: number;
  index: number;
}

/** What is kept of a log besides its entries. */
export interface LogRecord {
  head: Head;
  range: Range | null;
  read: ReadMark;
  /** What this device wants of the settings and the server does not have yet. */
  wanted?: Partial<ConversationSettings>;
}

export type Missing = { kind: "tail" } | { kind: "gap"; after: number; before: number } | null;

export function emptyHead(log: string, epoch: number): Head {
  return {
    log,
    epoch,
    seq: 0,
    messageIndex: 0,
    floor: 1,
    maySend: false,
    members: [],
    cursors: [],
    lastMessage: null,
  };
}

export class LogState {
  head: Head;
  range: Range | null;
  read: ReadMark;
  wanted: Partial<ConversationSettings> | undefined;
  private readonly aside = new Map<number, Entry>();

  constructor(
    record: LogRecord,
    private readonly self: string,
  ) {
    this.head = record.head;
    this.range = record.range;
    this.read = record.read;
    this.wanted = record.wanted;
  }

  get record(): LogRecord {
    const { head, range, read, wanted } = this;
    return { head, range, read, ...(wanted ? { wanted } : {}) };
  }

  get position(): number {
    return this.range?.high ?? 0;
  }

  /** Takes an entry in; answers what became part of the dense range, in order. */
  offer(entry: Entry): Entry[] {
    this.note(entry);
    if (this.range && entry.seq <= this.range.high) return [];
    if (this.aside.size < MAX_ASIDE || this.aside.has(entry.seq)) this.aside.set(entry.seq, entry);
    return this.drain();
  }

  /** A page forward from the position. */
  adoptForward(entries: Entry[]): Entry[] {
    return entries.flatMap((entry) => this.offer(entry));
  }

  /** The newest page of the log: what was held before is given up. */
  adoptTail(entries: Entry[], head: number): Entry[] {
    for (const entry of entries) this.note(entry);
    const first = entries[0];
    const last = entries.at(-1);
    this.range = first && last ? { low: first.seq, high: last.seq } : { low: head + 1, high: head };
    for (const seq of this.aside.keys()) if (seq <= this.range.high) this.aside.delete(seq);
    // What lies between is not seen here.
    if (first && first.seq > (this.head.asOf ?? 0) + 1) this.head = { ...this.head, unsure: true };
    for (const entry of entries) this.head = foldEntry(this.head, entry, this.self, this.read.seq);
    return [...entries, ...this.drain()];
  }

  /** A page before the range. Answers the entries that joined it. */
  adoptOlder(entries: Entry[]): Entry[] {
    const range = this.range;
    const last = entries.at(-1);
    const first = entries[0];
    if (!range) return [];
    if (!first || !last) {
      this.head = { ...this.head, floor: Math.max(this.head.floor, range.low) };
      return [];
    }
    if (last.seq !== range.low - 1) return [];
    this.range = { low: first.seq, high: range.high };
    return entries;
  }

  /** Nothing older can be had. */
  get atFloor(): boolean {
    return this.range !== null && this.range.low <= Math.max(1, this.head.floor);
  }

  missing(): Missing {
    if (!this.range) return { kind: "tail" };
    const lacking = this.head.seq - this.range.high;
    if (lacking <= 0) return null;
    if (lacking > FAR) return { kind: "tail" };
    const nearest = Math.min(...this.aside.keys());
    return { kind: "gap", after: this.range.high, before: Number.isFinite(nearest) ? nearest : 0 };
  }

  /** Begins the log at a position without holding what came before (the user log after a listing). */
  startAt(seq: number): void {
    this.range = { low: seq + 1, high: seq };
    for (const key of this.aside.keys()) if (key <= seq) this.aside.delete(key);
    if (seq > this.head.seq) this.head = { ...this.head, seq };
  }

  mergeHead(head: Head): void {
    const cursors = this.head.cursors;
    const newer = head.seq >= this.head.seq;
    const told = keepLater(head, this.head);
    this.head = newer
      ? { ...told, cursors }
      : {
          ...told,
          seq: this.head.seq,
          messageIndex: this.head.messageIndex,
          lastMessage: this.head.lastMessage,
          cursors,
        };
    for (const cursor of head.cursors) this.mergeCursor(cursor);
    this.head = foldRead(this.head, this.read.seq);
  }

  noteSeq(seq: number): void {
    if (seq > this.head.seq) this.head = { ...this.head, seq };
  }

  /** Marks only grow. Answers whether anything did. */
  mergeCursor(cursor: Cursor): boolean {
    if (cursor.epoch !== 0 && cursor.epoch !== this.head.epoch) return false;
    const known = this.cursorOf(cursor.user);
    const merged: Cursor = {
      user: cursor.user,
      epoch: this.head.epoch,
      delivered: Math.max(cursor.delivered, cursor.read, known?.delivered ?? 0),
      read: Math.max(cursor.read, known?.read ?? 0),
      readIndex: Math.max(cursor.readIndex, known?.readIndex ?? 0),
    };
    if (known && merged.delivered === known.delivered && merged.read === known.read) return false;
    this.head = { ...this.head, cursors: [...this.head.cursors.filter((row) => row.user !== cursor.user), merged] };
    if (cursor.user === this.self) this.markRead(merged.read, merged.readIndex);
    return true;
  }

  cursorOf(user: string): Cursor | undefined {
    return this.head.cursors.find((row) => row.user === user);
  }

  /** Answers whether the mark moved. */
  markRead(seq: number, index: number): boolean {
    if (seq <= this.read.seq) return false;
    this.read = { seq, index: Math.max(index, this.read.index) };
    this.head = foldRead(this.head, seq);
    return true;
  }

  /** What an entry tells about the log even before it can be applied: the head, the newest message, our own reading. */
  private note(entry: Entry): void {
    if (entry.seq > this.head.seq) {
      this.head = { ...this.head, seq: entry.seq, messageIndex: Math.max(entry.messageIndex, this.head.messageIndex) };
    } else if (entry.seq === this.head.seq && entry.messageIndex > this.head.messageIndex) {
      this.head = { ...this.head, messageIndex: entry.messageIndex };
    }
    if (entry.author !== "0" && isMessage(entry.body)) this.impliedRead(entry);
    const last = this.head.lastMessage;
    const body = entry.body;
    if (isMessage(body) && entry.seq > (last?.seq ?? 0)) {
      this.head = { ...this.head, lastMessage: entry };
    } else if (body?.kind === "edit" && last?.seq === body.target && entry.seq > (last.overlay?.editedSeq ?? 0)) {
      const { spans } = entry;
      const overlay = {
        ...{ editedSeq: entry.seq, text: body.text, recalledSeq: last.overlay?.recalledSeq ?? 0 },
        ...(spans ? { spans } : {}),
      };
      this.head = { ...this.head, lastMessage: { ...last, overlay } };
    } else if (body?.kind === "recall" && last?.seq === body.target) {
      const overlay = { editedSeq: last.overlay?.editedSeq ?? 0, text: "", recalledSeq: entry.seq };
      this.head = { ...this.head, lastMessage: { ...last, body: null, overlay } };
    }
  }

  /** Sending implies having read everything before it, for everyone; no cursor update need say so. */
  private impliedRead(entry: Entry): void {
    const { seq, author, messageIndex } = entry;
    const epoch = this.head.epoch;
    this.mergeCursor({ user: author, epoch, delivered: seq, read: seq, readIndex: messageIndex });
  }

  private drain(): Entry[] {
    const applied: Entry[] = [];
    if (!this.range) return applied;
    for (;;) {
      const next: Entry | undefined = this.aside.get(this.range.high + 1);
      if (!next) return applied;
      this.aside.delete(next.seq);
      this.range = { low: this.range.low, high: next.seq };
      this.head = foldEntry(this.head, next, this.self, this.read.seq);
      applied.push(next);
    }
  }
}
