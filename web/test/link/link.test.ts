// SPDX-License-Identifier: Apache-2.0
import { beforeEach, describe, expect, it } from "vitest";
import { fullJitter } from "../../src/link/backoff";
import { Link, type LinkState } from "../../src/link/link";
import { lookAtServer, askOnce, type HelloAnswer } from "../../src/link/once";
import type { Answer } from "../../src/proto/methods";
import { ErrorCode } from "../../src/proto/gen/godwit/v1/error_pb";
import type { Update } from "../../src/proto/values";
import { Refusal } from "../peer/fake-connection";
import { FakeNetwork } from "../peer/fake-network";
import { FakeServer } from "../peer/fake-server";
import { VirtualWorld } from "../peer/virtual-world";

let world: VirtualWorld;
let server: FakeServer;
let network: FakeNetwork;
let states: LinkState[];
let updates: Update[];
let loggedOut: number;
let token: string;

function makeLink(): Link {
  return new Link({
    dial: network.dial,
    world,
    token,
    resumeToken: () => new Uint8Array(),
    events: {
      state: (state) => states.push(state),
      hello: () => {},
      update: (update) => updates.push(update),
      loggedOut: () => (loggedOut += 1),
    },
  });
}

beforeEach(() => {
  world = new VirtualWorld();
  server = new FakeServer(() => world.wall());
  network = new FakeNetwork(server, world);
  states = [];
  updates = [];
  loggedOut = 0;
  token = server.token(server.register("anna", "password", "Anna"));
});

describe("a link", () => {
  it("says hello and is online", () => {
    makeLink().start();
    world.pass(10);
    expect(states).toEqual(["connecting", "online"]);
    expect(updates[0]?.kind).toBe("heads");
    expect(network.connection?.seen[0]?.method).toBe("hello");
  });

  it("matches answers to requests that come in another order", () => {
    const link = makeLink();
    link.start();
    world.pass(10);
    const answers: string[] = [];
    link.request("findUser", { handle: "nobody" }, (answer) => answers.push(`find ${answer.ok}`));
    link.request("setProfile", { name: "A." }, (answer) => answers.push(`profile ${answer.ok}`));
    world.pass(10);
    expect(answers).toEqual(["find false", "profile true"]);
  });

  it("fails requests at once while it is not online", () => {
    const link = makeLink();
    let code = "";
    link.request("getHead", { log: "x" }, (answer) => (code = answer.ok ? "" : answer.failure.code));
    expect(code).toBe("DISCONNECTED");
  });

  it("fails what is in flight when the connection breaks, and comes back by itself", () => {
    const link = makeLink();
    link.start();
    world.pass(10);
    const codes: string[] = [];
    link.request("setProfile", { name: "A." }, (answer) => codes.push(answer.ok ? "ok" : answer.failure.code));
    network.cut();
    expect(codes).toEqual(["DISCONNECTED"]);
    expect(states.at(-1)).toBe("waiting");
    world.pass(500);
    expect(states.at(-1)).toBe("online");
  });

  it("waits longer each time the server cannot be reached", () => {
    network.up = false;
    world.chance = 0.999;
    makeLink().start();
    world.pass(1000);
    const early = network.dials;
    world.pass(60_000);
    expect(early).toBeLessThanOrEqual(3);
    expect(network.dials).toBeLessThan(10);
    network.up = true;
    world.pass(60_000);
    expect(states.at(-1)).toBe("online");
  });

  it("connects at once when nudged", () => {
    network.up = false;
    world.chance = 0.999;
    const link = makeLink();
    link.start();
    world.pass(20_000);
    network.up = true;
    link.nudge();
    world.pass(10);
    expect(states.at(-1)).toBe("online");
  });

  it("pings after a third of the idle time and stays online while answers come", () => {
    makeLink().start();
    world.pass(10 * 60_000);
    expect(network.dials).toBe(1);
    expect(states).toEqual(["connecting", "online"]);
  });

  it("finds a dead connection by the missing pong and dials anew", () => {
    makeLink().start();
    world.pass(10);
    network.deaf = true;
    world.pass(30_000 + 9_000);
    expect(states.at(-1)).toBe("online");
    world.pass(2_000);
    expect(states).toContain("waiting");
    network.deaf = false;
    world.pass(30_000);
    expect(states.at(-1)).toBe("online");
  });

  it("finds a dead connection by a request without answer", () => {
    const link = makeLink();
    link.start();
    world.pass(10);
    network.deaf = true;
    let code = "";
    link.request("setProfile", { name: "A." }, (answer) => (code = answer.ok ? "" : answer.failure.code));
    world.pass(10_100);
    expect(code).toBe("DISCONNECTED");
  });

  it("keeps at most 48 requests in flight and answers all", () => {
    const link = makeLink();
    link.start();
    world.pass(10);
    let held = true;
    if (network.connection) network.connection.intercept = () => (held ? false : undefined);
    let answered = 0;
    for (let n = 0; n < 60; n += 1) link.request("findUser", { handle: `user${n}` }, () => (answered += 1));
    world.pass(10);
    expect(network.connection?.seen.length).toBe(1 + 48);
    held = false;
    network.cut();
    expect(answered).toBe(60);
  });

  it("stops and tells when its token is refused", () => {
    token = "not a token";
    makeLink().start();
    world.pass(100_000);
    expect(loggedOut).toBe(1);
    expect(network.dials).toBe(1);
    expect(states.at(-1)).toBe("stopped");
  });

  it("stops and tells when this device was logged out", () => {
    makeLink().start();
    world.pass(10);
    network.connection?.goAway(ErrorCode.TOKEN_INVALID);
    world.pass(100_000);
    expect(loggedOut).toBe(1);
    expect(network.dials).toBe(1);
  });

  it("comes back after a restart when the server said so", () => {
    makeLink().start();
    world.pass(10);
    network.connection?.goAway(ErrorCode.GOING_AWAY, 500, 2000);
    world.pass(1400);
    expect(network.dials).toBe(1);
    world.pass(200);
    expect(states.at(-1)).toBe("online");
  });

  it("gives up on a server of another version without dialling again", () => {
    network.onConnection = (connection) => {
      connection.intercept = () => {
        throw new Refusal(ErrorCode.VERSION_UNSUPPORTED);
      };
    };
    makeLink().start();
    world.pass(600_000);
    expect(states.at(-1)).toBe("refused");
    expect(network.dials).toBe(1);
  });

  it("is stopped for good by stop()", () => {
    const link = makeLink();
    link.start();
    world.pass(10);
    link.stop();
    world.pass(600_000);
    expect(network.dials).toBe(1);
    expect(world.pending).toBe(0);
  });
});

