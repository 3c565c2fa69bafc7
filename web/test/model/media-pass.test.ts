// SPDX-License-Identifier: Apache-2.0
import { beforeEach, expect, it } from "vitest";
import { MediaPass } from "../../src/model/media-pass";
import { VirtualWorld } from "../peer/virtual-world";

let world: VirtualWorld;
let answers: boolean[];
let asked: number;
let opened: { value: number };
let pass: MediaPass;

const later = () => new Promise((resolve) => setTimeout(resolve));

beforeEach(() => {
  world = new VirtualWorld();
  answers = [];
  asked = 0;
  opened = { value: 0 };
  const ask = (): Promise<boolean> => {
    asked += 1;
    return Promise.resolve(answers.shift() ?? true);
  };
  pass = new MediaPass(world, ask, opened);
});

it("is asked for again until it is there", async () => {
  answers = [false, false];
  pass.connected();
  for (let step = 0; step < 4; step += 1) {
    await later();
    world.pass(60_000);
  }
  expect({ asked, opened: opened.value }).toEqual({ asked: 3, opened: 1 });
});

it("waits longer from time to time", async () => {
  answers = Array(20).fill(false);
  pass.connected();
  await later();
  world.pass(750);
  await later();
  expect(asked).toBe(2);
  for (let step = 0; step < 12; step += 1) {
    await later();
    world.pass(60_000);
  }
  const before = asked;
  await later();
  world.pass(20_000);
  expect(asked).toBe(before);
});

it("is not waited for once the connection is gone, and asked for anew after the next", async () => {
  pass.connected();
  pass.disconnected();
  await later();
  expect(opened.value).toBe(0);
  pass.connected();
  await later();
  expect({ asked, opened: opened.value }).toEqual({ asked: 2, opened: 1 });
  expect(world.pending).toBe(0);
});
