// SPDX-License-Identifier: Apache-2.0
// What sync reports goes two ways: at once into the signals, and behind, in order, into the store.
import { batch } from "@preact/signals";
import type { Settings } from "../proto/people";
import type { Contact, User } from "../proto/values";
import type { Store } from "../store/store";
import type { OutboxItem } from "../sync/outbox";
import type { LogChange, SyncSink } from "../sync/sink";
import type { State } from "./state";

export interface RecorderEvents {
  /** The store belongs to another session now. */
  sessionGone(): void;
  caughtUp(yes: boolean): void;
  /** An own item was put into the store; other tabs may have to care for it. */
  outboxKept(): void;
  /** There was no room in the store: the bytes of a message are on this page only. */
  outboxUnkept(): void;
  /** Something new of another person came in. */
  arrived(change: LogChange): void;
}

export class Recorder implements SyncSink {
  private chain: Promise<unknown> = Promise.resolve();
  private failed = false;

  constructor(
    private readonly state: State,
    private readonly store: Store,
    private readonly events: RecorderEvents,
  ) {}

  /** Resolves when all that was reported so far is in the store. */
  settled(): Promise<unknown> {
    return this.chain;
  }

  log(change: LogChange): void {
    batch(() => {
      this.state.records.value = new Map(this.state.records.value).set(change.log, change.record);
      const open = this.state.conversation.value;
      if (open?.log === change.log) open.apply(change);
    });
    this.write(() => this.store.saveLog(change));
    if (change.live && change.entries.length > 0) this.events.arrived(change);
  }

  contacts(rows: Contact[], whole: boolean): void {
    const contacts = new Map(whole ? [] : this.state.contacts.value);
    for (const row of rows) contacts.set(row.user.id, row);
    this.state.contacts.value = contacts;
    this.write(() => this.store.saveContacts(rows, whole));
  }

  self(user: User): void {
    const known = this.state.self.value;
    const fields = ["id", "handle", "name", "signature", "avatar"] as const;
    if (fields.every((field) => known[field] === user[field])) return;
    this.state.self.value = user;
    this.write(() => this.store.saveSelf(user));
  }

  settings(settings: Settings): void {
    this.state.settings.value = settings;
  }

  outbox(item: OutboxItem, gone: boolean): void {
    const others = this.state.outbox.value.filter((row) => row.clientId !== item.clientId);
    const place = this.state.outbox.value.findIndex((row) => row.clientId === item.clientId);
    if (!gone) others.splice(place < 0 ? others.length : place, 0, { ...item });
    this.state.outbox.value = others;
    if (gone) {
      const uploads = new Map(this.state.uploads.value);
      if (uploads.delete(item.clientId)) this.state.uploads.value = uploads;
      this.write(() => this.store.deleteOutboxItem(item.clientId));
    } else if (item.seq === 0) {
      const kept = { ...item };
      const unkept = (): void => {
        if (kept.media) this.events.outboxUnkept();
      };
      this.write(() => this.store.saveOutboxItem(kept), unkept);
      this.events.outboxKept();
    }
  }

  uploading(item: OutboxItem, part: number): void {
    this.state.uploads.value = new Map(this.state.uploads.value).set(item.clientId, part);
  }

  resumeToken(token: Uint8Array, epoch: number): void {
    // With a write lost, only the old token reveals what is missing after a reload.
    this.write(async () => (this.failed ? true : this.store.saveResume(token, epoch)));
  }

  epoch(epoch: number): void {
    this.state.records.value = new Map();
    const open = this.state.conversation.value;
    if (open) open.entries.value = null;
    this.write(() => this.store.forgetLogs(epoch));
  }

  caughtUp(yes: boolean): void {
    this.events.caughtUp(yes);
  }

  draft(log: string, text: string): void {
    const drafts = new Map(this.state.drafts.value);
    if (text) drafts.set(log, text);
    else drafts.delete(log);
    this.state.drafts.value = drafts;
    this.write(() => this.store.saveDraft(log, text));
  }

  private write(work: () => Promise<boolean>, failed = (): void => {}): void {
    this.chain = this.chain.then(async () => {
      try {
        if (!(await work())) this.events.sessionGone();
      } catch (error) {
        this.failed = true;
        failed();
        console.error("godwit: could not write to the store", error);
      }
    });
  }
}
