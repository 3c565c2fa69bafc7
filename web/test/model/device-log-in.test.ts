// SPDX-License-Identifier: Apache-2.0
// The new device's side, against the scripted server.
import { beforeEach, describe, expect, it } from "vitest";
import { askOnce, type OnceName } from "../../src/link/once";
import { DeviceLogIn } from "../../src/model/device-log-in";
import type { Answer, RequestOf } from "../../src/proto/methods";
import type { Session } from "../../src/store/database";
import { FakeNetwork } from "../peer/fake-network";
import { ATTEMPT_MS } from "../peer/fake-people";
import { Device } from "../peer/device";
import { FakeServer, type FakeUser } from "../peer/fake-server";
import { VirtualWorld } from "../peer/virtual-world";

let world: VirtualWorld;
let server: FakeServer;
let anna: FakeUser;
let network: FakeNetwork;
let attempt: DeviceLogIn;
let sessions: Session[];

beforeEach(() => {
  world = new VirtualWorld();
  server = new FakeServer(() => world.wall());
  anna = server.register("anna", "password", "Anna");
  network = new FakeNetwork(server, world);
  sessions = [];
  const ask = <M extends OnceName>(name: M, request: RequestOf<M>, done: (answer: Answer<M>) => void) =>
    askOnce(network.dial, world, name, request, done);
  attempt = new DeviceLogIn("Kitchen", world, ask, async (session) => void sessions.push(session));
});

const shown = (): { link: string; number: number } => {
  const state = attempt.state.value;
  if (state.kind !== "shown") throw new Error(`no code is shown: ${state.kind}`);
  return state;
};

/** What Anna's other device answers; the code of a refusal, or "". */
async function answer(link: string, number: number): Promise<string> {
  const device = new Device(server, world, anna).start();
  world.pass(100);
  let code = "?";
  device.link.request("answerDeviceLogIn", { link, number }, (result) => {
    code = result.ok ? "" : result.failure.code;
  });
  world.pass(100);
  // The fake wakes the waiting device in a microtask.
  await Promise.resolve();
  world.pass(100);
  device.link.stop();
  return code;
}

describe("logging in by a code", () => {
  it("ends in a session of the one who picked the number", async () => {
    attempt.begin();
    world.pass(100);
    expect(await answer(shown().link, shown().number)).toBe("");
    expect(attempt.state.value.kind).toBe("done");
    expect(sessions.map((session) => session.self.handle)).toEqual(["anna"]);
    expect(server.tokens.get(sessions[0]?.token ?? "")).toBe(anna.id);
    const names = [...server.people.devices.values()].map((device) => device.name);
    expect(names).toContain("Kitchen");
  });

  it.each([
    ["the wrong number", (number: number) => number + 1, "FORBIDDEN"],
    ["a decline", () => 0, ""],
  ])("ends without one after %s", async (_what, pick, code) => {
    attempt.begin();
    world.pass(100);
    expect(await answer(shown().link, pick(shown().number))).toBe(code);
    expect(attempt.state.value.kind).toBe("refused");
    expect(sessions).toEqual([]);
    attempt.begin();
    world.pass(100);
    expect(attempt.state.value.kind).toBe("shown");
  });

  it("shows a fresh code when one expires, and stops after five", () => {
    attempt.begin();
    world.pass(100);
    const first = shown().link;
    world.pass(ATTEMPT_MS);
    expect(shown().link).not.toBe(first);
    world.pass(5 * ATTEMPT_MS);
    expect(attempt.state.value.kind).toBe("expired");
    expect(server.people.attempts.size).toBe(6);
    attempt.begin();
    world.pass(100);
    expect(attempt.state.value.kind).toBe("shown");
  });

  it("keeps the code through a broken connection", async () => {
    attempt.begin();
    world.pass(100);
    const { link, number } = shown();
    network.cut();
    network.up = false;
    world.pass(8000);
    network.up = true;
    world.pass(5000);
    expect(shown().link).toBe(link);
    await answer(link, number);
    expect(attempt.state.value.kind).toBe("done");
  });

  it("says that the server cannot be reached, and goes on when it can", () => {
    network.up = false;
    attempt.begin();
    world.pass(1000);
    expect(attempt.state.value).toEqual({ kind: "failed", code: "DISCONNECTED" });
    network.up = true;
    world.pass(5000);
    expect(attempt.state.value.kind).toBe("shown");
  });

  it("asks nothing more once it is not looked at", () => {
    attempt.begin();
    world.pass(100);
    attempt.end();
    const dials = network.dials;
    world.pass(10 * ATTEMPT_MS);
    expect(network.dials).toBe(dials);
    expect(world.pending).toBe(0);
  });
});
