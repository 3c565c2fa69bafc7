// SPDX-License-Identifier: Apache-2.0
import { beforeEach, expect, it, vi } from "vitest";

let kept: Map<string, string>;
let page: EventTarget;

beforeEach(() => {
  kept = new Map();
  vi.stubGlobal("sessionStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  });
});

/** The module as a fresh page of the same tab has it. */
async function open() {
  page = new EventTarget();
  vi.stubGlobal("window", page);
  vi.resetModules();
  return import("../../src/ui/unsent");
}

function mayGo(): boolean {
  return page.dispatchEvent(new Event("beforeunload", { cancelable: true }));
}

it("asks before files that are not kept anywhere go with the page, and says afterwards how many went", async () => {
  const before = await open();
  before.holdUnsent(3);
  const release = before.holdUnsent(1);
  expect(mayGo()).toBe(false);
  release();
  const after = await open();
  expect(after.takeLost()).toBe(3);
  expect(after.takeLost()).toBe(0);
});

it("neither asks nor says anything once all is kept", async () => {
  const before = await open();
  before.holdUnsent(2)();
  expect(mayGo()).toBe(true);
  expect((await open()).takeLost()).toBe(0);
});
