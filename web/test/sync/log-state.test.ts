// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import type { Entry } from "../../src/proto/values";
import { emptyHead, LogState } from "../../src/sync/log-state";

function entry(seq: number, more: Partial<Entry> = {}): Entry {
  const body = { kind: "text" as const, text: `${seq}` };
  const base = { log: "d.1.2", author: "2", timeMs: seq, messageIndex: seq, clientId: "", overlay: null };
  return { ...base, seq, body, ...more };
}

function at(low: number, high: number, head = high): LogState {
  const record = { head: { ...emptyHead("d.1.2", 1), seq: head }, range: { low, high }, read: { seq: 0, index: 0 } };
  return new LogState(record, "1");
}

const seqs = (entries: Entry[]): number[] => entries.map((row) => row.seq);
const run = (low: number, high: number): Entry[] =>
  Array.from({ length: high - low + 1 }, (_, index) => entry(low + index));

describe("the position", () => {
  it("takes the next entry", () => expect(seqs(at(1, 5).offer(entry(6)))).toEqual([6]));
  it("drops what it has", () => {
    const state = at(1, 5);
    expect(state.offer(entry(5))).toEqual([]);
    expect(state.offer(entry(1))).toEqual([]);
    expect(state.range).toEqual({ low: 1, high: 5 });
  });
  it("keeps what is beyond a gap until the gap is closed", () => {
    const state = at(1, 5);
    expect(state.offer(entry(8))).toEqual([]);
    expect(state.offer(entry(7))).toEqual([]);
    expect(state.missing()).toEqual({ kind: "gap", after: 5, before: 7 });
    expect(seqs(state.offer(entry(6)))).toEqual([6, 7, 8]);
    expect(state.missing()).toBeNull();
  });
  it("does not take a duplicate for the far end of a gap", () => {
    const state = at(1, 5);
    state.offer(entry(3));
    state.offer(entry(8));
    expect(state.missing()).toEqual({ kind: "gap", after: 5, before: 8 });
  });
  it("takes a page forward and what was kept aside behind it", () => {
    const state = at(1, 5);
    state.offer(entry(9));
    expect(seqs(state.adoptForward(run(6, 8)))).toEqual([6, 7, 8, 9]);
  });
});

describe("what is missing", () => {
  it("is nothing at the head", () => expect(at(1, 5).missing()).toBeNull());
  it("is all up to the head, without bound, when nothing is aside", () => {
    expect(at(1, 5, 9).missing()).toEqual({ kind: "gap", after: 5, before: 0 });
  });
  it("is only the newest page after a very long absence", () => {
    expect(at(1, 5, 2000).missing()).toEqual({ kind: "tail" });
  });
  it("is the newest page when nothing is known", () => {
    const state = at(1, 5);
    state.range = null;
    expect(state.missing()).toEqual({ kind: "tail" });
  });
});

describe("the newest page", () => {
  it("begins the range anew", () => {
    const state = at(1, 5);
    expect(seqs(state.adoptTail(run(50, 60), 60))).toEqual(seqs(run(50, 60)));
    expect(state.range).toEqual({ low: 50, high: 60 });
  });
  it("joins entries that came meanwhile", () => {
    const state = at(1, 5);
    state.offer(entry(61));
    state.offer(entry(55));
    expect(seqs(state.adoptTail(run(50, 60), 60))).toEqual(seqs(run(50, 61)));
  });
  it("of an empty log is an empty range", () => {
    const state = at(1, 5);
    state.adoptTail([], 0);
    expect(state.range).toEqual({ low: 1, high: 0 });
    expect(seqs(state.offer(entry(1)))).toEqual([1]);
  });
});

describe("an older page", () => {
  it("lengthens the range downwards", () => {
    const state = at(50, 60);
    expect(seqs(state.adoptOlder(run(40, 49)))).toEqual(seqs(run(40, 49)));
    expect(state.range).toEqual({ low: 40, high: 60 });
  });
  it("that does not touch is refused", () => expect(at(50, 60).adoptOlder(run(30, 48))).toEqual([]));
  it("that is empty means that nothing older can be had", () => {
    const state = at(50, 60);
    expect(state.atFloor).toBe(false);
    state.adoptOlder([]);
    expect(state.atFloor).toBe(true);
  });
});

describe("the newest message of a log", () => {
  it("follows texts, edits and recalls", () => {
    const state = at(1, 5);
    state.offer(entry(6));
    expect(state.head.lastMessage?.seq).toBe(6);
    state.offer(entry(7, { body: { kind: "edit", target: 6, text: "better" } }));
    expect(state.head.lastMessage).toMatchObject({ seq: 6, overlay: { editedSeq: 7, text: "better" } });
    state.offer(entry(8, { body: { kind: "recall", target: 6 } }));
    expect(state.head.lastMessage).toMatchObject({ seq: 6, body: null, overlay: { recalledSeq: 8 } });
  });
  it("is known even while a gap is open", () => {
    const state = at(1, 5);
    state.offer(entry(9, { messageIndex: 7 }));
    expect(state.head).toMatchObject({ seq: 9, messageIndex: 7, lastMessage: { seq: 9 } });
  });
});

describe("marks", () => {
  const cursor = { user: "2", epoch: 1, delivered: 5, read: 4, readIndex: 4 };
  it("only grow", () => {
    const state = at(1, 9);
    expect(state.mergeCursor(cursor)).toBe(true);
    expect(state.mergeCursor({ ...cursor, delivered: 3, read: 2, readIndex: 2 })).toBe(false);
    expect(state.cursorOf("2")).toMatchObject({ delivered: 5, read: 4 });
  });
  it("of another epoch are ignored", () => {
    expect(at(1, 9).mergeCursor({ ...cursor, epoch: 2 })).toBe(false);
  });
  it("survive a head that is older than what is known", () => {
    const state = at(1, 9);
    state.mergeCursor(cursor);
    state.mergeHead({ ...emptyHead("d.1.2", 1), seq: 7, cursors: [{ ...cursor, delivered: 9 }] });
    expect(state.head.seq).toBe(9);
    expect(state.cursorOf("2")?.delivered).toBe(9);
  });
  it("move by an own entry: who writes has read", () => {
    const state = at(1, 5);
    state.offer(entry(6, { author: "1", messageIndex: 6 }));
    expect(state.read).toEqual({ seq: 6, index: 6 });
  });
  it("of the other move by what they write, too", () => {
    const state = at(1, 5);
    state.offer(entry(6));
    expect(state.cursorOf("2")).toMatchObject({ delivered: 6, read: 6 });
    expect(state.read).toEqual({ seq: 0, index: 0 });
  });
});
