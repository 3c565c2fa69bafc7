// SPDX-License-Identifier: Apache-2.0
// Time and chance, passed in, so that link and sync run on virtual time in tests.

export interface World {
  /** Milliseconds of a clock that does not jump back. */
  now(): number;
  /** Unix milliseconds. */
  wall(): number;
  /** Calls back once after `ms`; the answer cancels it. */
  after(ms: number, callback: () => void): () => void;
  /** 0 ≤ x < 1. */
  random(): number;
}

export const browserWorld: World = {
  now: () => performance.now(),
  wall: () => Date.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
};
