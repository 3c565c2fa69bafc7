// SPDX-License-Identifier: Apache-2.0
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { errorText, language, t, type MessageKey } from "../../src/ui/i18n";
import "../../src/ui/later-texts";
import "../../src/ui/media-texts";
import { en as first } from "../../src/ui/messages-en";
import "../../src/ui/group-texts";
import "../../src/ui/about-texts";
import { aboutEn } from "../../src/ui/messages-about-en";
import { aboutZh } from "../../src/ui/messages-about-zh";
import { groupsEn } from "../../src/ui/messages-groups-en";
import { groupsZh } from "../../src/ui/messages-groups-zh";
import { laterEn } from "../../src/ui/messages-later-en";
import { laterZh } from "../../src/ui/messages-later-zh";
import { mediaEn } from "../../src/ui/messages-media-en";
import { mediaZh } from "../../src/ui/messages-media-zh";
import { zh as firstZh } from "../../src/ui/messages-zh";
import { hashOf, parseRoute, type Route } from "../../src/ui/route";

const en = { ...first, ...laterEn, ...mediaEn, ...groupsEn, ...aboutEn };
const zh = { ...firstZh, ...laterZh, ...mediaZh, ...groupsZh, ...aboutZh };
const keys = Object.keys(en) as MessageKey[];
const places = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g) ?? [])].toSorted();

describe("the message tables", () => {
  it("hold the same keys", () => expect(Object.keys(zh).toSorted()).toEqual(keys.toSorted()));
  it.each(keys)("fill %s in both languages with the same places", (key) => {
    expect(zh[key].trim()).not.toBe("");
    expect(places(zh[key])).toEqual(places(en[key]));
  });
  it("hold Chinese where it says Chinese", () => {
    const latin = keys.filter((key) => !/[\u4e00-\u9fff]/.test(zh[key]) && zh[key] !== "{name}：{text}");
    expect(latin).toEqual([]);
  });
  it("hold no key that nothing uses", () => {
    const files = readdirSync(new URL("../../src", import.meta.url), { recursive: true, encoding: "utf8" })
      .filter((name) => /\.tsx?$/.test(name) && !name.includes("messages-"))
      .map((name) => readFileSync(new URL(`../../src/${name}`, import.meta.url), "utf8"))
      .join("\n");
    const built = ["connection.", "status.", "error.", "nav.", "emoji.group-", "group.event-"];
    const unused = keys.filter((key) => !files.includes(`"${key}"`) && !built.some((start) => key.startsWith(start)));
    expect(unused).toEqual([]);
  });
});

describe("a message", () => {
  it("chooses one or many and fills its places", () => {
    language.value = "en";
    expect(t("chats.unread", { n: 1 })).toBe("1 unread message");
    expect(t("chats.unread", { n: 5 })).toBe("5 unread messages");
    language.value = "zh-CN";
    expect(t("chats.unread", { n: 1 })).toBe("1 条未读消息");
    language.value = "en";
  });
  it("does not fill places found in a filled value", () => {
    expect(t("chat.new-from", { name: "{text}", text: "{name}" })).toBe("{text}: {name}");
  });
  it("explains errors, known or not", () => {
    expect(errorText("HANDLE_TAKEN")).toBe("This handle is taken.");
    expect(errorText("SOMETHING_NEW")).toContain("SOMETHING_NEW");
  });
});

describe("a route", () => {
  const routes: Route[] = [
    { screen: "chats" },
    { screen: "contacts" },
    { screen: "settings" },
    { screen: "find" },
    { screen: "chat", log: "d.1.2" },
    { screen: "person", user: "12" },
    { screen: "chat", log: "g.7" },
    { screen: "group", log: "g.7" },
    { screen: "join", code: "AbC-_0123456789abcdefg" },
    { screen: "new-group" },
    { screen: "devices" },
    { screen: "profile" },
    { screen: "privacy" },
    { screen: "notifications" },
    { screen: "archived" },
    { screen: "link", link: "" },
    { screen: "link", link: "abcdefghijklmnopqrstuvwxyz" },
  ];
  it.each(routes)("survives the address: $screen", (route) => expect(parseRoute(hashOf(route))).toEqual(route));
  it.each(["", "#", "#/nowhere", "#/chat/u.1", "#/chat/<b>", "#/person/x"])("%s leads to the chats", (hash) =>
    expect(parseRoute(hash)).toEqual({ screen: "chats" }),
  );
});

describe("texts that come later", () => {
  const folder = new URL("../../src/", import.meta.url);
  const screens = ["app/app.tsx", "features/auth/auth.tsx"].flatMap((name) => {
    const from = new URL(name, folder);
    const imports = readFileSync(from, "utf8").matchAll(/import\("([^"]+)"\)/g);
    // Those of a conversation are in the first tables: it is loaded while the list is looked at.
    const names = [...imports].map((match) => match[1] ?? "").filter((name) => !name.endsWith("/conversation"));
    return names.map((name) => new URL(`${name}.tsx`, from));
  });
  it("come with more than five screens", () => expect(screens.length).toBeGreaterThan(5));
  it.each(screens.map((file) => [file.pathname.split("/").at(-1), file] as const))("come with %s", (_name, file) =>
    expect(readFileSync(file, "utf8")).toMatch(/import "..\/..\/ui\/(later|group)-texts"/),
  );
});
