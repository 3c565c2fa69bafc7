// SPDX-License-Identifier: Apache-2.0
// Time that moves only when a test says so.
import type { World } from "../../src/link/world";

interface Timer {
  at: number;
  order: number;
  callback: () => void;
}

export class VirtualWorld implements World {
  private time = 0;
  private order = 0;
  private timers: Timer[] = [];
  /** What random() answers. */
  chance = 0.5;

  now(): number {
    return this.time;
  }

  wall(): number {
    return 1_767_225_600_000 + this.time;
  }

  random(): number {
    return this.chance;
  }

  after(ms: number, callback: () => void): () => void {
    const timer = { at: this.time + ms, order: (this.order += 1), callback };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((row) => row !== timer);
    };
  }

  /** Lets `ms` pass and runs what becomes due, in order. */
  pass(ms: number): void {
    const end = this.time + ms;
    for (;;) {
      const next = this.timers.filter((row) => row.at <= end).sort((a, b) => a.at - b.at || a.order - b.order)[0];
      if (!next) break;
      this.timers = this.timers.filter((row) => row !== next);
      this.time = Math.max(this.time, next.at);
      next.callback();
    }
    this.time = end;
  }

  get pending(): number {
    return this.timers.length;
  }
}
