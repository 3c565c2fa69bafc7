// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { fold } from "../../src/model/fold";
import { pageTitle, peerCursor, statusOf, unreadOf } from "../../src/model/ticks";
import { timeline } from "../../src/model/timeline";
import type { Body, Entry } from "../../src/proto/values";
import { emptyHead } from "../../src/sync/log-state";
import type { OutboxItem } from "../../src/sync/outbox";

const ANNA = "1";
const BO = "2";
const NOON = new Date(2026, 4, 4, 12).getTime();

function entry(seq: number, body: Body | null, more: Partial<Entry> = {}): Entry {
  const base = { log: "d.1.2", author: ANNA, timeMs: NOON + seq, messageIndex: seq, clientId: "", overlay: null };
  return { ...base, seq, body, ...more };
}
const text = (seq: number, value: string, more: Partial<Entry> = {}): Entry =>
  entry(seq, { kind: "text", text: value }, more);
const edit = (seq: number, target: number, value: string): Entry => entry(seq, { kind: "edit", target, text: value });
const pin = (seq: number, pinned: boolean): Entry => entry(seq, { kind: "pin", target: 1, pinned });
const recall = (seq: number, target: number): Entry => entry(seq, { kind: "recall", target });

function item(more: Partial<OutboxItem>): OutboxItem {
  const base = { clientId: "c", log: "d.1.2", kind: "text", target: 0, text: "", epoch: 1 } as const;
  return { ...base, createdMs: NOON, failure: null, seq: 0, ...more };
}
const shown = (entries: Entry[], items: OutboxItem[] = []): string[] =>
  fold(entries, items, ANNA).map((row) => (row.kind === "text" ? row.text + (row.edited ? "*" : "") : `<${row.kind}>`));

describe("the fold", () => {
  const overlay = { editedSeq: 5, text: "newest", recalledSeq: 0 };
  const cases: [string, Entry[], string[]][] = [
    ["shows texts", [text(1, "a"), text(2, "b")], ["a", "b"]],
    ["applies an edit", [text(1, "a"), edit(2, 1, "b")], ["b*"]],
    ["applies the last edit", [text(1, "a"), edit(2, 1, "b"), edit(3, 1, "c")], ["c*"]],
    ["lets a recall win over edits", [text(1, "a"), edit(2, 1, "b"), recall(3, 1)], ["<recalled>"]],
    ["keeps a recalled message recalled", [text(1, "a"), recall(2, 1), edit(3, 1, "b")], ["<recalled>"]],
    ["ignores an edit of something not loaded", [edit(7, 1, "b"), text(8, "x")], ["x"]],
    ["takes the overlay of a page", [text(1, "a", { overlay })], ["newest*"]],
    ["does not undo an overlay by an older edit", [text(1, "a", { overlay }), edit(3, 1, "old")], ["newest*"]],
    ["applies an edit newer than the overlay", [text(1, "a", { overlay }), edit(6, 1, "newer")], ["newer*"]],
    [
      "shows a recall known from the overlay",
      [entry(1, null, { overlay: { ...overlay, recalledSeq: 9 } })],
      ["<recalled>"],
    ],
    ["hides what may not be shown", [entry(1, null), text(2, "a")], ["a"]],
    ["says so when a kind is unknown", [entry(1, { kind: "unsupported" })], ["<unsupported>"]],
    ["says what was pinned, and not what no longer is", [text(1, "a"), pin(2, true), pin(3, false)], ["a", "<about>"]],
    ["ignores the edit of another author", [text(1, "a", { author: BO }), edit(2, 1, "b")], ["a"]],
  ];
  it.each(cases)("%s", (_name, entries, expected) => expect(shown(entries)).toEqual(expected));

  it("takes the ranges of the current text", () => {
    const bold = [{ kind: "bold" as const, from: 0, to: 1 }];
    const code = [{ kind: "code" as const, from: 1, to: 2 }];
    const spansOf = (entries: Entry[], items: OutboxItem[] = []) => fold(entries, items, ANNA)[0]?.spans;
    const first = text(1, "ab", { spans: bold });
    expect(spansOf([first])).toEqual(bold);
    expect(spansOf([first, { ...edit(2, 1, "abc"), spans: code }])).toEqual(code);
    expect(spansOf([first, edit(2, 1, "abc")])).toEqual([]);
    expect(spansOf([{ ...first, overlay: { editedSeq: 4, text: "xyz", recalledSeq: 0, spans: code } }])).toEqual(code);
    expect(spansOf([first, recall(2, 1)])).toEqual([]);
    expect(spansOf([first], [item({ kind: "edit", target: 1, text: "b", spans: code })])).toEqual(code);
    expect(spansOf([], [item({ text: "b", spans: bold })])).toEqual(bold);
  });
  it("puts unsent messages behind the stored ones", () => {
    expect(shown([text(1, "a")], [item({ text: "b" })])).toEqual(["a", "b"]);
  });
  it("does not show an item twice once its entry came by its client_id", () => {
    expect(shown([text(1, "a", { clientId: "c" })], [item({ text: "a" })])).toEqual(["a"]);
  });
  it("does not show a stored item twice once its seq is loaded", () => {
    expect(shown([text(1, "a")], [item({ text: "a", seq: 1 })])).toEqual(["a"]);
  });
  it("shows edits and recalls under way at once, and takes failed ones back", () => {
    expect(shown([text(1, "a")], [item({ kind: "edit", target: 1, text: "b" })])).toEqual(["b*"]);
    expect(shown([text(1, "a")], [item({ kind: "recall", target: 1 })])).toEqual(["<recalled>"]);
    expect(shown([text(1, "a")], [item({ kind: "edit", target: 1, text: "b", failure: "CONFLICT" })])).toEqual(["a"]);
  });
  it("keeps the key of a message from unsent to stored", () => {
    const before = fold([], [item({ text: "a" })], ANNA)[0]?.key;
    expect(fold([text(1, "a", { clientId: "c" })], [], ANNA)[0]?.key).toBe(before);
  });
});

