// SPDX-License-Identifier: Apache-2.0
import { expect, it } from "vitest";
import { covered, partsOf, type Part } from "../../src/model/rich";
import type { Span } from "../../src/proto/spans";

const shown = (parts: Part[]): string =>
  parts.map((part) => (typeof part === "string" ? part : `<${part.span.kind}>${shown(part.parts)}</>`)).join("");

it.each<[string, Span[], string]>([
  ["abc", [], "abc"],
  ["abc", [{ kind: "bold", from: 1, to: 2 }], "a<bold>b</>c"],
  [
    "abcd",
    [
      { kind: "bold", from: 0, to: 3 },
      { kind: "italic", from: 0, to: 1 },
      { kind: "strike", from: 2, to: 3 },
      { kind: "code", from: 3, to: 4 },
    ],
    "<bold><italic>a</>b<strike>c</></><code>d</>",
  ],
  [
    "ab",
    [
      { kind: "bold", from: 0, to: 2 },
      { kind: "italic", from: 0, to: 2 },
    ],
    "<bold><italic>ab</></>",
  ],
  [
    "abc",
    [
      { kind: "bold", from: 0, to: 2 },
      { kind: "italic", from: 1, to: 3 },
    ],
    "<bold>ab</>c",
  ],
])("nests the ranges of %s", (text, spans, expected) => expect(shown(partsOf(text, spans))).toBe(expected));

it("covers what is to be opened by a tap", () => {
  expect(covered("it was the 🦀 crab", [{ kind: "spoiler", from: 7, to: 18 }])).toBe("it was ▒▒▒ ▒▒ ▒▒▒▒");
  expect(covered("plain", undefined)).toBe("plain");
});
