// SPDX-License-Identifier: Apache-2.0
import { expect, it } from "vitest";
import { captioned, fileName, fitted, mayHoldPicture, prepare } from "../../src/features/conversation/prepare";
import { loudness, voiceOf } from "../../src/features/conversation/voice";
import { bars } from "../../src/features/conversation/voice-player";
import { fold, react } from "../../src/model/fold";
import type { Body, Entry } from "../../src/proto/values";

const entry = (seq: number, author: string, body: Body, more: Partial<Entry> = {}): Entry => {
  return { log: "d.1.2", seq, author, timeMs: seq, messageIndex: seq, clientId: "", body, overlay: null, ...more };
};
const document: Body = { kind: "document", file: { id: "f", type: "", size: 3 }, name: "a.txt", caption: "look" };

it("shows media with its caption and what it answers", () => {
  const [, message] = fold(
    [entry(1, "1", { kind: "text", text: "a" }), entry(2, "2", document, { replyTo: 1 })],
    [],
    "1",
  );
  expect(message).toMatchObject({ kind: "media", text: "look", replyTo: 1, media: { name: "a.txt" } });
});

it("erases recalled media and its reactions", () => {
  const reaction = entry(2, "1", { kind: "reaction", target: 1, emoji: "👍" });
  const recall = entry(3, "2", { kind: "recall", target: 1 });
  expect(fold([entry(1, "2", document), reaction, recall], [], "1")).toMatchObject([
    { kind: "recalled", media: null, reactions: [] },
  ]);
});

it("counts each person once, also when the overlay knows the reaction already", () => {
  const reactions = [{ emoji: "👍", count: 1, users: ["1"] }];
  const overlay = { editedSeq: 0, text: "", recalledSeq: 0, reactions };
  const rows = [entry(1, "2", document, { overlay }), entry(2, "1", { kind: "reaction", target: 1, emoji: "👍" })];
  expect(fold(rows, [], "1")[0]?.reactions).toEqual(reactions);
});

it("replaces a reaction and takes it back", () => {
  const one = react(react([], "1", "👍"), "2", "👍");
  expect(react(one, "1", "❤️")).toEqual([
    { emoji: "👍", count: 1, users: ["2"] },
    { emoji: "❤️", count: 1, users: ["1"] },
  ]);
  expect(react(react(one, "1", ""), "2", "")).toEqual([]);
});

it("fits pictures without growing them, and cleans names within 255 bytes", () => {
  expect(fitted(4096, 1024, 2048)).toEqual({ width: 2048, height: 512 });
  expect(fitted(10, 20, 2048)).toEqual({ width: 10, height: 20 });
  expect(fileName("a/b\\c\n.txt")).toBe("a_b_c_.txt");
  const long = fileName(`${"图".repeat(200)}.pdf`);
  expect(new TextEncoder().encode(long).length).toBeLessThanOrEqual(255);
  expect(long.endsWith("图.pdf")).toBe(true);
});

it("draws the waveform relative to the loudest part", () => {
  expect([...loudness(Float32Array.of(0, 0, 0.25, 0.25, 0.5, 0.5), 3)]).toEqual([0, 128, 255]);
});

it.each([
  ["the sound", { seconds: 2.5, samples: Float32Array.of(0.5) }, 2500, 64],
  ["the clock, when the sound says it is endless", { seconds: Infinity, samples: Float32Array.of(0.5) }, 3100, 64],
  ["the clock, when the sound cannot be read", null, 3100, 0],
])("takes the length of a recording from %s", async (_from, read, durationMs, bars) => {
  const decode = () => (read ? Promise.resolve(read) : Promise.reject(new Error("unreadable")));
  const draft = await voiceOf(new Blob(["sound"], { type: "audio/webm" }), 3100, decode);
  expect(draft).toMatchObject({ body: { kind: "voice", durationMs }, files: [{ slot: "file", bytes: { size: 5 } }] });
  expect(draft?.body.kind === "voice" && draft.body.waveform).toHaveLength(bars);
});

it.each([
  ["image/jpeg", "a", true],
  ["image/heic", "a", true],
  ["image/tiff", "a", true],
  ["", "IMG_1.HEIC", true],
  ["", "raw.dng", true],
  ["image/svg+xml", "a.svg", false],
  ["application/pdf", "a.pdf", false],
  ["", "heic", false],
])("knows what a camera may have made: %s %s", (type, name, yes) => expect(mayHoldPicture({ type, name })).toBe(yes));

it("says that a picture which cannot be drawn anew keeps what it tells", async () => {
  const heic = await prepare(new File(["?"], "IMG_1.HEIC", { type: "image/heic" }));
  expect(heic).toMatchObject({ keeps: "picture", draft: { body: { kind: "document", name: "IMG_1.HEIC" } } });
  const text = await prepare(new File(["?"], "a.txt", { type: "text/plain" }));
  expect(text).toMatchObject({ keeps: "nothing", draft: { body: { kind: "document", name: "a.txt" } } });
});

it.each([
  ["JPEG", "\xff\xd8\xff\xe1"],
  ["HEIC", "\0\0\0\x18ftypheic"],
  ["TIFF and raw", "II*\0"],
])("knows a %s that has neither type nor ending", async (_kind, head) => {
  const bytes = Uint8Array.from(head, (letter) => letter.charCodeAt(0));
  expect(await prepare(new File([bytes], "photo"))).toMatchObject({ keeps: "picture" });
});

it("puts a caption under whatever may have one", async () => {
  const { draft } = await prepare(new File(["?"], "a.txt"));
  expect(captioned(draft, "look").body).toMatchObject({ name: "a.txt", caption: "look" });
});

it("fits any waveform to the bars that are shown", () => {
  expect(bars(Uint8Array.of(1, 9, 3, 4), 2)).toEqual([9, 4]);
  expect(bars(Uint8Array.of(5, 7), 4)).toEqual([5, 5, 7, 7]);
  expect(bars(new Uint8Array(), 2)).toEqual([0, 0]);
});
