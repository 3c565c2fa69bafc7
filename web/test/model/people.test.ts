// SPDX-License-Identifier: Apache-2.0
// What the client makes of people, devices and settings, with a real store in memory.
import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Client } from "../../src/model/client";
import { lastSeen } from "../../src/model/dates";
import { Store } from "../../src/store/store";
import { FakeNetwork } from "../peer/fake-network";
import { FakeServer, type FakeUser } from "../peer/fake-server";
import { VirtualWorld } from "../peer/virtual-world";

let world: VirtualWorld;
let server: FakeServer;
let anna: FakeUser;
let bo: FakeUser;
let count = 0;
let left = 0;
const clients: Client[] = [];

beforeEach(() => {
  vi.stubGlobal("BroadcastChannel", undefined);
  vi.stubGlobal("navigator", { onLine: true });
  vi.stubGlobal("fetch", () => Promise.reject(new Error("no network")));
  const kept = new Map<string, string>();
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  });
  world = new VirtualWorld();
  server = new FakeServer(() => world.wall());
  anna = server.register("anna", "password", "Anna");
  bo = server.register("bo", "password", "Bo");
  server.befriend(anna.id, bo.id);
  left = 0;
});

afterEach(() => {
  for (const client of clients.splice(0)) client.stop();
  vi.unstubAllGlobals();
});

async function settle(ms = 1500): Promise<void> {
  for (let step = 0; step < 15; step += 1) {
    world.pass(ms / 15);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

async function anonymous(): Promise<{ client: Client; database: string }> {
  const database = `people-${(count += 1)}`;
  const { dial } = new FakeNetwork(server, world);
  const client = new Client({ dial, world, database, reload: () => {}, left: () => (left += 1) });
  clients.push(client);
  void client.start();
  await settle();
  return { client, database };
}

async function loggedIn(handle: string): Promise<{ client: Client; database: string }> {
  const browser = await anonymous();
  const done = browser.client.logIn({ handle, password: "password" });
  await settle();
  expect(await done).toBeNull();
  return browser;
}

async function stored(database: string): Promise<boolean> {
  const store = await Store.open(database, () => {});
  const session = await store.session();
  const { logs, contacts } = await store.load();
  store.close();
  return session !== null || logs.length > 0 || contacts.length > 0;
}

describe("a device that is logged out from afar", () => {
  it("says why, and keeps nothing", async () => {
    const here = await loggedIn("anna");
    const there = await loggedIn("anna");
    const answer = here.client.member?.call("listDevices", {});
    await settle(100);
    const listed = await answer;
    const device = listed?.ok ? listed.value.devices.find((row) => !row.current) : undefined;
    void here.client.member?.call("revokeDevice", { deviceId: device?.id ?? "0" });
    await settle();
    expect(there.client.state.phase.value).toBe("anonymous");
    expect(there.client.state.ending.value).toBe("loggedOut");
    expect(await stored(there.database)).toBe(false);
    expect(left).toBe(1);
    expect(here.client.state.phase.value).toBe("member");
  });

  it("says nothing when it was its own wish", async () => {
    const { client } = await loggedIn("anna");
    void client.logOut();
    await settle();
    expect(client.state.phase.value).toBe("anonymous");
    expect(client.state.ending.value).toBeNull();
  });
});

describe("deleting the account", () => {
  it("needs the right password", async () => {
    const { client } = await loggedIn("anna");
    const done = client.deleteAccount("wrong");
    await settle();
    expect((await done)?.code).toBe("WRONG_CREDENTIALS");
    expect(client.state.phase.value).toBe("member");
  });

  it("empties this browser, and leaves others with a deleted person they cannot write to", async () => {
    const ours = await loggedIn("anna");
    const theirs = await loggedIn("bo");
    const log = theirs.client.state.logWith(anna.id);
    expect(theirs.client.state.chat(log)?.maySend).toBe(true);
    const done = ours.client.deleteAccount("password");
    await settle();
    expect(await done).toBeNull();
    expect(ours.client.state.ending.value).toBe("deleted");
    expect(await stored(ours.database)).toBe(false);
    const chat = theirs.client.state.chat(log);
    expect(chat?.peer.deleted).toBe(true);
    expect(chat?.maySend).toBe(false);
  });
});

describe("settings", () => {
  it("hold on all devices", async () => {
    const one = await loggedIn("anna");
    const other = await loggedIn("anna");
    expect(one.client.state.settings.value).toEqual({ invisible: false, hideRead: false, unlisted: false });
    void one.client.member?.setSettings({ invisible: true, hideRead: false, unlisted: true });
    await settle();
    expect(one.client.state.settings.value?.invisible).toBe(true);
    expect(other.client.state.settings.value).toEqual({ invisible: true, hideRead: false, unlisted: true });
  });
});

describe("presence and activity", () => {
  it("reach the other person and end with a message", async () => {
    const ours = await loggedIn("anna");
    const theirs = await loggedIn("bo");
    expect(ours.client.state.presences.value.get(bo.id)?.online).toBe(true);
    const log = ours.client.state.logWith(bo.id);
    theirs.client.member?.activity.typing(log);
    await settle(100);
    expect(ours.client.state.activities.value.get(log)).toEqual({ user: bo.id, activity: "typing" });
    theirs.client.member?.send(log, "there");
    await settle(500);
    expect(ours.client.state.activities.value.has(log)).toBe(false);
    theirs.client.stop();
    await settle(100);
    expect(ours.client.state.presences.value.get(bo.id)?.online).toBe(false);
  });
});

describe("a profile", () => {
  it("reaches contacts and own devices as it changes", async () => {
    const ours = await loggedIn("anna");
    const own = await loggedIn("anna");
    const theirs = await loggedIn("bo");
    void ours.client.member?.setProfile({ signature: "Low tide", avatar: "picture" });
    await settle();
    for (const shown of [ours.client.state.self.value, own.client.state.self.value]) {
      expect(shown).toMatchObject({ name: "Anna", signature: "Low tide", avatar: "picture" });
    }
    const chat = theirs.client.state.chat(theirs.client.state.logWith(anna.id));
    expect(chat?.peer).toMatchObject({ signature: "Low tide", avatar: "picture" });
  });
});

describe("a demo server", () => {
  it("offers its people, and is remembered as one", async () => {
    server.demo = true;
    const { client } = await anonymous();
    expect(client.state.demo.value?.people.map((user) => user.handle)).toEqual(["anna", "bo"]);
    expect(client.state.isDemo.value).toBe(true);
    const again = await anonymous();
    server.demo = false;
    expect(again.client.state.isDemo.value).toBe(true);
    expect((await anonymous()).client.state.isDemo.value).toBe(false);
  });
});

describe("when somebody was last there", () => {
  const now = new Date(2026, 10, 20, 15, 0).getTime();
  it.each([
    ["en", 10_000, "just now"],
    ["en", 5 * 60_000, "5 minutes ago"],
    ["en", 3 * 3_600_000, "3 hours ago"],
    ["en", 20 * 3_600_000, "yesterday 19:00"],
    ["en", 70 * 3_600_000, "Tuesday 17:00"],
    ["en", 30 * 86_400_000, "October 21"],
    ["zh-CN", 5 * 60_000, "5分钟前"],
    ["zh-CN", 20 * 3_600_000, "昨天 19:00"],
    ["en", -60_000, "just now"],
  ])("in %s, %i ms ago, is %s", (language, ago, words) =>
    expect(lastSeen(now - ago, now, language, "just now")).toBe(words),
  );
});
