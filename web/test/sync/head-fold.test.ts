// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import type { Span } from "../../src/proto/spans";
import type { Body, Entry, Head } from "../../src/proto/values";
import { foldEntry, foldRead, keepLater } from "../../src/sync/head-fold";
import { emptyHead, LogState } from "../../src/sync/log-state";

const ME = "1";
const call: Span = { kind: "mention", from: 0, to: 4, user: ME };
const all: Span = { kind: "mentionAll", from: 0, to: 4 };

function entry(seq: number, body: Body | null, spans: Span[] = [], author = "2"): Entry {
  const base = { log: "g.7", author, timeMs: seq, messageIndex: seq, clientId: "", overlay: null, spans };
  return { ...base, seq, body };
}
const text = (seq: number, spans: Span[] = [], author = "2") =>
  entry(seq, { kind: "text", text: "@you" }, spans, author);
const head = (more: Partial<Head> = {}): Head => ({ ...emptyHead("g.7", 1), seq: 5, asOf: 5, ...more });
const after = (from: Head, entries: Entry[], read = 0): Head =>
  entries.reduce((to, row) => foldEntry({ ...to, seq: Math.max(to.seq, row.seq) }, row, ME, read), from);

describe("mentions", () => {
  it("count those who call the reader, or all, and not what they said themselves", () => {
    const next = after(head(), [text(6), text(7, [call]), text(8, [all]), text(9, [all], ME)]);
    expect([next.mentions, next.firstMention]).toEqual([2, 7]);
  });
  it("are not counted twice when the head knows them already", () => {
    const known = head({ seq: 9, asOf: 9, mentions: 1, firstMention: 7 });
    expect(after(known, [text(7, [call])]).mentions).toBe(1);
  });
  it("go away by reading", () => {
    const two = after(head(), [text(6, [call]), text(7), text(8, [call])]);
    expect(foldRead(two, 5)).toEqual(two);
    expect(foldRead(two, 8)).toMatchObject({ mentions: 0, firstMention: 0 });
    expect(foldRead(two, 6)).toMatchObject({ mentions: 1, firstMention: 0, unsure: true });
    expect(foldRead(after(head(), [text(6, [call]), text(7)]), 6)).toMatchObject({ mentions: 0, unsure: false });
  });
  it("have to be asked for after an edit that may change them", () => {
    const edit = (spans: Span[], target = 6) => entry(7, { kind: "edit", target, text: "@you" }, spans);
    expect(after(head(), [text(6), edit([call])]).unsure).toBe(true);
    expect(after(head(), [text(6, [call]), edit([])]).unsure).toBe(true);
    expect(after(head(), [text(6), edit([])]).unsure).toBeUndefined();
    expect(after(head(), [edit([call], 3)], 5).unsure).toBeUndefined();
  });
});

describe("pins", () => {
  const pin = (seq: number, target: number, pinned = true) => entry(seq, { kind: "pin", target, pinned });
  it("have the last pinned first, and lose what is taken away or recalled", () => {
    expect(after(head({ pins: [2] }), [pin(6, 3), pin(7, 4)]).pins).toEqual([4, 3, 2]);
    expect(after(head({ pins: [4, 3, 2] }), [pin(6, 3, false)]).pins).toEqual([4, 2]);
    expect(after(head({ pins: [4, 3] }), [entry(6, { kind: "recall", target: 4 })]).pins).toEqual([3]);
  });
  it("of an older head do not undo what came after it", () => {
    const known = after(head(), [pin(6, 3)]);
    expect(keepLater(head({ seq: 5, pins: [] }), known).pins).toEqual([3]);
    expect(keepLater(head({ seq: 6, asOf: 6, pins: [3, 1] }), known).pins).toEqual([3, 1]);
  });
});

it("messages disappear as the last change says", () => {
  const change = (seq: number, seconds: number) => entry(seq, { kind: "expiryChanged", seconds });
  expect(after(head(), [change(6, 60), change(7, 0), change(8, 86_400)]).expiryS).toBe(86_400);
});

describe("a log", () => {
  const state = () => new LogState({ head: head(), range: { low: 1, high: 5 }, read: { seq: 5, index: 5 } }, ME);
  it("folds what was kept aside in its order", () => {
    const log = state();
    log.offer(entry(7, { kind: "pin", target: 2, pinned: false }));
    expect(log.head.pins).toBeUndefined();
    log.offer(entry(6, { kind: "pin", target: 2, pinned: true }));
    expect(log.head.pins).toEqual([]);
  });
  it("is read on by whoever writes, and then nothing calls them", () => {
    const log = state();
    log.offer(text(6, [call]));
    expect(log.head.mentions).toBe(1);
    log.offer(text(7, [], ME));
    expect(log.head.mentions).toBe(0);
  });
  it("asks again after a newest page that leaves something out", () => {
    const log = state();
    log.adoptTail([text(4), text(5)], 5);
    expect(log.head.unsure).toBeUndefined();
    log.adoptTail([text(9), text(10)], 10);
    expect(log.head.unsure).toBe(true);
    log.mergeHead(head({ seq: 10, asOf: 10, mentions: 3, firstMention: 7, unsure: false }));
    expect(log.head).toMatchObject({ mentions: 3, firstMention: 7, unsure: false });
  });
});
