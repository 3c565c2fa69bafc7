// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { begunAt, callable, fitting, pickOf, type Callable } from "../../src/model/mention-list";
import type { GroupMember } from "../../src/proto/groups";

const member = (id: string, name: string, handle: string, nickname = ""): GroupMember => ({
  user: { id, name, handle },
  ...{ role: "member", nickname, mutedUntilMs: 0 },
});

describe("a name that is begun", () => {
  it.each<[string, { at: number; query: string } | null]>([
    ["@", { at: 0, query: "" }],
    ["hi @be", { at: 3, query: "be" }],
    ["你好@小", { at: 2, query: "小" }],
    ["(@be", { at: 1, query: "be" }],
    ["mail@example", null],
    ["@be ", null],
    ["", null],
  ])("stands in %j", (text, expected) => expect(begunAt(text, text.length)).toEqual(expected));
  it("is the one before the caret", () => expect(begunAt("@be and more", 2)).toEqual({ at: 0, query: "b" }));
});

describe("who fits", () => {
  const people = [
    callable(member("2", "Robert", "bob_1"), ""),
    callable(member("3", "Ben", "ben"), "Uncle"),
    callable(member("4", "Cleo", "cleo", "Clio"), ""),
  ];
  const all: Callable = { user: "", name: "everyone", handle: "", found: ["everyone", "all"] };
  const names = (query: string) => fitting([...people, all], query).map(({ name }) => name);
  it("is found by name, handle, nickname and the reader's own name", () => {
    expect(names("ro")).toEqual(["Robert"]);
    expect(names("BOB")).toEqual(["Robert"]);
    expect(names("cli")).toEqual(["Clio"]);
    expect(names("cleo")).toEqual(["Clio"]);
    expect(names("uncle")).toEqual(["Ben"]);
    expect(names("x")).toEqual([]);
  });
  it("comes with everyone first, and names that begin so before others", () => {
    expect(names("")).toEqual(["everyone", "Robert", "Ben", "Clio"]);
    expect(names("be")).toEqual(["Ben", "Robert"]);
  });
  it("is written by what all call them, never by the reader's own name", () => {
    const ben = people[1];
    expect(ben && pickOf(ben, [])).toEqual({ text: "@Ben", user: "3" });
    expect(ben && pickOf(ben, [{ text: "@Ben", user: "9" }])).toEqual({ text: "@ben", user: "3" });
    expect(pickOf(all, [])).toEqual({ text: "@everyone", user: "" });
  });
});
