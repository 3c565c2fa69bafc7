// SPDX-License-Identifier: Apache-2.0
// Typing and recording: told to others while it lasts, shown of others until it expires.
import type { Signal } from "@preact/signals";
import type { World } from "../link/world";
import { wireActivity, type Activity, type ActivityChange } from "../proto/people";
import type { Entry } from "../proto/values";
import type { Requests } from "../sync/requests";

/** Others forget an activity after 6 s: tell it again before. */
const REPEAT_MS = 4_000;

export type Doing = Exclude<Activity, "none">;

/** What others do, by log. */
export type Activities = ReadonlyMap<string, { user: string; activity: Doing }>;

/** Tells what this person does. */
export class ActivityReport {
  private now: { log: string; activity: Doing; toldAt: number } | null = null;
  private cancelRepeat: () => void = () => {};

  constructor(
    private readonly requests: Requests,
    private readonly world: World,
  ) {}

  /** Another key was pressed in the composer. */
  typing(log: string): void {
    // Words typed into another field while a recording runs are not the news.
    if (this.now?.activity === "recording" && this.now.log === log) return;
    this.begin(log, "typing");
  }

  /** A recording began; call the answer when it has ended, however it did. */
  recording(log: string): () => void {
    this.begin(log, "recording");
    const repeat = (): void => {
      this.cancelRepeat = this.world.after(REPEAT_MS, () => {
        this.begin(log, "recording");
        repeat();
      });
    };
    this.cancelRepeat();
    repeat();
    return () => {
      if (this.now?.log === log && this.now.activity === "recording") this.none(log);
    };
  }

  /** Sent, emptied, or left. */
  none(log: string): void {
    if (this.now?.log !== log) return;
    this.cancelRepeat();
    this.now = null;
    this.tell(log, "none");
  }

  disconnected(): void {
    // The next key, or the next repetition, tells it again.
    if (this.now) this.now.toldAt = -Infinity;
  }

  stop(): void {
    this.cancelRepeat();
    this.now = null;
  }

  private begin(log: string, activity: Doing): void {
    if (this.now && this.now.log !== log) this.none(this.now.log);
    if (this.now?.activity !== activity) this.cancelRepeat();
    const at = this.world.now();
    if (this.now?.activity === activity && at - this.now.toldAt < REPEAT_MS) return;
    this.now = { log, activity, toldAt: at };
    this.tell(log, activity);
  }

  /** A lost one is not repeated: the next is 4 s away, and silence means none. */
  private tell(log: string, activity: Activity): void {
    this.requests.request("setActivity", { log, activity: wireActivity[activity] }, () => {});
  }
}

/** Keeps what others do until it expires. */
export class ActivityList {
  private readonly expiries = new Map<string, () => void>();

  constructor(
    private readonly activities: Signal<Activities>,
    private readonly world: World,
    private readonly self: string,
  ) {}

  changed({ log, user, activity, expiresInMs }: ActivityChange): void {
    if (user === this.self) return;
    if (activity === "none") return this.end(log, user);
    this.expiries.get(log)?.();
    this.expiries.set(
      log,
      this.world.after(expiresInMs, () => this.end(log, user)),
    );
    this.activities.value = new Map(this.activities.value).set(log, { user, activity });
  }

  /** Whoever has sent something has stopped typing it. */
  arrived(entries: readonly Entry[]): void {
    for (const entry of entries) this.end(entry.log, entry.author);
  }

  disconnected(): void {
    for (const cancel of this.expiries.values()) cancel();
    this.expiries.clear();
    this.activities.value = new Map();
  }

  private end(log: string, user: string): void {
    if (this.activities.value.get(log)?.user !== user) return;
    this.expiries.get(log)?.();
    this.expiries.delete(log);
    const rest = new Map(this.activities.value);
    rest.delete(log);
    this.activities.value = rest;
  }
}
