// SPDX-License-Identifier: Apache-2.0
import { beforeEach, describe, expect, it } from "vitest";
import { ErrorCode, Retry } from "../../src/proto/gen/godwit/v1/error_pb";
import { Device } from "../peer/device";
import { Refusal } from "../peer/fake-connection";
import { FakeServer, type FakeUser } from "../peer/fake-server";
import { VirtualWorld } from "../peer/virtual-world";

let world: VirtualWorld;
let server: FakeServer;
let anna: FakeUser;
let bo: FakeUser;
let log: string;
let device: Device;

beforeEach(() => {
  world = new VirtualWorld();
  server = new FakeServer(() => world.wall());
  anna = server.register("anna", "password", "Anna");
  bo = server.register("bo", "password", "Bo");
  log = server.befriend(anna.id, bo.id);
  device = new Device(server, world, anna).start();
  world.pass(1000);
});

const stored = (): string[] =>
  server.log(log).entries.flatMap(({ body }) => {
    const kind = body?.kind;
    return kind?.case === "text" ? [kind.value?.text ?? ""] : [];
  });
const numbers = (count: number): string[] => Array.from({ length: count }, (_, n) => `${n}`);

describe("the outbox", () => {
  it("sends in order and is empty once the entries are held", () => {
    for (const text of numbers(40)) device.send(log, text);
    world.pass(200);
    expect(stored()).toEqual(numbers(40));
    expect(device.texts(log)).toEqual(numbers(40));
    expect(device.outboxItems.size).toBe(0);
  });

  it("keeps what is written offline and sends it after the reconnect, in order", () => {
    device.network.up = false;
    device.network.cut();
    for (const text of numbers(20)) device.send(log, text);
    world.pass(1000);
    expect(device.outboxItems.size).toBe(20);
    device.network.up = true;
    world.pass(20_000);
    expect(stored()).toEqual(numbers(20));
    expect(device.outboxItems.size).toBe(0);
  });

  it("repeats a send whose answer was lost, and it is stored once", () => {
    device.network.deaf = true;
    device.send(log, "hello");
    world.pass(5);
    expect(stored()).toEqual(["hello"]);
    device.network.cut();
    device.network.deaf = false;
    world.pass(5000);
    expect(stored()).toEqual(["hello"]);
    expect(device.texts(log)).toEqual(["hello"]);
    expect(device.outboxItems.size).toBe(0);
  });

  it("repeats unanswered sends before it reads the gap of that log", () => {
    device.network.deaf = true;
    device.send(log, "mine");
    world.pass(5);
    device.network.cut();
    server.append(log, bo.id, { kind: { case: "text", value: { text: "theirs" } } }, true);
    device.network.deaf = false;
    // The server keeps its answer to the repeated send for a while.
    let silent = true;
    device.network.onConnection = (connection) => {
      connection.intercept = (method) => (method === "sendMessage" && silent ? false : undefined);
    };
    const reads = () =>
      device.network.connection?.seen.filter(
        ({ method, request }) => method === "readLog" && "log" in request && request.log === log,
      ).length;
    world.pass(5000);
    expect(device.network.connection?.seen.some((row) => row.method === "sendMessage")).toBe(true);
    expect(reads()).toBe(0);
    expect(device.texts(log)).toEqual([]);
    silent = false;
    world.pass(20_000);
    expect(device.texts(log)).toEqual(["mine", "theirs"]);
  });

  it("survives a reload: items from the store are sent with their old client_id", () => {
    device.network.deaf = true;
    device.send(log, "hello");
    world.pass(5);
    const kept = [...device.outboxItems.values()].map((item) => ({ ...item, seq: 0 }));
    device.link.stop();
    const records = [...device.records.values()];
    const reloaded = new Device(server, world, anna, { epoch: 1, outbox: kept, logs: records }).start();
    world.pass(2000);
    expect(stored()).toEqual(["hello"]);
    expect(reloaded.outboxItems.size).toBe(0);
    expect(reloaded.texts(log)).toEqual(["hello"]);
  });

  it("shows a refused send as failed, and goes on with the next", () => {
    server.setContact(bo.id, anna.id, { blocked: true });
    const id = device.send(log, "to a wall");
    const own = `d.${anna.id}.${anna.id}`;
    device.send(own, "to myself");
    world.pass(100);
    expect(device.outboxItems.get(id)?.failure).toBe("NOT_A_CONTACT");
    expect(device.texts(own)).toEqual(["to myself"]);
  });

  it("sends a failed item again when asked, and forgets it when told so", () => {
    server.setContact(bo.id, anna.id, { blocked: true });
    const first = device.send(log, "first");
    const second = device.send(log, "second");
    world.pass(100);
    server.setContact(bo.id, anna.id, { blocked: false });
    const items = device.sync.outbox.items();
    const find = (id: string) => items.find((item) => item.clientId === id) ?? never();
    device.sync.outbox.retry(find(first), "fresh");
    device.sync.outbox.discard(find(second));
    world.pass(100);
    expect(stored()).toEqual(["first"]);
    expect(device.outboxItems.size).toBe(0);
  });

  it("backs off while the server is busy, loses nothing and keeps the order", () => {
    let sends = 0;
    const connection = device.network.connection;
    if (connection) {
      connection.intercept = (method) => {
        if (method === "sendMessage" && (sends += 1) % 2 === 1) throw new Refusal(ErrorCode.OVERLOADED, Retry.LATER);
      };
    }
    for (const text of numbers(3)) device.send(log, text);
    world.pass(60_000);
    expect(stored()).toEqual(numbers(3));
    expect(device.outboxItems.size).toBe(0);
  });

  it("gives up after seven days", () => {
    device.network.up = false;
    device.network.cut();
    const id = device.send(log, "old news");
    world.pass(8 * 24 * 3600 * 1000);
    device.network.up = true;
    world.pass(120_000);
    expect(device.outboxItems.get(id)?.failure).toBe("EXPIRED");
    expect(stored()).toEqual([]);
  });

  it("sends edits and recalls like messages", () => {
    device.send(log, "helo");
    world.pass(100);
    device.send(log, "hello", { kind: "edit", target: 2 });
    device.send(log, "", { kind: "recall", target: 2 });
    world.pass(100);
    expect(server.log(log).entries.map((entry) => entry.body?.kind?.case)).toEqual([
      "directStarted",
      "text",
      "edit",
      "recall",
    ]);
    expect(device.outboxItems.size).toBe(0);
  });

  it("keeps texts and drops edits when the epoch changes", () => {
    device.network.up = false;
    device.network.cut();
    device.send(log, "still true");
    device.send(log, "of a lost message", { kind: "edit", target: 2 });
    server.epoch = 2n;
    device.network.up = true;
    world.pass(20_000);
    expect(stored()).toEqual(["still true"]);
    expect(device.outboxItems.size).toBe(0);
  });

  it("does not mind another tab sending the same items", () => {
    device.network.up = false;
    device.network.cut();
    for (const text of numbers(5)) device.send(log, text);
    const shared = [...device.outboxItems.values()];
    const tab = new Device(server, world, anna, { outbox: shared.map((item) => ({ ...item })) }).start();
    device.network.up = true;
    world.pass(20_000);
    expect(stored()).toEqual(numbers(5));
    expect(tab.outboxItems.size + device.outboxItems.size).toBe(0);
    expect(tab.texts(log)).toEqual(device.texts(log));
  });
});

function never(): never {
  throw new Error("there is no such item");
}
