// SPDX-License-Identifier: Apache-2.0
// What a person decides about conversations, and drafts, over two devices and a server on virtual time.
import { beforeEach, describe, expect, it } from "vitest";
import { FOR_GOOD, noSettings } from "../../src/proto/conversations";
import type { LogRecord } from "../../src/sync/log-state";
import { archivedNow, isArchived, isMarked, isMuted, markedNow, settingsOf } from "../../src/sync/settings-rules";
import { Device } from "../peer/device";
import { FakeServer, type FakeUser } from "../peer/fake-server";
import { VirtualWorld } from "../peer/virtual-world";

let world: VirtualWorld;
let server: FakeServer;
let anna: FakeUser;
let bo: FakeUser;
let log: string;
let phone: Device;
let laptop: Device;

beforeEach(() => {
  world = new VirtualWorld();
  server = new FakeServer(() => world.wall());
  anna = server.register("anna", "password", "Anna");
  bo = server.register("bo", "password", "Bo");
  log = server.befriend(anna.id, bo.id, "hello");
  phone = new Device(server, world, anna).start();
  laptop = new Device(server, world, anna).start();
  world.pass(1000);
});

function say(text: string): void {
  server.append(log, bo.id, { kind: { case: "text", value: { text } } }, true);
  world.pass(100);
}

function record(device: Device): LogRecord {
  const found = device.records.get(log);
  if (!found) throw new Error("no record");
  return found;
}

const shown = (device: Device) => settingsOf(record(device));
const archived = (device: Device) => isArchived(record(device), shown(device), world.wall());
const marked = (device: Device) => isMarked(record(device), shown(device));
/** How often the user log told of settings. */
const told = (): number =>
  server.log(`u.${anna.id}`).entries.filter((entry) => entry.body?.kind?.case === "conversationChanged").length;

describe("a decision", () => {
  it("is shown at once here, and then on the other device", () => {
    phone.sync.settings.change(log, { mutedUntilMs: FOR_GOOD, mentionsAnyway: true });
    expect(shown(phone).mutedUntilMs).toBe(FOR_GOOD);
    expect(shown(laptop).mutedUntilMs).toBe(0);
    world.pass(100);
    expect(shown(laptop)).toMatchObject({ mutedUntilMs: FOR_GOOD, mentionsAnyway: true });
    expect(record(phone).wanted).toBeUndefined();
    expect(server.people.decisions.get(`${anna.id} ${log}`)?.mutedUntilMs).toBe(2n ** 63n - 1n);
  });

  it("made without a connection is kept, and joins what was decided elsewhere meanwhile", () => {
    phone.network.up = false;
    phone.network.cut();
    world.pass(100);
    phone.sync.settings.change(log, { pinnedMs: 77 });
    laptop.sync.settings.change(log, { mutedUntilMs: FOR_GOOD });
    world.pass(100);
    expect(shown(phone)).toMatchObject({ pinnedMs: 77, mutedUntilMs: 0 });
    const kept = { logs: [...phone.records.values()], epoch: 1 };
    phone.link.stop();
    const again = new Device(server, world, anna, kept).start();
    world.pass(1000);
    for (const device of [again, laptop]) {
      expect(shown(device)).toMatchObject({ pinnedMs: 77, mutedUntilMs: FOR_GOOD });
    }
  });

  it("on two devices at once ends the same on both", () => {
    phone.sync.settings.change(log, { pinnedMs: 5 });
    laptop.sync.settings.change(log, { mutedUntilMs: FOR_GOOD });
    world.pass(1000);
    expect(shown(phone)).toEqual(shown(laptop));
    const third = new Device(server, world, anna).start();
    world.pass(1000);
    expect(shown(third)).toEqual(shown(phone));
  });

  it("is not undone by a head that was read before it", () => {
    const old = record(phone).head;
    laptop.sync.settings.change(log, { pinnedMs: 5 });
    world.pass(100);
    phone.sync.update({ kind: "heads", heads: [old], done: true, resumeToken: new Uint8Array() });
    expect(shown(phone).pinnedMs).toBe(5);
  });

  it("is not undone by a late answer to an earlier one", () => {
    phone.sync.settings.change(log, { pinnedMs: 5 });
    // The request is at the server; its answer takes a millisecond, and the other device's decision overtakes it.
    const settings = { ...noSettings, pinnedMs: 7 };
    const entry = { log: `u.${anna.id}`, seq: 0, author: anna.id, timeMs: 0, messageIndex: 0, clientId: "" };
    const body = { kind: "conversationChanged" as const, log, settings };
    const seq = (phone.records.get(`u.${anna.id}`)?.range?.high ?? 0) + 1;
    phone.sync.update({ kind: "entry", epoch: 1, entry: { ...entry, seq, body, overlay: null } });
    world.pass(1);
    world.pass(1);
    expect(shown(phone).pinnedMs).toBe(7);
  });

  it("waits for the heads of a hello, which may tell of newer ones", () => {
    phone.sync.disconnected();
    phone.sync.settings.change(log, { pinnedMs: 5 });
    world.pass(100);
    expect(told()).toBe(0);
    const newer = { ...record(phone).head, settings: { ...noSettings, mutedUntilMs: FOR_GOOD } };
    phone.sync.update({ kind: "heads", heads: [newer], done: true, resumeToken: new Uint8Array() });
    world.pass(100);
    expect(shown(laptop)).toMatchObject({ pinnedMs: 5, mutedUntilMs: FOR_GOOD });
  });

  it("that the server refuses is taken back", () => {
    server.log("g.5");
    const other = `d.${bo.id}.${bo.id}`;
    phone.sync.update({
      kind: "heads",
      done: true,
      resumeToken: new Uint8Array(),
      heads: [{ ...record(phone).head, log: other }],
    });
    phone.sync.settings.change(other, { pinnedMs: 5 });
    world.pass(5000);
    expect(phone.records.get(other)?.wanted).toBeUndefined();
    expect(told()).toBe(0);
  });
});

