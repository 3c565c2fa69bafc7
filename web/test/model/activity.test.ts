// SPDX-License-Identifier: Apache-2.0
import { signal } from "@preact/signals";
import { beforeEach, describe, expect, it } from "vitest";
import { ActivityList, ActivityReport, type Activities } from "../../src/model/activity";
import { Activity } from "../../src/proto/gen/godwit/v1/presence_pb";
import type { Entry } from "../../src/proto/values";
import type { Requests } from "../../src/sync/requests";
import { VirtualWorld } from "../peer/virtual-world";

const LOG = "d.1.2";
let world: VirtualWorld;
let told: { at: number; log: string; activity: string }[];
let report: ActivityReport;

const requests: Requests = {
  request: (_name, request) => {
    const { log = "", activity = 0 } = request as { log?: string; activity?: Activity };
    told.push({ at: world.now(), log, activity: Activity[activity] ?? "?" });
  },
  again: () => {},
};

const names = (): string[] => told.map((row) => row.activity);

beforeEach(() => {
  world = new VirtualWorld();
  told = [];
  report = new ActivityReport(requests, world);
});

describe("typing", () => {
  it("is told at the first key and then at most every 4 s", () => {
    for (let key = 0; key < 100; key += 1) {
      report.typing(LOG);
      world.pass(100);
    }
    expect(told.map((row) => row.at)).toEqual([0, 4000, 8000]);
  });

  it("is not told again by itself", () => {
    report.typing(LOG);
    world.pass(60_000);
    expect(names()).toEqual(["TYPING"]);
    expect(world.pending).toBe(0);
  });

  it("ends once, and only if it was told", () => {
    report.none(LOG);
    report.typing(LOG);
    report.none(LOG);
    report.none(LOG);
    expect(names()).toEqual(["TYPING", "NONE"]);
  });

  it("is told at once after it ended", () => {
    report.typing(LOG);
    report.none(LOG);
    report.typing(LOG);
    expect(names()).toEqual(["TYPING", "NONE", "TYPING"]);
  });

  it("in another conversation ends the one before", () => {
    report.typing(LOG);
    report.typing("d.1.3");
    expect(told.map((row) => `${row.log} ${row.activity}`)).toEqual(["d.1.2 TYPING", "d.1.2 NONE", "d.1.3 TYPING"]);
  });

  it("is told anew by the next key after a lost connection", () => {
    report.typing(LOG);
    report.disconnected();
    report.typing(LOG);
    expect(names()).toEqual(["TYPING", "TYPING"]);
  });
});

describe("recording", () => {
  it("is told every 4 s while it lasts, whatever is typed meanwhile", () => {
    const end = report.recording(LOG);
    world.pass(3000);
    report.typing(LOG);
    world.pass(6000);
    end();
    world.pass(60_000);
    expect(told.map((row) => [row.at, row.activity])).toEqual([
      [0, "RECORDING"],
      [4000, "RECORDING"],
      [8000, "RECORDING"],
      [9000, "NONE"],
    ]);
    expect(world.pending).toBe(0);
  });

  it("takes the place of typing", () => {
    report.typing(LOG);
    report.recording(LOG);
    expect(names()).toEqual(["TYPING", "RECORDING"]);
  });

  it("that has ended does not end what came after", () => {
    const end = report.recording(LOG);
    end();
    report.typing(LOG);
    end();
    expect(names()).toEqual(["RECORDING", "NONE", "TYPING"]);
  });

  it("ends with the session", () => {
    report.recording(LOG);
    report.stop();
    world.pass(60_000);
    expect(names()).toEqual(["RECORDING"]);
    expect(world.pending).toBe(0);
  });
});

describe("what others do", () => {
  const entry = (author: string): Entry => ({
    log: LOG,
    seq: 5,
    author,
    timeMs: 0,
    messageIndex: 5,
    clientId: "",
    body: { kind: "text", text: "there" },
    overlay: null,
  });
  const shown = signal<Activities>(new Map());
  let list: ActivityList;
  const typing = { log: LOG, user: "2", activity: "typing", expiresInMs: 6000 } as const;

  beforeEach(() => {
    shown.value = new Map();
    list = new ActivityList(shown, world, "1");
  });

  it("is shown until it expires", () => {
    list.changed(typing);
    world.pass(5999);
    expect(shown.value.get(LOG)).toEqual({ user: "2", activity: "typing" });
    world.pass(1);
    expect(shown.value.size).toBe(0);
  });

  it("expires 6 s after it was told last", () => {
    list.changed(typing);
    world.pass(4000);
    list.changed(typing);
    world.pass(5000);
    expect(shown.value.size).toBe(1);
    world.pass(1000);
    expect(shown.value.size).toBe(0);
    expect(world.pending).toBe(0);
  });

  it("is over when they say so, and when they have sent something", () => {
    list.changed(typing);
    list.changed({ ...typing, activity: "none" });
    expect(shown.value.size).toBe(0);
    list.changed(typing);
    list.arrived([entry("1")]);
    expect(shown.value.size).toBe(1);
    list.arrived([entry("2")]);
    expect(shown.value.size).toBe(0);
    expect(world.pending).toBe(0);
  });

  it("is not known without a connection", () => {
    list.changed(typing);
    list.disconnected();
    expect(shown.value.size).toBe(0);
    expect(world.pending).toBe(0);
  });

  it("is never this person's own doing", () => {
    list.changed({ ...typing, user: "1" });
    expect(shown.value.size).toBe(0);
  });
});
