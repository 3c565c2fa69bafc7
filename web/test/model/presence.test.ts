// SPDX-License-Identifier: Apache-2.0
import { create } from "@bufbuild/protobuf";
import { signal } from "@preact/signals";
import { beforeEach, describe, expect, it } from "vitest";
import { PresenceList, type Presences } from "../../src/model/presence";
import { ListPresenceResponseSchema } from "../../src/proto/gen/godwit/v1/presence_pb";
import { disconnected } from "../../src/proto/methods";
import type { Requests } from "../../src/sync/requests";

type Row = { user: string; online: boolean; lastSeenMs: bigint };
const shown = signal<Presences>(new Map());
let waiting: ((rows: Row[] | null) => void)[];
let list: PresenceList;

const requests: Requests = {
  request: (_name, _request, done) => {
    waiting.push((presences) => {
      const value = create(ListPresenceResponseSchema, { presences: presences ?? [] });
      done((presences ? { ok: true, value } : { ok: false, failure: disconnected }) as Parameters<typeof done>[0]);
    });
  },
  again: () => {},
};

const here = (user: string): Row => ({ user, online: true, lastSeenMs: 0n });
const gone = (user: string, lastSeenMs = 7n): Row => ({ user, online: false, lastSeenMs });
const brief = (): Record<string, string> =>
  Object.fromEntries([...shown.value].map(([user, row]) => [user, row.online ? "here" : `${row.lastSeenMs}`]));

beforeEach(() => {
  shown.value = new Map();
  waiting = [];
  list = new PresenceList(requests, shown);
});

describe("presence", () => {
  it("is what the listing says, then what updates say", () => {
    list.connected();
    waiting[0]?.([here("2"), gone("3")]);
    expect(brief()).toEqual({ 2: "here", 3: "7" });
    list.changed({ user: "2", online: false, lastSeenMs: 9 });
    list.changed({ user: "4", online: true, lastSeenMs: 0 });
    expect(brief()).toEqual({ 2: "9", 3: "7", 4: "here" });
  });

  it("of an update that came while the listing was under way is the newer one", () => {
    list.connected();
    list.changed({ user: "2", online: false, lastSeenMs: 9 });
    waiting[0]?.([here("2"), here("3")]);
    expect(brief()).toEqual({ 2: "9", 3: "here" });
  });

  it("forgets those whom a later listing leaves out", () => {
    list.connected();
    waiting[0]?.([here("2"), here("3")]);
    list.connected();
    waiting[1]?.([here("3")]);
    expect(brief()).toEqual({ 3: "here" });
  });

  it("says of nobody that they are online without a connection", () => {
    list.connected();
    waiting[0]?.([here("2"), gone("3")]);
    list.disconnected();
    expect(brief()).toEqual({ 3: "7" });
  });

  it("takes no listing that was asked for on an earlier connection", () => {
    list.connected();
    list.disconnected();
    list.connected();
    waiting[0]?.([here("2")]);
    expect(brief()).toEqual({});
    waiting[1]?.([here("3")]);
    expect(brief()).toEqual({ 3: "here" });
  });

  it("stays as it was when the listing fails", () => {
    list.changed({ user: "2", online: true, lastSeenMs: 0 });
    list.connected();
    waiting[0]?.(null);
    expect(brief()).toEqual({ 2: "here" });
  });
});
