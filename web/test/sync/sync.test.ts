// SPDX-License-Identifier: Apache-2.0
import { beforeEach, describe, expect, it } from "vitest";
import { ErrorCode, Retry } from "../../src/proto/gen/godwit/v1/error_pb";
import { unreadOf } from "../../src/model/ticks";
import { Device } from "../peer/device";
import { Refusal } from "../peer/fake-connection";
import { FakeServer, type FakeUser } from "../peer/fake-server";
import { VirtualWorld } from "../peer/virtual-world";

let world: VirtualWorld;
let server: FakeServer;
let anna: FakeUser;
let bo: FakeUser;
let log: string;

beforeEach(() => {
  world = new VirtualWorld();
  server = new FakeServer(() => world.wall());
  anna = server.register("anna", "password", "Anna");
  bo = server.register("bo", "password", "Bo");
  log = server.befriend(anna.id, bo.id, "hello");
});

/** Bo says something without having a device. */
function say(text: string): void {
  server.append(log, bo.id, { kind: { case: "text", value: { text } } }, true);
}

function dense(seqs: number[]): boolean {
  return seqs.every((seq, index) => seq === (seqs[0] ?? 0) + index);
}

describe("a device that starts empty", () => {
  it("reads the newest page of each conversation and all contacts", () => {
    for (let n = 1; n <= 80; n += 1) say(`message ${n}`);
    const device = new Device(server, world, anna).start();
    world.pass(1000);
    expect(device.complete).toBe(true);
    expect(device.texts(log).length).toBe(50);
    expect(device.texts(log).at(-1)).toBe("message 80");
    expect(device.people.get(bo.id)?.state).toBe("accepted");
  });

  it("pages back to the beginning", () => {
    for (let n = 1; n <= 80; n += 1) say(`message ${n}`);
    const device = new Device(server, world, anna).start();
    world.pass(1000);
    device.sync.older(log, 60, () => {});
    world.pass(10);
    expect(device.seqs(log)[0]).toBe(1);
    expect(device.seqs(log).length).toBe(81);
    expect(dense(device.seqs(log))).toBe(true);
  });

  it("knows the note to self even though nothing was ever written there", () => {
    const device = new Device(server, world, anna).start();
    world.pass(1000);
    const own = `d.${anna.id}.${anna.id}`;
    device.send(own, "milk");
    world.pass(10);
    expect(device.texts(own)).toEqual(["milk"]);
  });
});

describe("live entries", () => {
  it("are applied in order, once, even when they come twice", () => {
    const device = new Device(server, world, anna).start();
    world.pass(1000);
    say("one");
    say("two");
    world.pass(10);
    const entry = device.entries.get(log)?.at(-1);
    if (entry) device.sync.update({ kind: "entry", epoch: 1, entry });
    expect(device.texts(log)).toEqual(["one", "two"]);
  });

  it("that leave a gap are kept aside for half a second, then the gap is read", () => {
    const device = new Device(server, world, anna).start();
    world.pass(1000);
    device.network.deaf = true;
    say("lost");
    world.pass(5);
    device.network.deaf = false;
    say("heard");
    world.pass(400);
    expect(device.texts(log)).toEqual([]);
    expect(device.network.connection?.seen.filter((row) => row.method === "readLog").length).toBe(2);
    world.pass(200);
    expect(device.texts(log)).toEqual(["lost", "heard"]);
  });

  it("that close the gap by themselves in time cost no request", () => {
    const device = new Device(server, world, anna).start();
    world.pass(1000);
    const reads = () => device.network.connection?.seen.filter((row) => row.method === "readLog").length;
    const before = reads();
    const kept: Parameters<typeof device.sync.update>[0][] = [];
    const update = device.sync.update.bind(device.sync);
    device.sync.update = (value) => void kept.push(value);
    say("one");
    say("two");
    world.pass(5);
    device.sync.update = update;
    const entries = kept.filter((row) => row.kind === "entry");
    for (const row of entries.toReversed()) device.sync.update(row);
    world.pass(2000);
    expect(device.texts(log)).toEqual(["one", "two"]);
    expect(reads()).toBe(before);
  });

  it("of a conversation not known yet make it known", () => {
    const cleo = server.register("cleo", "password", "Cleo");
    const device = new Device(server, world, anna).start();
    world.pass(1000);
    const fresh = server.befriend(cleo.id, anna.id, "it's me");
    world.pass(100);
    expect(device.entries.get(fresh)?.[0]?.body).toMatchObject({ kind: "directStarted", text: "it's me" });
    expect(device.records.get(fresh)?.head.members.length).toBe(2);
  });

  it("left out by a slow connection are read when the server says so", () => {
    const device = new Device(server, world, anna).start();
    world.pass(1000);
    device.network.deaf = true;
    say("one");
    say("two");
    world.pass(5);
    device.network.deaf = false;
    server.tell(anna.id, { kind: { case: "behind", value: { log, epoch: 1n, head: 3n } } });
    world.pass(10);
    expect(device.texts(log)).toEqual(["one", "two"]);
  });
});

