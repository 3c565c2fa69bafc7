// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { fromMarks, picksOf, toMarks, type Pick } from "../../src/model/marks";
import type { Span } from "../../src/proto/spans";

const named = (typed: string, picks: Pick[] = []): string => {
  const { text, spans } = fromMarks(typed, picks);
  return [
    text,
    ...spans.map(({ kind, from, to, url, user }) => `${kind}:${text.slice(from, to)}${url ?? user ?? ""}`),
  ].join(" | ");
};

describe("what is typed", () => {
  it.each([
    ["plain", "plain"],
    ["a **b** c", "a b c | bold:b"],
    ["_i_ ~~s~~ ||p||", "i s p | italic:i | strike:s | spoiler:p"],
    ["**a _b_ c**", "a b c | bold:a b c | italic:b"],
    ["**_x_**", "x | bold:x | italic:x"],
    ["_**x**_", "x | italic:x | bold:x"],
    ["`a **b**`", "a **b** | code:a **b**"],
    ["```\nif (a) {\n  b;\n}\n```", "if (a) {\n  b;\n} | pre:if (a) {\n  b;\n}"],
    ["[here](https://example.org/a_b_c)", "here | link:herehttps://example.org/a_b_c"],
    ["**世界** 🦀 _x_", "世界 🦀 x | bold:世界 | italic:x"],
  ])("%s", (typed, expected) => expect(named(typed)).toBe(expected));

  it.each([
    "snake_case_name",
    "2 ** 3 ** 4",
    "**never closed",
    "****",
    "** spaces **",
    "a || b || c",
    "``",
    "https://example.org/_a_/**b**",
    "[x](javascript:alert(1))",
    "[](https://example.org)",
    "C:\\temp\\new",
    "\\\\server\\share",
  ])("%s stays as it is", (typed) => expect(fromMarks(typed)).toEqual({ text: typed, spans: [] }));

  it("closes what is inside with what is around", () => expect(named("**a _b** c_")).toBe("a _b c_ | bold:a _b"));
  it("takes a mark after a backslash for a sign", () => {
    expect(named("\\**a**")).toBe("**a**");
    expect(named("\\_a_")).toBe("_a_");
    expect(named("\\\\**a**")).toBe("\\a | bold:a");
  });
  it("leaves marks beyond the hundredth as they were typed", () => {
    const { text, spans } = fromMarks("**a** ".repeat(101).trim());
    expect(spans).toHaveLength(100);
    expect(text.endsWith(" a **a**")).toBe(true);
  });
  it("takes no more than linear time for signs that never close", () => {
    const began = performance.now();
    for (const sign of ["**", "_a", "`", "[", "||x", "\\", "[a](https://", "```"]) fromMarks(sign.repeat(5000));
    expect(performance.now() - began).toBeLessThan(4000);
  });
});

describe("who was picked", () => {
  const ben = { text: "@Ben", user: "2" };
  const benno = { text: "@Benno", user: "3" };
  const all = { text: "@everyone", user: "" };
  it("is found again wherever the name went", () => {
    expect(named("hi @Ben, **@Ben** and @everyone", [ben, all])).toBe(
      "hi @Ben, @Ben and @everyone | mention:@Ben2 | bold:@Ben | mention:@Ben2 | mentionAll:@everyone",
    );
  });
  it("is not taken for somebody whose name goes on", () => {
    expect(named("@Benno @Ben @Bento", [ben, benno])).toBe("@Benno @Ben @Bento | mention:@Benno3 | mention:@Ben2");
  });
  it("is not called within code, across a mark, or once the name is gone", () => {
    expect(named("`@Ben` @B**en**", [ben])).toBe("@Ben @Ben | code:@Ben | mention:@Ben2 | bold:en");
    expect(named("@**Ben x**", [ben])).toBe("@Ben x | bold:Ben x");
    expect(named("@Be", [ben])).toBe("@Be");
  });
  it("comes from the ranges of a text that is edited", () => {
    const { text, spans } = fromMarks("@Ben and @everyone", [ben, all]);
    expect(picksOf(text, spans)).toEqual([ben, all]);
  });
});

describe("a text that is edited", () => {
  it.each([
    "plain",
    "a **b** c",
    "**a _b_ c**",
    "**_x_**",
    "`a **b**` and [here](https://example.org/a_b)",
    "```\na\n\n  b\n```",
    "||a ~~b~~||",
    "https://example.org/_a_/",
  ])("%s shows its marks again", (typed) => {
    const { text, spans } = fromMarks(typed);
    expect(toMarks(text, spans)).toBe(typed);
  });
  const cases: [string, Span[]][] = [
    ["2 **x** _y_ `z` [a](https://b.c)", []],
    ["back\\slash \\**x** \\\\_a_", []],
    ["a **b** c", [{ kind: "bold", from: 2, to: 7 }]],
    ["\\x", [{ kind: "bold", from: 1, to: 2 }]],
    ["x\\", [{ kind: "bold", from: 0, to: 2 }]],
    ["\\x", [{ kind: "code", from: 0, to: 2 }]],
    ["@Ben", [{ kind: "bold", from: 0, to: 4 }]],
  ];
  it.each(cases)("%s stays what it is when nothing is changed", (text, spans) => {
    expect(fromMarks(toMarks(text, spans))).toEqual({ text, spans });
  });
});
