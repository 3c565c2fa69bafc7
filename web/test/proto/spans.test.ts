// SPDX-License-Identifier: Apache-2.0
import { create } from "@bufbuild/protobuf";
import { expect, it } from "vitest";
import { EntrySchema, SpanKind, SpanSchema } from "../../src/proto/gen/godwit/v1/entry_pb";
import { fromSpans, mentions, toSpans, type Span } from "../../src/proto/spans";
import { toEntry } from "../../src/proto/values";

const text = "世界 🦀 café!";
const spans: Span[] = [
  { kind: "bold", from: 0, to: 2 },
  { kind: "link", from: 3, to: 5, url: "https://example.org" },
  { kind: "mention", from: 6, to: 10, user: "7340000000000000017" },
];
const wire = (kind: number, offset: number, length: number) =>
  create(SpanSchema, { kind: kind as SpanKind, offset, length });

it("counts bytes of UTF-8 on the wire and units of UTF-16 here", () => {
  const sent = fromSpans(text, spans);
  expect(sent.map(({ offset, length }) => [offset, length])).toEqual([
    [0, 6],
    [7, 4],
    [12, 5],
  ]);
  const bytes = new TextEncoder().encode(text);
  const cut = sent.map(({ offset, length }) => new TextDecoder().decode(bytes.subarray(offset, offset + length)));
  expect(cut).toEqual(["世界", "🦀", "café"]);
  expect(
    toSpans(
      text,
      sent.map((one) => create(SpanSchema, one)),
    ),
  ).toEqual(spans);
});

it("leaves out what it does not know, and what does not fit", () => {
  const rows = [wire(99, 0, 3), wire(SpanKind.BOLD, 1, 2), wire(SpanKind.BOLD, 0, 900), wire(SpanKind.BOLD, 3, 0)];
  expect(toSpans(text, rows)).toEqual([]);
  expect(toSpans(text, [wire(SpanKind.ITALIC, 0, 18)])).toEqual([{ kind: "italic", from: 0, to: 11 }]);
});

it("reads the ranges of a text, of an edit and of an overlay, each in its own text", () => {
  const bold = { kind: SpanKind.BOLD, offset: 3, length: 3 };
  const entry = create(EntrySchema, {
    body: { kind: { case: "text", value: { text: "世界" } }, spans: [bold], expiresMs: 9n },
    overlay: { editedSeq: 4n, text: "abc界", spans: [bold] },
  });
  const { spans: own, overlay, expiresMs } = toEntry(entry);
  expect(own).toEqual([{ kind: "bold", from: 1, to: 2 }]);
  expect(overlay?.spans).toEqual([{ kind: "bold", from: 3, to: 4 }]);
  expect(expiresMs).toBe(9);
  const edit = create(EntrySchema, {
    body: { kind: { case: "edit", value: { text: "a世" } }, spans: [{ ...bold, offset: 1 }] },
  });
  expect(toEntry(edit).spans).toEqual([{ kind: "bold", from: 1, to: 2 }]);
});

it("knows who is called", () => {
  expect(mentions(spans, "7340000000000000017")).toBe(true);
  expect(mentions(spans, "1")).toBe(false);
  expect(mentions([{ kind: "mentionAll", from: 0, to: 1 }], "1")).toBe(true);
  expect(mentions(undefined, "1")).toBe(false);
});