describe("ticks", () => {
  const peer = { user: BO, epoch: 1, delivered: 5, read: 3, readIndex: 3 };
  it.each([
    [3, "read"],
    [4, "delivered"],
    [5, "delivered"],
    [6, "sent"],
    [0, "queued"],
  ])("of seq %i say %s", (seq, status) => expect(statusOf({ seq, item: null }, peer)).toBe(status));
  it("say failed and queued by the outbox", () => {
    expect(statusOf({ seq: 0, item: item({ failure: "EXPIRED" }) }, peer)).toBe("failed");
    expect(statusOf({ seq: 2, item: item({ kind: "edit" }) }, peer)).toBe("queued");
  });
  it("of a note to self only say sent", () => {
    expect(peerCursor({ ...emptyHead("d.1.1", 1), cursors: [{ ...peer, user: ANNA }] }, ANNA)).toBeUndefined();
    expect(statusOf({ seq: 1, item: null }, undefined)).toBe("sent");
  });
});

describe("unread", () => {
  const head = { ...emptyHead("d.1.2", 1), messageIndex: 10 };
  const cursor = { user: ANNA, epoch: 1, delivered: 9, read: 8, readIndex: 7 };
  it("is the head's index minus the read index", () => {
    expect(unreadOf({ head: { ...head, cursors: [cursor] }, range: null, read: { seq: 0, index: 0 } }, ANNA)).toBe(3);
  });
  it("counts what was read here but not reported yet", () => {
    expect(unreadOf({ head: { ...head, cursors: [cursor] }, range: null, read: { seq: 12, index: 9 } }, ANNA)).toBe(1);
  });
  it("is never negative", () => {
    expect(unreadOf({ head, range: null, read: { seq: 30, index: 12 } }, ANNA)).toBe(0);
  });
  it.each([
    [0, "Godwit"],
    [3, "(3) Godwit"],
    [120, "(99+) Godwit"],
  ])("of %i makes the title %s", (count, title) => expect(pageTitle(count)).toBe(title));
});

describe("the timeline", () => {
  const rows = (entries: Entry[], dividerAfter: number | null = null, hasOlder = false): string[] =>
    timeline(fold(entries, [], ANNA), { self: ANNA, dividerAfter, hasOlder }).map((row) =>
      row.kind === "message" ? `${row.first ? "[" : ""}${row.message.text}${row.last ? "]" : ""}` : row.kind,
    );
  const DAY = 86_400_000;
  it("groups messages of one author and separates others", () => {
    expect(rows([text(1, "a"), text(2, "b"), text(3, "c", { author: BO })])).toEqual(["date", "[a", "b]", "[c]"]);
  });
  it("begins a new group after five minutes and a new date each day", () => {
    const later = text(2, "b", { timeMs: NOON + 6 * 60_000 });
    const tomorrow = text(3, "c", { timeMs: NOON + DAY });
    expect(rows([text(1, "a"), later, tomorrow])).toEqual(["date", "[a]", "[b]", "date", "[c]"]);
  });
  it("puts the divider before the first unread message of the other", () => {
    const theirs = (seq: number, value: string) => text(seq, value, { author: BO });
    expect(rows([theirs(1, "a"), theirs(2, "b"), theirs(3, "c")], 1)).toEqual(["date", "[a]", "unread", "[b", "c]"]);
  });
  it("does not divide before own messages only", () => {
    expect(rows([text(1, "a"), text(2, "b")], 1)).toEqual(["date", "[a", "b]"]);
  });
  it("begins without a date while older messages may be loaded above", () => {
    expect(rows([text(8, "a"), text(9, "b", { timeMs: NOON + DAY })], null, true)).toEqual(["[a]", "date", "[b]"]);
  });
  it("breaks a group at a recalled message", () => {
    expect(rows([text(1, "a"), text(2, "b"), text(3, "c"), recall(4, 2)])).toEqual(["date", "[a]", "notice", "[c]"]);
  });
});