describe("after an absence", () => {
  it("everything is there, in order, once", () => {
    const device = new Device(server, world, anna).start();
    world.pass(1000);
    say("before");
    world.pass(5);
    device.network.up = false;
    device.network.cut();
    for (let n = 1; n <= 300; n += 1) say(`away ${n}`);
    device.network.up = true;
    world.pass(5000);
    expect(device.texts(log)).toEqual(["before", ...Array.from({ length: 300 }, (_, n) => `away ${n + 1}`)]);
    expect(dense(device.seqs(log))).toBe(true);
    expect(device.complete).toBe(true);
  });

  it("a very long gap is left for the newest page", () => {
    const device = new Device(server, world, anna).start();
    world.pass(1000);
    device.network.up = false;
    device.network.cut();
    for (let n = 1; n <= 1000; n += 1) say(`away ${n}`);
    device.network.up = true;
    world.pass(5000);
    expect(device.texts(log).length).toBe(50);
    expect(device.texts(log).at(-1)).toBe("away 1000");
  });

  it("a page that is refused for now is asked for again", () => {
    const device = new Device(server, world, anna);
    let refusals = 3;
    device.network.onConnection = (connection) => {
      connection.intercept = (method) => {
        if (method === "readLog" && (refusals -= 1) >= 0) throw new Refusal(ErrorCode.OVERLOADED, Retry.LATER);
      };
    };
    say("patience");
    device.start();
    world.pass(20_000);
    expect(device.texts(log)).toEqual(["patience"]);
  });
});

describe("another epoch", () => {
  it("drops all positions and reads again", () => {
    const device = new Device(server, world, anna).start();
    say("kept by the backup");
    world.pass(1000);
    say("lost by the restore");
    world.pass(10);
    server.epoch = 2n;
    server.log(log).entries.pop();
    device.network.cut();
    world.pass(5000);
    expect(device.epochs).toEqual([2]);
    expect(device.texts(log)).toEqual(["kept by the backup"]);
    expect(device.records.get(log)?.head.epoch).toBe(2);
    say("after");
    world.pass(10);
    expect(device.texts(log)).toEqual(["kept by the backup", "after"]);
  });
});

describe("cursors", () => {
  it("report delivery at most once a second", () => {
    const device = new Device(server, world, anna).start();
    world.pass(3000);
    const reports = () => device.network.connection?.seen.filter((row) => row.method === "advanceCursors").length ?? 0;
    const before = reports();
    say("one");
    say("two");
    world.pass(500);
    say("three");
    world.pass(499);
    expect(reports()).toBe(before);
    world.pass(100);
    expect(reports()).toBe(before + 1);
    expect(server.cursor(server.log(log), anna.id).delivered).toBe(4n);
  });

  it("report delivery at once after twenty entries", () => {
    const device = new Device(server, world, anna).start();
    world.pass(3000);
    for (let n = 0; n < 20; n += 1) say("x");
    world.pass(10);
    expect(server.cursor(server.log(log), anna.id).delivered).toBe(21n);
    expect(device.complete).toBe(true);
  });

  it("report reading and count what is unread", () => {
    const device = new Device(server, world, anna).start();
    say("one");
    say("two");
    world.pass(3000);
    const unread = () => unreadOf(device.records.get(log) ?? never(), anna.id);
    expect(unread()).toBe(2);
    const first = device.entries.get(log)?.find((entry) => entry.seq === 2);
    device.sync.read(log, 2, first?.messageIndex ?? 0);
    expect(unread()).toBe(1);
    world.pass(2000);
    expect(server.cursor(server.log(log), anna.id).read).toBe(2n);
    expect(server.cursor(server.log(log), anna.id).delivered).toBe(3n);
  });

  it("read while offline are reported after the reconnect", () => {
    const device = new Device(server, world, anna).start();
    say("one");
    world.pass(3000);
    device.network.up = false;
    device.network.cut();
    device.sync.read(log, 2, 1);
    world.pass(1000);
    device.network.up = true;
    world.pass(60_000);
    expect(server.cursor(server.log(log), anna.id).read).toBe(2n);
  });

  it("of the other person arrive live", () => {
    const device = new Device(server, world, anna).start();
    world.pass(1000);
    device.send(log, "hi");
    world.pass(10);
    server.advance(log, bo.id, 2n, 0n);
    world.pass(10);
    const cursor = device.records.get(log)?.head.cursors.find((row) => row.user === bo.id);
    expect(cursor).toMatchObject({ delivered: 2, read: 0 });
  });

  it("of a second device clear the unread count here", () => {
    const phone = new Device(server, world, anna).start();
    const desk = new Device(server, world, anna).start();
    say("one");
    world.pass(3000);
    phone.sync.read(log, 2, 1);
    world.pass(2000);
    expect(unreadOf(desk.records.get(log) ?? never(), anna.id)).toBe(0);
  });
});

function never(): never {
  throw new Error("there is no record");
}
