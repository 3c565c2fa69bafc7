// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { worthAlerting } from "../../src/model/alerts";
import type { Body, Entry } from "../../src/proto/values";
import { emptyHead } from "../../src/sync/log-state";
import type { LogChange } from "../../src/sync/sink";

const LOG = "d.1.2";
const attention = { self: "1", upToDate: true, inView: "", nowMs: 1000 };
const text = (words: string): Body => ({ kind: "text", text: words });

function entry(author: string, body: Body | null, seq = 5): Entry {
  return { log: LOG, seq, author, timeMs: 0, messageIndex: seq, clientId: "", body, overlay: null };
}

function arrival(entries: Entry[], live = true): LogChange {
  const record = { head: emptyHead(LOG, 1), range: null, read: { seq: 0, index: 0 } };
  return { log: LOG, record, entries, replaced: false, live };
}

describe("an arrival is worth a sound", () => {
  it("when another person wrote", () => {
    expect(worthAlerting(arrival([entry("2", text("hello"))]), attention)?.seq).toBe(5);
  });

  it("for the newest message of several entries", () => {
    const entries = [entry("2", text("a"), 5), entry("2", text("b"), 6), entry("2", { kind: "recall", target: 1 }, 7)];
    expect(worthAlerting(arrival(entries), attention)?.seq).toBe(6);
  });

  it("for one that calls the person before a newer one", () => {
    const called = { ...entry("2", text("@you"), 5), spans: [{ kind: "mention" as const, from: 0, to: 4, user: "1" }] };
    expect(worthAlerting(arrival([called, entry("2", text("b"), 6)]), attention)?.seq).toBe(5);
  });

  it.each<[string, Entry]>([
    ["pins", entry("2", { kind: "pin", target: 1, pinned: true })],
    ["changes of when messages disappear", entry("2", { kind: "expiryChanged", seconds: 60 })],
    ["own messages from other devices", entry("1", text("mine"))],
    ["words of the server", entry("0", { kind: "directStarted", requester: "2", text: "" })],
    ["edits", entry("2", { kind: "edit", target: 1, text: "x" })],
    ["recalls", entry("2", { kind: "recall", target: 1 })],
    ["tombstones", entry("2", null)],
    ["kinds this page does not know", entry("2", { kind: "unsupported" })],
  ])("but not for %s", (_what, row) => expect(worthAlerting(arrival([row]), attention)).toBeNull());

  it("but not in the conversation that is looked at", () => {
    const change = arrival([entry("2", text("hello"))]);
    expect(worthAlerting(change, { ...attention, inView: LOG })).toBeNull();
    expect(worthAlerting(change, { ...attention, inView: "d.1.3" })).not.toBeNull();
  });

  it("but not when it is muted, unless it names the person and that was wanted", () => {
    const said = entry("2", text("hello"));
    const naming = (user: string): Entry => ({ ...said, spans: [{ kind: "mention", from: 0, to: 2, user }] });
    const named = naming("1");
    const muted = { mutedUntilMs: 2000, mentionsAnyway: false };
    const silent = { ...attention, settings: muted };
    expect(worthAlerting(arrival([said]), silent)).toBeNull();
    expect(worthAlerting(arrival([named]), silent)).toBeNull();
    expect(worthAlerting(arrival([said]), { ...silent, nowMs: 2000 })?.seq).toBe(5);
    const mentions = { ...attention, settings: { ...muted, mentionsAnyway: true } };
    expect(worthAlerting(arrival([said]), mentions)).toBeNull();
    expect(worthAlerting(arrival([named]), mentions)?.seq).toBe(5);
    expect(worthAlerting(arrival([{ ...said, spans: [{ kind: "mentionAll", from: 0, to: 2 }] }]), mentions)?.seq).toBe(
      5,
    );
    expect(worthAlerting(arrival([naming("3")]), mentions)).toBeNull();
  });

  it("but not while catching up", () => {
    expect(worthAlerting(arrival([entry("2", text("old"))], false), attention)).toBeNull();
    expect(worthAlerting(arrival([entry("2", text("old"))]), { ...attention, upToDate: false })).toBeNull();
  });
});
