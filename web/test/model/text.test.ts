// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { clockTime, dayName, listTime } from "../../src/model/dates";
import { pieces } from "../../src/model/links";
import { colourOf, initials, nameOf } from "../../src/model/names";
import { uuid7 } from "../../src/model/uuid";
import { directLog, peerOf } from "../../src/proto/log-name";

describe("link detection", () => {
  const cases: [string, string, [string, string][]][] = [
    ["finds https", "see https://a.example/b?c=d#e now", [["https://a.example/b?c=d#e", "https://a.example/b?c=d#e"]]],
    ["leaves the full stop outside", "https://a.example/b.", [["https://a.example/b", "https://a.example/b"]]],
    ["leaves an outer bracket outside", "(https://a.example)", [["https://a.example", "https://a.example/"]]],
    ["keeps an inner bracket", "https://a.example/x_(y)", [["https://a.example/x_(y)", "https://a.example/x_(y)"]]],
    ["ends at Chinese letters", "看https://a.example/b吧", [["https://a.example/b", "https://a.example/b"]]],
    ["ends at Chinese punctuation", "https://a.example，好", [["https://a.example", "https://a.example/"]]],
    ["completes www", "www.a.example", [["www.a.example", "https://www.a.example/"]]],
    ["finds an address", "to anna@a.example!", [["anna@a.example", "mailto:anna@a.example"]]],
    [
      "finds two",
      "http://a.example http://b.example",
      [
        ["http://a.example", "http://a.example/"],
        ["http://b.example", "http://b.example/"],
      ],
    ],
    ["takes no script", "javascript:alert(1)", []],
    ["takes no data", "data:text/html,<b>x</b>", []],
    ["takes no bare scheme", "https:// and http://", []],
    ["takes no file", "file:///etc/passwd", []],
    ["is not fooled by quotes", 'https://a.example/"onclick="x', [["https://a.example/", "https://a.example/"]]],
  ];
  it.each(cases)("%s", (_name, text, expected) => {
    const found = pieces(text);
    expect(found.flatMap((piece) => (piece.kind === "link" ? [[piece.text, piece.href]] : []))).toEqual(expected);
    expect(found.map((piece) => piece.text).join("")).toBe(text);
  });

  it("takes no time on a hostile text", () => {
    const start = performance.now();
    pieces("a@".repeat(8000));
    pieces("https://".repeat(2000));
    pieces(`https://a.example/${"(".repeat(8000)}`);
    pieces("a.".repeat(8000) + "@");
    expect(performance.now() - start).toBeLessThan(500);
  });
});

describe("names", () => {
  const user = { id: "1", handle: "anna", name: "Anna Lindqvist" };
  const contact = { user, state: "accepted" as const, alias: "", requestText: "", blocked: false, changedMs: 0 };
  it("prefer the alias, then the name, then the handle", () => {
    expect(nameOf({ ...contact, alias: "Sis" }, undefined)).toBe("Sis");
    expect(nameOf(contact, undefined)).toBe("Anna Lindqvist");
    expect(nameOf(undefined, { ...user, name: "" })).toBe("anna");
  });
  it.each([
    ["Anna Lindqvist", "AL"],
    ["anna", "A"],
    ["王小波", "王"],
    ["👩‍🚀 Zoe", "👩‍🚀Z"],
    ["", ""],
  ])("of %s have the initials %s", (name, expected) => expect(initials(name)).toBe(expected));
  it("have a colour that stays", () => {
    expect(colourOf("7340000000000000017")).toBe(colourOf("7340000000000000017"));
    expect(colourOf("1")).toBeLessThan(8);
  });
});

describe("times", () => {
  const now = new Date(2026, 4, 8, 15, 30).getTime();
  const hours = 3_600_000;
  it("are clock times today", () => {
    expect(clockTime(now, "en")).toBe("15:30");
    expect(listTime(now - hours, now, "zh-CN")).toBe("14:30");
  });
  it("name the day of a separator", () => {
    expect(dayName(now, now, "en")).toBe("Today");
    expect(dayName(now - 24 * hours, now, "en")).toBe("Yesterday");
    expect(dayName(now - 48 * hours, now, "en")).toBe("Wednesday");
    expect(dayName(now - 24 * hours, now, "zh-CN")).toBe("昨天");
    expect(dayName(now - 30 * 24 * hours, now, "en")).toBe("April 8");
    expect(dayName(now - 400 * 24 * hours, now, "en")).toContain("2025");
  });
});

describe("a client id", () => {
  it("is a UUID of version 7 that sorts by time", () => {
    const make = (time: number) => uuid7(time, (bytes) => bytes.fill(0xff));
    expect(make(0x0192_0000_0000)).toBe("01920000-0000-7fff-bfff-ffffffffffff");
    expect(make(2) > make(1)).toBe(true);
  });
});

describe("the name of a direct log", () => {
  it("orders ids by number, beyond 2^53 too", () => {
    expect(directLog("9", "10")).toBe("d.9.10");
    expect(directLog("7340000000000000018", "7340000000000000017")).toBe("d.7340000000000000017.7340000000000000018");
  });
  it("tells who the other is", () => {
    expect(peerOf("d.9.10", "9")).toBe("10");
    expect(peerOf("d.9.10", "10")).toBe("9");
    expect(peerOf("d.9.9", "9")).toBe("9");
  });
});
