// SPDX-License-Identifier: Apache-2.0
import "fake-indexeddb/auto";
import { beforeEach, describe, expect, it } from "vitest";
import type { Entry } from "../../src/proto/values";
import { Store } from "../../src/store/store";
import { mergeRanges } from "../../src/store/merge";
import { emptyHead, type LogRecord } from "../../src/sync/log-state";
import type { OutboxItem } from "../../src/sync/outbox";
import type { LogChange } from "../../src/sync/sink";

const LOG = "d.1.2";
let name = "";
let count = 0;

beforeEach(() => {
  count += 1;
  name = `test-${count}`;
});

async function openStore(token = "token"): Promise<Store> {
  const store = await Store.open(name, () => {});
  const session = await store.session();
  if (!session) await store.begin({ token, self: { id: "1", handle: "anna", name: "Anna" } });
  return store;
}

function entry(seq: number, body: Entry["body"] = { kind: "text", text: `text ${seq}` }): Entry {
  return { log: LOG, seq, author: "2", timeMs: seq, messageIndex: seq, clientId: "", body, overlay: null };
}

function change(low: number, high: number, more: Partial<LogChange> = {}, epoch = 1): LogChange {
  const entries = Array.from({ length: high - low + 1 }, (_, index) => entry(low + index));
  const record: LogRecord = {
    head: { ...emptyHead(LOG, epoch), seq: high },
    range: { low, high },
    read: { seq: 0, index: 0 },
  };
  return { log: LOG, record, entries, replaced: false, live: true, ...more };
}

const item: OutboxItem = {
  clientId: "0192-a",
  log: LOG,
  kind: "text",
  target: 0,
  text: "unsent",
  epoch: 1,
  createdMs: 5,
  failure: null,
  seq: 0,
};

