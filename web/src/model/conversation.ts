// SPDX-License-Identifier: Apache-2.0
// The window of one open conversation: a dense run of entries up to the position, longer as the person scrolls back.
import { signal } from "@preact/signals";
import type { Entry } from "../proto/values";
import type { LogRecord } from "../sync/log-state";
import type { LogChange } from "../sync/sink";

export const WINDOW_PAGE = 60;

export interface ConversationSource {
  record(log: string): LogRecord | undefined;
  /** Entries of the cache; empty unless complete. */
  cached(log: string, low: number, high: number): Promise<Entry[]>;
  /** Asks the server for older entries; they come by `apply`. */
  older(log: string): Promise<boolean>;
  /** Resolves after a moment. */
  pause(): Promise<void>;
  /** The cache lacks what the position claims: read the log again. */
  reread(log: string): void;
}

export class Conversation {
  /** null = not loaded yet. */
  readonly entries = signal<Entry[] | null>(null);
  readonly loadingOlder = signal(false);
  /** The read mark at the time of opening; null = nothing was unread. */
  readonly dividerAfter: number | null;
  private early: LogChange[] = [];
  private loading: Promise<void> | null = null;

  constructor(
    readonly log: string,
    private readonly source: ConversationSource,
    unread: number,
  ) {
    const record = source.record(log);
    this.dividerAfter = unread > 0 && record ? record.read.seq : null;
    void this.load();
  }

  private async load(): Promise<void> {
    const range = this.source.record(this.log)?.range;
    if (!range) {
      if (this.early.some((change) => change.replaced)) this.begin([]);
      return;
    }
    // All that is unread is loaded at once, so that the divider has its place from the first look.
    const unreadFrom = (this.dividerAfter ?? range.high) - 10;
    const low = Math.max(range.low, Math.min(unreadFrom, range.high - WINDOW_PAGE + 1));
    const entries = await this.source.cached(this.log, low, range.high);
    if (entries.length === 0 && range.high >= low) this.source.reread(this.log);
    else this.begin(entries);
  }

  private begin(entries: Entry[]): void {
    if (this.entries.value) return;
    const early = this.early;
    this.early = [];
    this.entries.value = entries;
    for (const change of early) this.apply(change);
  }

  apply(change: LogChange): void {
    if (!this.entries.value && !change.replaced) {
      if (change.entries.length > 0) this.early.push(change);
      return;
    }
    if (change.replaced) {
      this.early = [];
      this.entries.value = change.entries;
      return;
    }
    const held = this.entries.value ?? [];
    const fresh = change.entries;
    const first = fresh[0];
    const last = fresh.at(-1);
    if (!first || !last) return;
    const low = held[0]?.seq;
    const high = held.at(-1)?.seq;
    if (low === undefined || high === undefined) this.entries.value = fresh;
    else if (last.seq === low - 1) this.entries.value = [...fresh, ...held];
    else if (first.seq <= high + 1) this.entries.value = [...held, ...fresh.filter((entry) => entry.seq > high)];
  }

  /** The divider, once what stands before it is loaded. */
  get dividerShown(): number | null {
    const low = this.entries.value?.[0]?.seq ?? 0;
    return this.dividerAfter !== null && low > this.dividerAfter + 1 ? null : this.dividerAfter;
  }

  /** There may be something older than what is shown. */
  get hasOlder(): boolean {
    const low = this.entries.value?.[0]?.seq;
    const record = this.source.record(this.log);
    return low !== undefined && low > Math.max(1, record?.head.floor ?? 1);
  }

  /** Pages back until the entry is in the window: `gone` = older than what may be read, `later` = not to be had now. */
  async reach(seq: number): Promise<"here" | "gone" | "later"> {
    for (;;) {
      const low = this.entries.value?.[0]?.seq;
      if (low === undefined) return "later";
      if (seq >= low) return "here";
      if (!this.hasOlder || seq < (this.source.record(this.log)?.head.floor ?? 1)) return "gone";
      await this.loadOlder();
      // Nothing came, and nothing says that there is nothing.
      if (this.entries.value?.[0]?.seq === low && this.hasOlder) return "later";
    }
  }

  /** One page more; together with whoever asked for it already. */
  loadOlder(): Promise<void> {
    this.loading ??= this.loadPage().finally(() => (this.loading = null));
    return this.loading;
  }

  private async loadPage(): Promise<void> {
    const low = this.entries.value?.[0]?.seq;
    const record = this.source.record(this.log);
    if (low === undefined || !record?.range || !this.hasOlder) return;
    this.loadingOlder.value = true;
    try {
      if (low > record.range.low) {
        const from = Math.max(record.range.low, low - WINDOW_PAGE);
        const entries = await this.source.cached(this.log, from, low - 1);
        const held = this.entries.value ?? [];
        if (held[0]?.seq === low && entries.length > 0) this.entries.value = [...entries, ...held];
      } else {
        // Not now: the list asks again whenever it is drawn, so a failure is slowed down here.
        if (!(await this.source.older(this.log))) await this.source.pause();
      }
    } finally {
      this.loadingOlder.value = false;
    }
  }
}
