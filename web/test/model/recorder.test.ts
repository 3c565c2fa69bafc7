// SPDX-License-Identifier: Apache-2.0
import { expect, it, vi } from "vitest";
import { Recorder } from "../../src/model/recorder";
import { State } from "../../src/model/state";
import type { Store } from "../../src/store/store";
import type { OutboxItem } from "../../src/sync/outbox";

const text: OutboxItem = {
  ...{
    clientId: "c",
    log: "d.1.2",
    kind: "text",
    target: 0,
    text: "hi",
    epoch: 1,
    createdMs: 1,
    failure: null,
    seq: 0,
  },
};
const file = { id: "", type: "", size: 0 };
const files = [{ slot: "file" as const, bytes: new Blob(["bytes"]), id: "", whole: false }];
const media = { body: { kind: "document" as const, file, name: "a.txt", caption: "" }, files };

it.each([
  ["a file", { ...text, kind: "media" as const, media }, 1],
  ["a text", text, 0],
])("tells when the store has no room for %s", async (_what, item, times) => {
  vi.spyOn(console, "error").mockImplementation(() => {});
  const full = { saveOutboxItem: () => Promise.reject(new DOMException("full", "QuotaExceededError")) };
  const outboxUnkept = vi.fn();
  const nothing = () => {};
  const events = { sessionGone: nothing, caughtUp: nothing, outboxKept: nothing, arrived: nothing, outboxUnkept };
  const state = new State();
  const recorder = new Recorder(state, full as unknown as Store, events);
  recorder.outbox(item, false);
  await recorder.settled();
  expect(outboxUnkept).toHaveBeenCalledTimes(times);
  expect(state.outbox.value).toHaveLength(1);
});
