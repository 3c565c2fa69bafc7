// SPDX-License-Identifier: Apache-2.0
// How long a person who asks for something waits for the connection to be made.
import type { World } from "../link/world";

const PATIENCE_MS = 8_000;

export class Patience {
  private readonly waiters = new Set<() => void>();

  constructor(private readonly world: World) {}

  /** Resolves when the connection is there, or patience ends. */
  wait(): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        cancel();
        this.waiters.delete(end);
        resolve();
      };
      const cancel = this.world.after(PATIENCE_MS, end);
      this.waiters.add(end);
    });
  }

  online(): void {
    for (const waiter of [...this.waiters]) waiter();
  }
}
