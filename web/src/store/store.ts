// SPDX-License-Identifier: Apache-2.0
// What survives a reload: session, positions with their entries, contacts, outbox, drafts. Every write checks in its own
// transaction that the session is still ours, so that a tab left over from before a log-out cannot write into the next one's data.
import type { IDBPTransaction } from "idb";
import type { Contact, Entry, User } from "../proto/values";
import type { OutboxItem } from "../sync/outbox";
import type { LogChange, Remembered } from "../sync/sink";
import { openDatabase, stores, type Database, type GodwitSchema, type Session } from "./database";
import { mergeRecords } from "./merge";

export interface Loaded extends Remembered {
  contacts: Contact[];
  drafts: Map<string, string>;
}

type Write = IDBPTransaction<GodwitSchema, (typeof stores)[number][], "readwrite">;

export class Store {
  private token = "";

  private constructor(private readonly db: Database) {}

  static async open(name: string, onClosed: () => void): Promise<Store> {
    return new Store(await openDatabase(name, onClosed));
  }

  close(): void {
    this.db.close();
  }

  async session(): Promise<Session | null> {
    const session = (await this.db.get("session", "current")) ?? null;
    this.token = session?.token ?? "";
    return session;
  }

  /** Begins a session: all that an earlier one left is deleted. */
  async begin(session: Session): Promise<void> {
    const tx = this.db.transaction([...stores], "readwrite");
    await Promise.all(stores.map((store) => tx.objectStore(store).clear()));
    await tx.objectStore("session").put(session, "current");
    await tx.done;
    this.token = session.token;
  }

  /** Ends our session and keeps nothing, unless another one has begun meanwhile. Answers whether it was ours. */
  async end(): Promise<boolean> {
    return this.write(async (tx) => {
      await Promise.all(stores.map((store) => tx.objectStore(store).clear()));
    });
  }

  /** Everything but entries, as of one moment. */
  async load(): Promise<Loaded> {
    const tx = this.db.transaction([...stores], "readonly");
    const [resume, logs, contacts, outbox, draftKeys, drafts] = await Promise.all([
      tx.objectStore("resume").get("current"),
      tx.objectStore("logs").getAll(),
      tx.objectStore("contacts").getAll(),
      tx.objectStore("outbox").getAll(),
      tx.objectStore("drafts").getAllKeys(),
      tx.objectStore("drafts").getAll(),
    ]);
    await tx.done;
    return {
      epoch: resume?.epoch ?? Math.max(0, ...logs.map((record) => record.head.epoch)),
      resumeToken: resume?.token ?? new Uint8Array(),
      logs,
      contacts,
      outbox: outbox.map((item) => ({ ...item, seq: 0 })),
      drafts: new Map(draftKeys.map((log, index) => [log, drafts[index] ?? ""])),
    };
  }

  /** Entries low … high of a log, ascending. The answer is empty unless all of them are there. */
  async entries(log: string, low: number, high: number): Promise<Entry[]> {
    if (high < low) return [];
    const rows = await this.db.getAll("entries", IDBKeyRange.bound([log, low], [log, high]));
    return rows.length === high - low + 1 ? rows : [];
  }

  /** Writes entries and the position they lead to in one transaction; never backwards. */
  async saveLog(change: LogChange): Promise<boolean> {
    return this.write(async (tx) => {
      const logs = tx.objectStore("logs");
      const entries = tx.objectStore("entries");
      const { record, drop, keep } = mergeRecords(await logs.get(change.log), change.record, change.entries);
      await logs.put(record, change.log);
      if (drop === "all") await entries.delete(allOf(change.log));
      for (const entry of keep ? change.entries : []) {
        await entries.put(entry, [entry.log, entry.seq]);
        await erase(tx, entry);
      }
    });
  }

  async saveContacts(rows: Contact[], whole: boolean): Promise<boolean> {
    return this.write(async (tx) => {
      const contacts = tx.objectStore("contacts");
      if (whole) await contacts.clear();
      for (const row of rows) await contacts.put(row, row.user.id);
    });
  }

  async saveSelf(self: User): Promise<boolean> {
    return this.write(async (tx) => {
      await tx.objectStore("session").put({ token: this.token, self }, "current");
    });
  }

  async saveOutboxItem(item: OutboxItem): Promise<boolean> {
    return this.write(async (tx) => void (await tx.objectStore("outbox").put(item, item.clientId)));
  }

  async deleteOutboxItem(clientId: string): Promise<boolean> {
    return this.write(async (tx) => void (await tx.objectStore("outbox").delete(clientId)));
  }

  outboxItems(): Promise<OutboxItem[]> {
    return this.db.getAll("outbox");
  }

  async saveDraft(log: string, text: string): Promise<boolean> {
    return this.write(async (tx) => {
      if (text) await tx.objectStore("drafts").put(text, log);
      else await tx.objectStore("drafts").delete(log);
    });
  }

  async saveResume(token: Uint8Array, epoch: number): Promise<boolean> {
    return this.write(async (tx) => {
      const known = await tx.objectStore("resume").get("current");
      if ((known?.epoch ?? 0) <= epoch) await tx.objectStore("resume").put({ token, epoch }, "current");
    });
  }

  /** Positions and entries of an older epoch name nothing any more. */
  async forgetLogs(epoch: number): Promise<boolean> {
    return this.write(async (tx) => {
      await tx.objectStore("logs").clear();
      await tx.objectStore("entries").clear();
      await tx.objectStore("resume").put({ token: new Uint8Array(), epoch }, "current");
    });
  }

  private async write(work: (tx: Write) => Promise<void>): Promise<boolean> {
    const tx = this.db.transaction([...stores], "readwrite");
    const session = await tx.objectStore("session").get("current");
    const ours = this.token !== "" && session?.token === this.token;
    if (ours) await work(tx);
    await tx.done;
    return ours;
  }
}

function allOf(log: string): IDBKeyRange {
  return IDBKeyRange.bound([log, 0], [log, Number.MAX_SAFE_INTEGER]);
}

/** A recalled message's text leaves this device as well. */
async function erase(tx: Write, entry: Entry): Promise<void> {
  if (entry.body?.kind !== "recall") return;
  const entries = tx.objectStore("entries");
  const target = await entries.get([entry.log, entry.body.target]);
  if (!target?.body) return;
  const overlay = { editedSeq: target.overlay?.editedSeq ?? 0, text: "", recalledSeq: entry.seq };
  await entries.put({ ...target, body: null, overlay }, [entry.log, target.seq]);
}
