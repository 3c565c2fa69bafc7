// SPDX-License-Identifier: Apache-2.0
// The cookie that lets this browser fetch /media/<id>: asked for after each hello, again and again until it is there.
import { fullJitter } from "../link/backoff";
import type { World } from "../link/world";

export class MediaPass {
  private attempt = 0;
  private connection = 0;
  private cancelPause: () => void = () => {};

  /** `ask` answers whether the server has set the cookie; `opened` counts how often it has. */
  constructor(
    private readonly world: World,
    private readonly ask: () => Promise<boolean>,
    private readonly opened: { value: number },
  ) {}

  connected(): void {
    this.disconnected();
    this.attempt = 0;
    void this.try(this.connection);
  }

  /** What is under way is not waited for any more. */
  disconnected(): void {
    this.connection += 1;
    this.cancelPause();
  }

  private async try(connection: number): Promise<void> {
    const open = await this.ask();
    if (connection !== this.connection) return;
    if (open) {
      this.opened.value += 1;
      return;
    }
    const pause = 500 + fullJitter(this.attempt, this.world.random());
    this.attempt += 1;
    this.cancelPause = this.world.after(pause, () => void this.try(connection));
  }
}
