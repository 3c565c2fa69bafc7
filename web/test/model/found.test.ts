// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { piecesOf, searchedText } from "../../src/model/found";
import type { Entry } from "../../src/proto/values";

const shown = (text: string, ranges: number[]): string =>
  piecesOf(text, ranges)
    .map((piece) => (piece.found ? `[${piece.text}]` : piece.text))
    .join("");

describe("what was found", () => {
  it("is marked where the server says, in bytes of UTF-8", () => {
    expect(shown("Das Café 北京饭店", [4, 5, 10, 6])).toBe("Das [Café] [北京]饭店");
    expect(shown("cafe", [0, 4])).toBe("[cafe]");
    expect(shown("nothing", [])).toBe("nothing");
  });
  it("is shown from a little before the first word", () => {
    const text = `${"x".repeat(100)} here`;
    expect(shown(text, [101, 4])).toBe(`…${"x".repeat(31)} [here]`);
  });
  it("is cut when it is long", () => {
    expect(shown("y".repeat(1000), [])).toHaveLength(240);
  });
  it("is not torn by ranges that make no sense", () => {
    expect(shown("short", [0, 99])).toBe("short");
    expect(shown("short", [2, 1, 1, 1])).toBe("sh[o]rt");
  });
  it("is the text as it was edited, and the name of a file before its caption", () => {
    const entry = (body: unknown, text = ""): Entry =>
      ({ body, overlay: text ? { editedSeq: 9, text, recalledSeq: 0 } : undefined }) as unknown as Entry;
    expect(searchedText(entry({ kind: "text", text: "old" }, "new"))).toBe("new");
    expect(searchedText(entry({ kind: "document", name: "a.pdf", caption: "the plan" }))).toBe("a.pdf\nthe plan");
    expect(searchedText(entry({ kind: "document", name: "a.pdf", caption: "" }))).toBe("a.pdf");
    expect(searchedText(entry({ kind: "voice", durationMs: 1000 }))).toBe("");
  });
});
