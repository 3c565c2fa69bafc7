// SPDX-License-Identifier: Apache-2.0
import { expect, it } from "vitest";
import { emojiOf, found, used } from "../../src/features/conversation/emoji";
import { groups as en } from "../../src/ui/gen/emoji-en";
import { groups as zh } from "../../src/ui/gen/emoji-zh";

const english = en.flatMap(emojiOf);
const chinese = zh.flatMap(emojiOf);

it("knows the same emoji in both languages, each once, in nine groups", () => {
  expect(en.length).toBe(9);
  expect(english.map((row) => row.emoji).toSorted()).toEqual(chinese.map((row) => row.emoji).toSorted());
  expect(new Set(english.map((row) => row.emoji)).size).toBe(english.length);
  expect(english.length).toBeGreaterThan(1500);
});

it("fits the limit of a reaction", () => {
  const long = english.filter(({ emoji }) => new TextEncoder().encode(emoji).length > 32);
  expect(long).toEqual([]);
});

it("finds by the beginnings of words, in any order", () => {
  expect(found(english, "Thumb up")).toContain("👍");
  expect(found(english, "hum")).not.toContain("👍");
  expect(found(english, "zzzz")).toEqual([]);
  expect(found(english, " ")).toEqual([]);
  expect(found(english, "🐻")).toEqual(["🐻"]);
});

it("finds in Chinese anywhere in the words", () => expect(found(chinese, "苹果")).toContain("🍎"));

it("keeps what was used last first, once, up to a limit", () => {
  expect(used(["a", "b", "c"], "b")).toEqual(["b", "a", "c"]);
  const many = Array.from({ length: 40 }, (_, at) => `${at}`).reduce<string[]>(used, []);
  expect(many[0]).toBe("39");
  expect(many.length).toBe(32);
});