describe("the archive", () => {
  it("holds a conversation until the next message, on all devices, and nobody has to say so", () => {
    say("one");
    phone.sync.settings.change(log, archivedNow(record(phone)));
    world.pass(100);
    expect([archived(phone), archived(laptop)]).toEqual([true, true]);
    say("two");
    expect([archived(phone), archived(laptop)]).toEqual([false, false]);
    expect(told()).toBe(1);
  });

  it("keeps what is muted, and does not take back what had left it", () => {
    say("one");
    phone.sync.settings.change(log, { ...archivedNow(record(phone)), mutedUntilMs: world.wall() + 60_000 });
    world.pass(100);
    say("two");
    expect(archived(laptop)).toBe(true);
    world.pass(60_000);
    expect(archived(laptop)).toBe(false);
    laptop.sync.settings.change(log, { mutedUntilMs: FOR_GOOD });
    world.pass(100);
    expect([archived(phone), archived(laptop)]).toEqual([false, false]);
    expect(shown(phone).archivedSeq).toBe(0);
  });
});

describe("the mark as unread", () => {
  it("ends on all devices when one of them reads on", () => {
    say("one");
    phone.sync.read(log, 2, 1);
    phone.sync.settings.change(log, markedNow(record(phone)));
    world.pass(2000);
    expect([marked(phone), marked(laptop)]).toEqual([true, true]);
    say("two");
    expect(marked(laptop)).toBe(true);
    laptop.sync.read(log, 3, 2);
    expect(marked(laptop)).toBe(false);
    world.pass(2000);
    expect(marked(phone)).toBe(false);
  });

  it("outlives the report of what was read before it", () => {
    say("one");
    phone.sync.read(log, 2, 1);
    phone.sync.settings.change(log, markedNow(record(phone)));
    world.pass(3000);
    expect(server.cursor(server.log(log), anna.id).read).toBe(2n);
    expect([marked(phone), marked(laptop)]).toEqual([true, true]);
  });
});

describe("a draft", () => {
  it("comes to the other device after a moment, changes with it, and goes when it was sent", () => {
    phone.sync.settings.draft(log, "half");
    phone.sync.settings.draft(log, "half a sen");
    world.pass(1000);
    expect(told()).toBe(0);
    world.pass(1000);
    expect(laptop.drafts.get(log)).toBe("half a sen");
    expect(told()).toBe(1);
    laptop.sync.settings.draft(log, "half a sentence");
    world.pass(2000);
    expect(phone.drafts.get(log)).toBe("half a sentence");
    phone.sync.settings.draft(log, "");
    world.pass(100);
    expect(laptop.drafts.has(log)).toBe(false);
    expect(server.people.decisions.get(`${anna.id} ${log}`)).toMatchObject({ draft: "", draftMs: 0n });
  });

  it("does not wait when the conversation is left", () => {
    phone.sync.settings.draft(log, "half");
    phone.sync.settings.left(log);
    world.pass(100);
    expect(laptop.drafts.get(log)).toBe("half");
  });

  it("that is sent before it travelled costs no request", () => {
    phone.sync.settings.draft(log, "quick");
    world.pass(500);
    phone.sync.settings.draft(log, "");
    world.pass(5000);
    expect(told()).toBe(0);
  });

  it("never takes the place of what is being written here", () => {
    laptop.sync.settings.draft(log, "mine");
    phone.sync.settings.draft(log, "theirs");
    phone.sync.settings.left(log);
    world.pass(100);
    expect(laptop.drafts.get(log)).toBe("mine");
    world.pass(3000);
    expect(phone.drafts.get(log)).toBe("mine");
  });

  it("written without a connection is brought along, also by the next page", () => {
    phone.network.up = false;
    phone.network.cut();
    phone.sync.settings.draft(log, "in the tunnel");
    world.pass(5000);
    const kept = { logs: [...phone.records.values()], epoch: 1, drafts: phone.drafts };
    phone.link.stop();
    new Device(server, world, anna, kept).start();
    world.pass(1000);
    expect(laptop.drafts.get(log)).toBe("in the tunnel");
  });

  it("that is too long to travel stays here, and does not hold up decisions", () => {
    phone.sync.settings.draft(log, "长".repeat(6000));
    world.pass(5000);
    expect(told()).toBe(0);
    phone.sync.settings.change(log, { pinnedMs: 5 });
    world.pass(1000);
    expect(shown(laptop)).toEqual({ ...noSettings, pinnedMs: 5 });
    expect(phone.drafts.get(log)).toHaveLength(6000);
  });

  it("of a new device is what the others wrote", () => {
    phone.sync.settings.draft(log, "half");
    world.pass(2000);
    const third = new Device(server, world, anna).start();
    world.pass(1000);
    expect(third.drafts.get(log)).toBe("half");
  });
});

it("a mute ends by itself", () => {
  const settings = { ...noSettings, mutedUntilMs: 100 };
  expect([isMuted(settings, 99), isMuted(settings, 100)]).toEqual([true, false]);
  expect(isMuted({ ...noSettings, mutedUntilMs: FOR_GOOD }, Number.MAX_SAFE_INTEGER - 1)).toBe(true);
});