describe("the store", () => {
  it("gives back what it was given, after a reload", async () => {
    const store = await openStore();
    await store.saveLog(change(1, 3));
    await store.saveOutboxItem(item);
    await store.saveDraft(LOG, "half a sen");
    await store.saveResume(new Uint8Array([1, 2]), 1);
    store.close();
    const again = await openStore();
    const loaded = await again.load();
    expect(loaded.logs.map((record) => record.range)).toEqual([{ low: 1, high: 3 }]);
    expect(loaded.outbox).toEqual([item]);
    expect(loaded.drafts.get(LOG)).toBe("half a sen");
    expect([...loaded.resumeToken]).toEqual([1, 2]);
    expect(loaded.epoch).toBe(1);
    expect((await again.entries(LOG, 1, 3)).map((row) => row.seq)).toEqual([1, 2, 3]);
  });

  it("answers entries only when all of them are there", async () => {
    const store = await openStore();
    await store.saveLog(change(3, 5));
    expect(await store.entries(LOG, 1, 5)).toEqual([]);
    expect((await store.entries(LOG, 4, 5)).length).toBe(2);
    expect(await store.entries(LOG, 5, 4)).toEqual([]);
  });

  it("never moves a position backwards when another tab is behind", async () => {
    const ahead = await openStore();
    const behind = await openStore();
    await ahead.saveLog(change(1, 5));
    await behind.saveLog(change(1, 2));
    expect((await ahead.load()).logs[0]?.range).toEqual({ low: 1, high: 5 });
    expect((await ahead.load()).logs[0]?.head.seq).toBe(5);
  });

  it("joins what two tabs bring into one dense range", async () => {
    const one = await openStore();
    const two = await openStore();
    await one.saveLog(change(10, 12));
    await two.saveLog(change(13, 15));
    await one.saveLog(change(5, 9));
    expect((await one.load()).logs[0]?.range).toEqual({ low: 5, high: 15 });
    expect((await one.entries(LOG, 5, 15)).length).toBe(11);
  });

  it("leaves the old range when a newer one does not touch it", async () => {
    const store = await openStore();
    await store.saveLog(change(1, 5));
    await store.saveLog(change(100, 110, { replaced: true }));
    expect((await store.load()).logs[0]?.range).toEqual({ low: 100, high: 110 });
    expect(await store.entries(LOG, 1, 5)).toEqual([]);
  });

  it("does not take entries of an older range that does not touch", async () => {
    const store = await openStore();
    await store.saveLog(change(100, 110));
    await store.saveLog(change(1, 5));
    expect((await store.load()).logs[0]?.range).toEqual({ low: 100, high: 110 });
    expect(await store.entries(LOG, 1, 5)).toEqual([]);
  });

  it("drops the entries of an older epoch, and does not let them come back", async () => {
    const store = await openStore();
    await store.saveLog(change(1, 5));
    await store.saveLog(change(1, 2, {}, 2));
    await store.saveLog(change(1, 9, {}, 1));
    const record = (await store.load()).logs[0];
    expect(record?.head.epoch).toBe(2);
    expect(record?.range).toEqual({ low: 1, high: 2 });
    expect((await store.entries(LOG, 1, 2)).length).toBe(2);
    expect(await store.entries(LOG, 3, 3)).toEqual([]);
  });

  it("erases the text of a recalled message", async () => {
    const store = await openStore();
    await store.saveLog(change(1, 3));
    await store.saveLog({ ...change(4, 4), entries: [entry(4, { kind: "recall", target: 2 })] });
    const rows = await store.entries(LOG, 1, 4);
    expect(rows[1]).toMatchObject({ body: null, overlay: { recalledSeq: 4 } });
    expect(JSON.stringify(rows)).not.toContain("text 2");
  });

  it("keeps only the position of the user log", async () => {
    const store = await openStore();
    const log = "u.1";
    const record = { head: emptyHead(log, 1), range: { low: 8, high: 7 }, read: { seq: 0, index: 0 } };
    await store.saveLog({ log, record, entries: [], replaced: false, live: false });
    await store.saveLog({ ...change(1, 1), log, record: { ...record, range: { low: 4, high: 3 } }, entries: [] });
    expect((await store.load()).logs[0]?.range?.high).toBe(7);
  });

  it("replaces all contacts by a whole list and single ones by rows", async () => {
    const store = await openStore();
    const row = (id: string) => ({
      user: { id, handle: `h${id}`, name: "" },
      state: "accepted" as const,
      alias: "",
      requestText: "",
      blocked: false,
      changedMs: 0,
    });
    await store.saveContacts([row("2"), row("3")], true);
    await store.saveContacts([row("4")], false);
    expect((await store.load()).contacts.map((contact) => contact.user.id)).toEqual(["2", "3", "4"]);
    await store.saveContacts([row("4")], true);
    expect((await store.load()).contacts.length).toBe(1);
  });

  it("keeps nothing after the session's end", async () => {
    const store = await openStore();
    await store.saveLog(change(1, 3));
    await store.saveOutboxItem(item);
    expect(await store.end()).toBe(true);
    expect(await store.session()).toBeNull();
    const loaded = await store.load();
    expect([loaded.logs.length, loaded.outbox.length]).toEqual([0, 0]);
  });

  it("refuses writes of a tab whose session is over", async () => {
    const stale = await openStore("old");
    const fresh = await Store.open(name, () => {});
    await fresh.begin({ token: "new", self: { id: "9", handle: "zoe", name: "Zoe" } });
    expect(await stale.saveLog(change(1, 3))).toBe(false);
    expect(await stale.saveOutboxItem(item)).toBe(false);
    expect(await stale.end()).toBe(false);
    expect((await fresh.session())?.token).toBe("new");
    expect((await fresh.load()).logs).toEqual([]);
  });
});

describe("two ranges", () => {
  const cases: [string, [number, number] | null, [number, number] | null, [number, number] | null, string, boolean][] =
    [
      ["that touch are joined", [1, 5], [6, 9], [1, 9], "nothing", true],
      ["that overlap are joined", [1, 5], [4, 9], [1, 9], "nothing", true],
      ["one within the other are the greater one", [1, 9], [4, 5], [1, 9], "nothing", true],
      ["far apart are the newer one", [1, 5], [8, 9], [8, 9], "all", true],
      ["of which the new one is older are the known one", [8, 9], [1, 5], [8, 9], "nothing", false],
      ["of which none is new are the known one", [8, 9], null, [8, 9], "nothing", false],
      ["of which none was known are the new one", null, [8, 9], [8, 9], "all", true],
    ];
  it.each(cases)("%s", (_name, known, fresh, expected, drop, keep) => {
    const range = (pair: [number, number] | null) => (pair ? { low: pair[0], high: pair[1] } : null);
    expect(mergeRanges(range(known), range(fresh))).toEqual({ range: range(expected), drop, keep });
  });
});
