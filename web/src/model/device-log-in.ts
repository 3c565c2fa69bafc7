// SPDX-License-Identifier: Apache-2.0
// The new device's side of logging in by a code: ask for a link and a number, show them, wait for the answer of the other device.
import { signal, type Signal } from "@preact/signals";
import type { World } from "../link/world";
import type { OnceName } from "../link/once";
import type { Answer, FailureCode, RequestOf } from "../proto/methods";
import { toUser } from "../proto/people";
import type { Session } from "../store/database";

/** Fresh codes shown without anyone asking for them. */
const REFRESHES = 5;
const RETRY_MS = 3_000;

export type DeviceLogInState =
  | { kind: "beginning" }
  | { kind: "shown"; link: string; number: number }
  /** Declined there, or the wrong number was picked. */
  | { kind: "refused" }
  /** Nobody scanned for long; a fresh code comes when asked for. */
  | { kind: "expired" }
  /** Could not be had; tried again by itself. */
  | { kind: "failed"; code: FailureCode }
  | { kind: "done" };

export type Ask = <M extends OnceName>(name: M, request: RequestOf<M>, done: (answer: Answer<M>) => void) => () => void;

export class DeviceLogIn {
  readonly state: Signal<DeviceLogInState> = signal({ kind: "beginning" });
  private refreshes = 0;
  private cancelQuestion: () => void = () => {};
  private cancelTimer: () => void = () => {};

  constructor(
    private readonly deviceName: string,
    private readonly world: World,
    private readonly ask: Ask,
    private readonly letIn: (session: Session) => Promise<void>,
  ) {}

  /** A first or a fresh code. */
  begin(): void {
    this.refreshes = 0;
    this.state.value = { kind: "beginning" };
    this.fresh();
  }

  end(): void {
    this.cancelQuestion();
    this.cancelTimer();
  }

  private fresh(): void {
    this.end();
    this.cancelQuestion = this.ask("beginDeviceLogIn", { deviceName: this.deviceName }, (answer) => {
      if (!answer.ok) return this.failed(answer.failure, () => this.fresh());
      const { link, secret, number, expiresInMs } = answer.value;
      this.state.value = { kind: "shown", link, number };
      this.cancelTimer = this.world.after(expiresInMs, () => this.expired());
      this.await(link, secret);
    });
  }

  private await(link: string, secret: string): void {
    this.cancelQuestion = this.ask("awaitDeviceLogIn", { link, secret }, (answer) => {
      if (answer.ok) {
        const { pending, token, self } = answer.value;
        if (pending) return this.await(link, secret);
        this.end();
        this.state.value = { kind: "done" };
        void this.letIn({ token, self: toUser(self) });
      } else if (answer.failure.code === "FORBIDDEN") {
        this.end();
        this.state.value = { kind: "refused" };
      } else if (answer.failure.code === "NOT_FOUND") {
        this.expired();
      } else {
        // The code stays good while the server cannot be reached, until it expires.
        this.cancelQuestion = this.world.after(Math.max(RETRY_MS, answer.failure.retryAfterMs), () =>
          this.await(link, secret),
        );
      }
    });
  }

  private expired(): void {
    this.end();
    this.refreshes += 1;
    if (this.refreshes <= REFRESHES) this.fresh();
    else this.state.value = { kind: "expired" };
  }

  private failed(failure: { code: FailureCode; retryAfterMs: number }, again: () => void): void {
    this.state.value = { kind: "failed", code: failure.code };
    this.cancelTimer = this.world.after(Math.max(RETRY_MS, failure.retryAfterMs), again);
  }
}