describe("an anonymous question", () => {
  it("tells how one may register", () => {
    server.registration = 2;
    let answer: HelloAnswer | null = null;
    lookAtServer(network.dial, world, (given) => (answer = given));
    world.pass(10);
    expect(answer).toMatchObject({ ok: true, value: { registration: "invite", self: null } });
  });

  it("registers on a connection of its own and leaves it", () => {
    let answer: Answer<"register"> | null = null;
    askOnce(network.dial, world, "register", { handle: "bo", password: "12345678" }, (given) => (answer = given));
    world.pass(10);
    expect(answer).toMatchObject({ ok: true, value: { self: { handle: "bo" } } });
    expect(network.connection).toBeNull();
  });

  it("passes the server's refusal on", () => {
    let answer: Answer<"logIn"> | null = null;
    askOnce(network.dial, world, "logIn", { handle: "anna", password: "wrong" }, (given) => (answer = given));
    world.pass(10);
    expect(answer).toMatchObject({ ok: false, failure: { code: "WRONG_CREDENTIALS", retry: "giveUp" } });
  });

  it("fails when nobody answers", () => {
    network.deaf = true;
    const answers: Answer<"logIn">[] = [];
    askOnce(network.dial, world, "logIn", { handle: "anna", password: "password" }, (given) => answers.push(given));
    world.pass(15_001);
    expect(answers).toMatchObject([{ ok: false, failure: { code: "DISCONNECTED" } }]);
  });
});

describe("full jitter", () => {
  it.each([
    [0, 0.5, 250],
    [3, 0.5, 2000],
    [20, 0.5, 30_000],
    [20, 0, 0],
  ])("of attempt %i at chance %f is %i ms", (attempt, chance, ms) => {
    expect(fullJitter(attempt, chance)).toBe(ms);
  });
});
