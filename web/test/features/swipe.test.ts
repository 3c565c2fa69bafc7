// SPDX-License-Identifier: Apache-2.0
import { expect, it } from "vitest";
import { ANSWER_PX, swiped } from "../../src/features/conversation/swipe";

it.each([
  ["a finger that rests", 5, 4, 0],
  ["to the right", 40, 3, 40],
  ["to the right, a little downwards", 40, 20, 40],
  ["far to the right", 300, 0, 80],
  ["to the left", -40, 0, null],
  ["up and down", 5, 40, null],
  ["aslant", 30, 30, null],
])("moves a message with %s", (_how, dx, dy, by) => expect(swiped(dx, dy)).toBe(by));

it("can be swiped far enough to answer", () => expect(swiped(300, 0)).toBeGreaterThanOrEqual(ANSWER_PX));
