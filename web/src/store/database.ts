// SPDX-License-Identifier: Apache-2.0
// The IndexedDB schema. One database a browser profile; it belongs to one session at a time.
import { deleteDB, openDB, type DBSchema, type IDBPDatabase } from "idb";
import type { Contact, Entry, User } from "../proto/values";
import type { OutboxItem } from "../sync/outbox";
import type { LogRecord } from "../sync/log-state";

export interface Session {
  token: string;
  self: User;
}

export interface ResumePoint {
  token: Uint8Array;
  epoch: number;
}

export interface GodwitSchema extends DBSchema {
  session: { key: "current"; value: Session };
  resume: { key: "current"; value: ResumePoint };
  logs: { key: string; value: LogRecord };
  entries: { key: [log: string, seq: number]; value: Entry };
  contacts: { key: string; value: Contact };
  outbox: { key: string; value: OutboxItem };
  drafts: { key: string; value: string };
}

export const stores = ["session", "resume", "logs", "entries", "contacts", "outbox", "drafts"] as const;

export type Database = IDBPDatabase<GodwitSchema>;

export function openDatabase(name: string, onClosed: () => void): Promise<Database> {
  return openDB<GodwitSchema>(name, 1, {
    upgrade(db) {
      db.createObjectStore("session");
      db.createObjectStore("resume");
      db.createObjectStore("logs");
      db.createObjectStore("entries");
      db.createObjectStore("contacts");
      db.createObjectStore("outbox");
      db.createObjectStore("drafts");
    },
    // A newer page wants to change the schema: let it.
    blocking: (_current, _blocked, event) => {
      (event.target as IDBDatabase).close();
      onClosed();
    },
    terminated: onClosed,
  });
}

export function dropDatabase(name: string): Promise<void> {
  return deleteDB(name);
}
