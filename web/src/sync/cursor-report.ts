// SPDX-License-Identifier: Apache-2.0
// Tells the server how far this person has come: batched to one request a second, or at once after 20 entries.
import type { World } from "../link/world";
import type { LogState } from "./log-state";
import type { Requests } from "./requests";

const BATCH_MS = 1000;
const BATCH_ENTRIES = 20;
const MAX_ADVANCES = 100;

export class CursorReport {
  private readonly dirty = new Set<string>();
  private entries = 0;
  private cancel: (() => void) | null = null;
  private busy = false;
  private online = false;

  constructor(
    private readonly requests: Requests,
    private readonly world: World,
    private readonly self: string,
    private readonly stateOf: (log: string) => LogState | undefined,
    private readonly reported: (log: string) => void,
  ) {}

  /** The log's position or read mark moved by about `entries`. */
  moved(log: string, entries: number): void {
    if (!this.advance(log)) return;
    this.dirty.add(log);
    this.entries += entries;
    if (this.entries >= BATCH_ENTRIES) this.flush();
    else this.schedule(BATCH_MS);
  }

  connected(): void {
    this.online = true;
    this.flush();
  }

  disconnected(): void {
    this.online = false;
    this.cancel?.();
    this.cancel = null;
  }

  private schedule(ms: number): void {
    this.cancel ??= this.world.after(ms, () => {
      this.cancel = null;
      this.flush();
    });
  }

  private flush(): void {
    if (!this.online || this.busy) return;
    const batch = [...this.dirty].slice(0, MAX_ADVANCES);
    const advances = batch.flatMap((log) => this.advance(log) ?? []);
    for (const log of batch) this.dirty.delete(log);
    this.entries = 0;
    if (advances.length === 0) return;
    this.busy = true;
    const wire = advances.map((row) => ({
      log: row.log,
      epoch: BigInt(row.epoch),
      delivered: BigInt(row.delivered),
      read: BigInt(row.read),
    }));
    this.requests.request("advanceCursors", { advances: wire }, (answer) => {
      this.busy = false;
      if (answer.ok) {
        for (const row of advances) {
          const state = this.stateOf(row.log);
          state?.mergeCursor({ user: this.self, ...row, readIndex: row.readIndex });
          this.reported(row.log);
        }
      } else if (answer.failure.retry === "later" && answer.failure.code !== "DISCONNECTED") {
        for (const row of advances) this.dirty.add(row.log);
        this.schedule(Math.max(BATCH_MS, answer.failure.retryAfterMs));
        return;
      } else if (answer.failure.code === "DISCONNECTED") {
        for (const row of advances) this.dirty.add(row.log);
      }
      if (this.dirty.size > 0) this.schedule(BATCH_MS);
    });
  }

  /** What the server does not know yet of a log; null = nothing. */
  private advance(
    log: string,
  ): { log: string; epoch: number; delivered: number; read: number; readIndex: number } | null {
    const state = this.stateOf(log);
    if (!state) return null;
    const known = state.cursorOf(this.self);
    const read = Math.min(state.read.seq, state.position);
    const delivered = state.position > (known?.delivered ?? 0) ? state.position : 0;
    const newRead = read > (known?.read ?? 0) ? read : 0;
    if (delivered === 0 && newRead === 0) return null;
    const readIndex = newRead === state.read.seq ? state.read.index : (known?.readIndex ?? 0);
    return { log, epoch: state.head.epoch, delivered, read: newRead, readIndex };
  }
}
