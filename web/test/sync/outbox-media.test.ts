// SPDX-License-Identifier: Apache-2.0
import { fromBinary } from "@bufbuild/protobuf";
import { beforeEach, expect, it } from "vitest";
import { encodeRequest, methods, type Failure, type RequestOf } from "../../src/proto/methods";
import type { MediaBody } from "../../src/proto/values";
import { Outbox, type MediaFile, type OutboxItem, type Upload } from "../../src/sync/outbox";
import type { Requests } from "../../src/sync/requests";
import { VirtualWorld } from "../peer/virtual-world";

let world: VirtualWorld;
let outbox: Outbox;
let sent: Record<string, unknown>[];
let gone: string[];
let answers: ((answer: Awaited<ReturnType<Upload>>) => void)[];
let begun: string[];
let cancelled: number;
let answerLast: (failure: Failure) => void;

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
    request: (_name, request, done) => {
      sent.push(request as Record<string, unknown>);
      answerLast = (failure) => done({ ok: false, failure });
    },
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

it("pauses an upload while others go on, and takes it up again where it stopped", async () => {
  const first = item("m1", "media");
  outbox.add(first);
  outbox.add(item("m2", "media"));
  outbox.hold(first);
  expect(cancelled).toBe(1);
  answers[0]?.(failure("DISCONNECTED", "later"));
  answers[1]?.({ ok: true, id: "up2" });
  await later();
  expect(sent).toMatchObject([{ clientId: "m2" }]);
  answerLast({ code: "NOT_A_CONTACT", retry: "giveUp", detail: "", retryAfterMs: 0 });
  outbox.disconnected();
  outbox.connected();
  expect(begun).toHaveLength(2);
  outbox.release(first);
  expect(begun).toEqual(["", "", "up1"]);
});

it("goes on by itself when the network fails and the connection stays", async () => {
  outbox.add(item("m", "media"));
  answers[0]?.(failure("DISCONNECTED", "later"));
  await later();
  world.pass(60_000);
  expect(begun).toEqual(["", "up1"]);
});

it("does not wait any longer when it is told that the network is back", async () => {
  outbox.add(item("m", "media"));
  answers[0]?.(failure("DISCONNECTED", "later"));
  await later();
  outbox.nudge();
  expect(begun).toEqual(["", "up1"]);
  world.pass(60_000);
  expect(begun).toHaveLength(2);
});

it("takes a refused reaction back", () => {
  const reaction: OutboxItem = { ...item("r", "text"), kind: "reaction", target: 3, text: "👍" };
  outbox.add(reaction);
  answerLast({ code: "NOT_FOUND", retry: "giveUp", detail: "", retryAfterMs: 0 });
  expect(gone).toEqual(["r"]);
  expect(outbox.items()).toEqual([]);
});

const file = { id: "", type: "", size: 0 };
const pixels = { width: 640, height: 480, thumbHash: Uint8Array.of(1, 2, 3), caption: "look" };
const bodies: [MediaFile["slot"][], MediaBody][] = [
  [["file", "thumbnail"], { kind: "picture", file, thumbnail: null, ...pixels, original: true }],
  [["file", "poster"], { kind: "video", file, poster: null, ...pixels, durationMs: 1500 }],
  [["file"], { kind: "voice", file, durationMs: 1500, waveform: Uint8Array.of(0, 255) }],
  [["file"], { kind: "document", file, name: "a.txt", caption: "look" }],
];

it.each(bodies)("says all of a message with the files %s", (slots, body) => {
  const files = slots.map((slot) => ({ slot, bytes: new Blob(["bytes"]), id: `${slot}-id`, whole: true }));
  outbox.add({ ...item("m", "media"), media: { body, files } });
  const wire = encodeRequest("sendMessage", sent[0] as RequestOf<"sendMessage">);
  const { content } = fromBinary(methods.sendMessage.request, wire);
  expect(content.case).toBe(body.kind);
  const ids = Object.fromEntries(slots.map((slot) => [slot, { id: `${slot}-id` }]));
  const { kind: _kind, thumbnail: _thumbnail, poster: _poster, ...rest } = { thumbnail: 0, poster: 0, ...body };
  expect(content.value).toMatchObject({ ...rest, ...ids });
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
