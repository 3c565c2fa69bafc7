// SPDX-License-Identifier: Apache-2.0
import { beforeEach, expect, it } from "vitest";
import { Conversation, WINDOW_PAGE, type ConversationSource } from "../../src/model/conversation";
import type { Entry } from "../../src/proto/values";
import type { LogRecord } from "../../src/sync/log-state";

const LAST = 500;
let floor: number;
let served: boolean;
let asked: number;
let low: number;
let conversation: Conversation;

const entry = (seq: number): Entry => {
  const body = { kind: "text", text: `${seq}` } as const;
  return { log: "d.1.2", seq, author: "1", timeMs: seq, messageIndex: seq, clientId: "", body, overlay: null };
};
const rows = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => entry(from + at));
const record = (): LogRecord => ({
  head: {
    ...{ log: "d.1.2", epoch: 1, seq: LAST, messageIndex: LAST, floor, maySend: true },
    ...{ members: [], cursors: [], lastMessage: null },
  },
  range: { low, high: LAST },
  read: { seq: LAST, index: LAST },
});

beforeEach(async () => {
  floor = 1;
  served = true;
  asked = 0;
  low = 400;
  const source: ConversationSource = {
    record,
    cached: (_log, from, to) => Promise.resolve(rows(from, to)),
    older: () => {
      asked += 1;
      if (!served) return Promise.resolve(false);
      const from = Math.max(floor, low - WINDOW_PAGE);
      const entries = rows(from, low - 1);
      low = from;
      conversation.apply({ log: "d.1.2", record: record(), entries, replaced: false, live: false });
      return Promise.resolve(true);
    },
    pause: () => Promise.resolve(),
    reread: () => {},
  };
  conversation = new Conversation("d.1.2", source, 0);
  await new Promise((resolve) => setTimeout(resolve));
});

it("pages back, over the cache and the server, until an answered message is there", async () => {
  expect(await conversation.reach(130)).toBe("here");
  expect(conversation.entries.value?.[0]?.seq).toBeLessThanOrEqual(130);
  expect(asked).toBe(5);
});

it("says at once that what was answered is from before what may be read", async () => {
  floor = 200;
  expect(await conversation.reach(130)).toBe("gone");
  expect(asked).toBe(0);
});

it("says that an answered message cannot be had now, and asks no more", async () => {
  served = false;
  expect(await conversation.reach(130)).toBe("later");
  expect(asked).toBe(1);
});

it("shares a page that is under way", async () => {
  const [one, other] = await Promise.all([conversation.reach(380), conversation.reach(380), conversation.loadOlder()]);
  expect([one, other]).toEqual(["here", "here"]);
  expect(asked).toBe(1);
});
