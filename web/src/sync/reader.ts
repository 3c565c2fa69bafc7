// SPDX-License-Identifier: Apache-2.0
// Reads what the positions lack: gaps, cold logs, older pages. A few logs at a time, the most recently wanted first.
import type { Failure } from "../proto/methods";
import { isConversation } from "../proto/log-name";
import { toEntry, type Entry } from "../proto/values";
import { fullJitter } from "../link/backoff";
import type { World } from "../link/world";
import type { LogState, Missing } from "./log-state";
import type { Requests } from "./requests";

const GAP_WAIT_MS = 500;
const PARALLEL = 3;
const GAP_PAGE = 200;
const TAIL_PAGE = 50;

export interface ReaderHost {
  stateOf(log: string): LogState | undefined;
  /** Unanswered sends of this log go first. */
  blocked(log: string): boolean;
  /** Entries joined the range; `replaced` = what was held before is no longer part of it. */
  joined(log: string, entries: Entry[], replaced: boolean): void;
  /** The log must be begun anew: the position was refused. */
  lost(log: string): void;
  /** Lists the contacts and puts the user log's position to where the list stands. */
  listContacts(done: (failure: Failure | null) => void): void;
  idle(): void;
}

export class Reader {
  private queue: string[] = [];
  private readonly active = new Set<string>();
  private readonly timers = new Map<string, () => void>();
  private readonly attempts = new Map<string, number>();
  private online = false;
  private round = 0;

  constructor(
    private readonly requests: Requests,
    private readonly world: World,
    private readonly host: ReaderHost,
  ) {}

  connected(): void {
    this.online = true;
    this.pump();
  }

  disconnected(): void {
    this.online = false;
    this.round += 1;
    this.queue = [];
    this.active.clear();
    this.attempts.clear();
    for (const cancel of this.timers.values()) cancel();
    this.timers.clear();
  }

  get busy(): boolean {
    return this.active.size > 0 || this.queue.length > 0;
  }

  /** Read what the log lacks, now. */
  want(log: string): void {
    this.timers.get(log)?.();
    this.timers.delete(log);
    if (!this.queue.includes(log)) this.queue.push(log);
    this.pump();
  }

  /** A live entry left a gap: its neighbours may be on their way. */
  wantSoon(log: string): void {
    if (this.timers.has(log) || this.active.has(log) || this.queue.includes(log)) return;
    this.later(log, GAP_WAIT_MS);
  }

  older(log: string, limit: number, done: (entries: Entry[] | null) => void): void {
    const state = this.host.stateOf(log);
    const range = state?.range;
    if (!state || !range) return done(null);
    const epoch = BigInt(state.head.epoch);
    this.requests.request("readLog", { log, epoch, before: BigInt(range.low), limit }, (answer) => {
      // The range may have grown at its upper end meanwhile; the page fits as long as the lower end is the same.
      if (!answer.ok || this.host.stateOf(log)?.range?.low !== range.low) return done(null);
      const entries = state.adoptOlder(answer.value.entries.map(toEntry));
      this.host.joined(log, entries, false);
      done(entries);
    });
  }

  private later(log: string, ms: number): void {
    this.timers.set(
      log,
      this.world.after(ms, () => {
        this.timers.delete(log);
        this.want(log);
      }),
    );
  }

  private pump(): void {
    if (!this.online) return;
    for (const log of [...this.queue]) {
      if (this.active.size >= PARALLEL) return;
      if (this.active.has(log)) continue;
      if (this.host.blocked(log)) continue;
      this.queue = this.queue.filter((name) => name !== log);
      this.active.add(log);
      this.read(log);
    }
    if (!this.busy) this.host.idle();
  }

  private read(log: string): void {
    const state = this.host.stateOf(log);
    const missing = state?.missing() ?? null;
    if (!state || !missing || this.host.blocked(log)) {
      this.finish(log);
      if (state && missing) this.want(log);
      return;
    }
    if (!isConversation(log) && missing.kind === "tail") {
      const round = this.round;
      this.host.listContacts((failure) => {
        if (round !== this.round) return;
        if (failure) this.failed(log, failure);
        else this.read(log);
      });
      return;
    }
    this.page(log, state, missing);
  }

  private page(log: string, state: LogState, missing: NonNullable<Missing>): void {
    const round = this.round;
    const bounds =
      missing.kind === "tail"
        ? { before: BigInt(state.head.seq + 1), limit: TAIL_PAGE }
        : { after: BigInt(missing.after), before: BigInt(missing.before), limit: GAP_PAGE };
    this.requests.request("readLog", { log, epoch: BigInt(state.head.epoch), ...bounds }, (answer) => {
      if (round !== this.round) return;
      if (!answer.ok) return this.failed(log, answer.failure);
      this.attempts.delete(log);
      if (Number(answer.value.epoch) !== state.head.epoch) return this.lost(log);
      const entries = answer.value.entries.map(toEntry);
      const before = state.position;
      state.noteSeq(Number(answer.value.head));
      const tail = missing.kind === "tail";
      const joined = tail ? state.adoptTail(entries, Number(answer.value.head)) : state.adoptForward(entries);
      if (!tail && state.position === before && state.missing()) {
        // A page that does not continue the position: the rule cannot be kept from here, begin at the newest page.
        return this.lost(log);
      }
      this.host.joined(log, joined, tail);
      this.read(log);
    });
  }

  private failed(log: string, failure: Failure): void {
    if (failure.retry === "resync") return this.lost(log);
    this.active.delete(log);
    if (failure.code !== "DISCONNECTED" && failure.retry === "later") {
      const attempt = this.attempts.get(log) ?? 0;
      this.attempts.set(log, attempt + 1);
      this.later(log, Math.max(failure.retryAfterMs, 200) + fullJitter(attempt, this.world.random()));
    }
    this.pump();
  }

  private lost(log: string): void {
    this.active.delete(log);
    this.host.lost(log);
    const attempt = this.attempts.get(log) ?? 0;
    this.attempts.set(log, attempt + 1);
    this.later(log, 200 + fullJitter(attempt, this.world.random()));
    this.pump();
  }

  private finish(log: string): void {
    this.active.delete(log);
    this.pump();
  }
}
