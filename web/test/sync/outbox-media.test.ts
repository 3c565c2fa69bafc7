// SPDX-License-Identifier: Apache-2.0
import { beforeEach, expect, it } from "vitest";
import { Outbox, type OutboxItem, type Upload } from "../../src/sync/outbox";
import type { Requests } from "../../src/sync/requests";
import { VirtualWorld } from "../peer/virtual-world";

let world: VirtualWorld;
let outbox: Outbox;
let sent: Record<string, unknown>[];
let gone: string[];
let answers: ((answer: Awaited<ReturnType<Upload>>) => void)[];
let begun: string[];
let cancelled: number;

const later = () => new Promise((resolve) => setTimeout(resolve));
const failure = (code: "DISCONNECTED" | "QUOTA_EXCEEDED", retry: "later" | "giveUp") => ({
  ok: false as const,
  failure: { code, retry, detail: "", retryAfterMs: 0 },
});

function item(clientId: string, kind: "text" | "media"): OutboxItem {
  const body = { kind: "document", file: { id: "", type: "", size: 0 }, name: "a.txt", caption: "" } as const;
  const files = [{ slot: "file" as const, bytes: new Blob(["bytes"]), id: "", whole: false }];
  const media = kind === "media" ? { media: { body, files } } : {};
  const createdMs = world.wall();
  return { clientId, log: "d.1.2", kind, target: 0, text: "hi", epoch: 1, createdMs, failure: null, seq: 0, ...media };
}

beforeEach(() => {
  world = new VirtualWorld();
  sent = [];
  gone = [];
  answers = [];
  begun = [];
  cancelled = 0;
  const requests: Requests = {
    request: (_name, request) => void sent.push(request as Record<string, unknown>),
    again: () => {},
  };
  const upload: Upload = (file, signal, began) => {
    begun.push(file.id);
    began(file.id || "up1");
    signal.addEventListener("abort", () => (cancelled += 1));
    return new Promise((resolve) => answers.push(resolve));
  };
  const events = {
    changed: () => {},
    gone: (row: OutboxItem) => void gone.push(row.clientId),
    stored: () => {},
    unblocked: () => {},
  };
  outbox = new Outbox(requests, world, events, upload);
  outbox.connected();
});

it("uploads first and then sends under the same client_id", async () => {
  outbox.add(item("m", "media"));
  expect(sent).toEqual([]);
  answers[0]?.({ ok: true, id: "up1" });
  await later();
  expect(sent).toMatchObject([{ clientId: "m", content: { case: "document", value: { file: { id: "up1" } } } }]);
});

it("lets a text pass an upload, but no other file", async () => {
  outbox.add(item("m1", "media"));
  outbox.add(item("m2", "media"));
  outbox.add(item("t", "text"));
  expect(sent).toMatchObject([{ clientId: "t" }]);
  expect(begun).toHaveLength(1);
});

it("takes a cut upload up again with its id after the reconnect", async () => {
  outbox.add(item("m", "media"));
  outbox.disconnected();
  answers[0]?.(failure("DISCONNECTED", "later"));
  await later();
  outbox.connected();
  expect(begun).toEqual(["", "up1"]);
});

it("goes on after a reload with the kept id, and does not hold the reading back", async () => {
  const kept = item("m", "media");
  for (const file of kept.media?.files ?? []) file.id = "kept";
  outbox.load([kept]);
  expect(outbox.blocks("d.1.2")).toBe(false);
  expect(begun).toEqual(["kept"]);
});

it("keeps a refused file with the reason, and tries again when asked", async () => {
  outbox.add(item("m", "media"));
  answers[0]?.(failure("QUOTA_EXCEEDED", "giveUp"));
  await later();
  const [refused] = outbox.items();
  expect(refused?.failure).toBe("QUOTA_EXCEEDED");
  expect(refused?.media?.files[0]?.bytes.size).toBe(5);
  if (refused) outbox.retry(refused, "fresh");
  expect(begun).toEqual(["", "up1"]);
  expect(outbox.items()[0]?.clientId).toBe("m");
});

it("stops an upload that is discarded and goes on with the next file", async () => {
  const first = item("m1", "media");
  outbox.add(first);
  outbox.add(item("m2", "media"));
  outbox.discard(first);
  expect(cancelled).toBe(1);
  expect(gone).toEqual(["m1"]);
  expect(begun).toHaveLength(2);
});
