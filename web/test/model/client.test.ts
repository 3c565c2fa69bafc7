// SPDX-License-Identifier: Apache-2.0
// The whole client below the screens, with a real store in memory, through what people do.
import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Client } from "../../src/model/client";
import { fold } from "../../src/model/fold";
import { FakeNetwork } from "../peer/fake-network";
import { FakeServer } from "../peer/fake-server";
import { VirtualWorld } from "../peer/virtual-world";

let world: VirtualWorld;
let server: FakeServer;
let count = 0;
const clients: Client[] = [];

interface Browser {
  client: Client;
  network: FakeNetwork;
  reloads: number;
}

beforeEach(() => {
  vi.stubGlobal("BroadcastChannel", undefined);
  vi.stubGlobal("navigator", { onLine: true });
  world = new VirtualWorld();
  server = new FakeServer(() => world.wall());
});

afterEach(() => {
  for (const client of clients.splice(0)) client.stop();
  vi.unstubAllGlobals();
});

/** Lets the store's real asynchrony and the virtual time both go on. */
async function settle(ms = 1500): Promise<void> {
  for (let step = 0; step < 15; step += 1) {
    world.pass(ms / 15);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

function open(database: string): Browser {
  const network = new FakeNetwork(server, world);
  const browser = { network, reloads: 0 } as Browser;
  browser.client = new Client({ dial: network.dial, world, database, reload: () => (browser.reloads += 1) });
  clients.push(browser.client);
  void browser.client.start();
  return browser;
}

async function registered(handle: string): Promise<Browser & { database: string }> {
  count += 1;
  const database = `client-${count}`;
  const browser = open(database);
  await settle();
  const done = browser.client.register({ handle, password: "password", name: handle.toUpperCase() });
  await settle();
  expect(await done).toBeNull();
  return Object.assign(browser, { database });
}

async function friends() {
  const anna = await registered("anna");
  const bo = await registered("bo");
  const log = server.befriend(anna.client.state.self.value.id, bo.client.state.self.value.id, "hi");
  await settle();
  return { anna, bo, log };
}

function texts(browser: Browser, log: string): string[] {
  const { state } = browser.client;
  const entries = state.conversation.value?.entries.value ?? [];
  const items = state.outbox.value.filter((item) => item.log === log);
  return fold(entries, items, state.self.value.id)
    .filter((message) => message.kind === "text")
    .map((message) => message.text);
}

describe("a client", () => {
  it("registers, is a member, and still is after a reload", async () => {
    const anna = await registered("anna");
    expect(anna.client.state.phase.value).toBe("member");
    expect(anna.client.state.connection.value).toBe("online");
    anna.client.stop();
    const again = open(anna.database);
    await settle();
    expect(again.client.state.phase.value).toBe("member");
    expect(again.client.state.self.value.handle).toBe("anna");
  });

  it("becomes a contact by request and answer", async () => {
    const anna = await registered("anna");
    const bo = await registered("bo");
    const boId = bo.client.state.self.value.id;
    void anna.client.member?.contact("requestContact", { user: boId, text: "It is me" });
    await settle();
    expect(bo.client.state.incoming.value[0]).toMatchObject({ requestText: "It is me", user: { handle: "anna" } });
    void bo.client.member?.contact("answerContact", { user: anna.client.state.self.value.id, accept: true });
    await settle();
    expect(bo.client.state.incoming.value).toEqual([]);
    expect(anna.client.state.contacts.value.get(boId)?.state).toBe("accepted");
    expect(anna.client.state.chat(anna.client.state.logWith(boId))?.maySend).toBe(true);
  });

  it("counts the unread messages of others and forgets them when read", async () => {
    const { anna, bo, log } = await friends();
    bo.client.member?.send(log, "one");
    bo.client.member?.send(log, "two");
    await settle();
    expect(anna.client.state.unread.value).toBe(2);
    expect(bo.client.state.unread.value).toBe(0);
    anna.client.member?.read(log, 3, 2);
    await settle();
    expect(anna.client.state.unread.value).toBe(0);
  });

  it("shows after an absence everything, in order, once", async () => {
    const { anna, bo, log } = await friends();
    anna.client.stop();
    for (let n = 1; n <= 30; n += 1) bo.client.member?.send(log, `away ${n}`);
    await settle();
    const again = open(anna.database);
    await settle();
    again.client.member?.open(log);
    await settle();
    expect(texts(again, log)).toEqual(Array.from({ length: 30 }, (_, n) => `away ${n + 1}`));
    expect(again.client.state.conversation.value?.dividerAfter).toBe(0);
  });

  it("keeps an unsent message over a reload and sends it once", async () => {
    const { anna, log } = await friends();
    anna.network.up = false;
    anna.network.cut();
    anna.client.member?.send(log, "from the outbox");
    await settle();
    anna.client.stop();
    const again = open(anna.database);
    again.network.up = false;
    await settle();
    again.client.member?.open(log);
    await settle();
    expect(texts(again, log)).toEqual(["from the outbox"]);
    expect(again.client.state.outbox.value.length).toBe(1);
    again.network.up = true;
    await settle(30_000);
    expect(again.client.state.outbox.value).toEqual([]);
    expect(texts(again, log)).toEqual(["from the outbox"]);
    expect(server.log(log).entries.length).toBe(2);
  });

  it("opens a conversation from its cache without the server", async () => {
    const { anna, bo, log } = await friends();
    bo.client.member?.send(log, "cached");
    await settle();
    anna.client.stop();
    const again = open(anna.database);
    again.network.up = false;
    await settle();
    again.client.member?.open(log);
    await settle();
    expect(texts(again, log)).toEqual(["cached"]);
  });

  it("shows the same on a second device of the same person", async () => {
    const { anna, bo, log } = await friends();
    anna.client.member?.send(log, "from the phone");
    bo.client.member?.send(log, "answer");
    await settle();
    const desk = open("client-desk");
    await settle();
    void desk.client.logIn({ handle: "anna", password: "password" });
    await settle();
    desk.client.member?.open(log);
    anna.client.member?.open(log);
    await settle();
    expect(texts(desk, log)).toEqual(["from the phone", "answer"]);
    expect(texts(anna, log)).toEqual(texts(desk, log));
  });

  it("keeps nothing after logging out", async () => {
    const { anna, log } = await friends();
    anna.client.member?.draft(log, "secret");
    void anna.client.logOut();
    await settle();
    expect(anna.client.state.phase.value).toBe("anonymous");
    expect(anna.client.state.records.value.size).toBe(0);
    const again = open(anna.database);
    await settle();
    expect(again.client.state.phase.value).toBe("anonymous");
    expect(again.client.state.drafts.value.size).toBe(0);
  });

  it("asks for the password when the server ended this device", async () => {
    const anna = await registered("anna");
    server.tokens.clear();
    anna.network.cut();
    await settle(30_000);
    expect(anna.client.state.phase.value).toBe("anonymous");
    expect(anna.reloads).toBe(0);
  });

  it("edits and recalls what it sent", async () => {
    const { anna, bo, log } = await friends();
    anna.client.member?.open(log);
    bo.client.member?.open(log);
    anna.client.member?.send(log, "helo");
    await settle();
    const message = () => {
      const { state } = anna.client;
      return fold(state.conversation.value?.entries.value ?? [], [], state.self.value.id).at(-1);
    };
    const sent = message();
    if (sent) anna.client.member?.edit(log, sent, "hello");
    await settle();
    expect(texts(bo, log)).toEqual(["hello"]);
    if (sent) anna.client.member?.recall(log, sent);
    await settle();
    expect(texts(bo, log)).toEqual([]);
    expect(message()?.kind).toBe("recalled");
  });
});
