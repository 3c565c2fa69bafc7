// SPDX-License-Identifier: Apache-2.0
// What goes out of sync and what it is begun with.
import type { Settings } from "../proto/people";
import type { Contact, Entry, User } from "../proto/values";
import type { LogRecord } from "./log-state";
import type { OutboxItem } from "./outbox";

export interface LogChange {
  log: string;
  record: LogRecord;
  /** Entries that joined the held range. */
  entries: Entry[];
  /** The range was begun anew: entries outside of it are not held any more. */
  replaced: boolean;
  /** The entries arrived just now, one by one, rather than by reading. */
  live: boolean;
}

export interface SyncSink {
  log(change: LogChange): void;
  /** `whole`: these are all contacts there are. */
  contacts(rows: Contact[], whole: boolean): void;
  self(user: User): void;
  settings(settings: Settings): void;
  /** What is being written in a conversation, by this device or another; empty = nothing. */
  draft(log: string, text: string): void;
  outbox(item: OutboxItem, gone: boolean): void;
  /** So much of an item's bytes, 0 to 1, is at the server. */
  uploading?(item: OutboxItem, part: number): void;
  resumeToken(token: Uint8Array, epoch: number): void;
  /** The store was restored: forget all positions and entries. */
  epoch(epoch: number): void;
  /** Nothing is known to be missing. */
  caughtUp(yes: boolean): void;
}

/** What the store remembers from the last run. */
export interface Remembered {
  epoch: number;
  resumeToken: Uint8Array;
  logs: LogRecord[];
  outbox: OutboxItem[];
  drafts?: ReadonlyMap<string, string>;
}
