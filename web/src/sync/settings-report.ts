// SPDX-License-Identifier: Apache-2.0
// What the person decides about conversations, and what they began to write there, on its way between this device and the others.
// The server keeps whole settings, so this device sends what it knows with its own wishes put in, one request a conversation at a time,
// and only once the heads told how things stand. A wish is kept with the log's record until the server has it.
//
// A draft is this device's own while it differs from the one that the server is known to have; until then, what another device wrote
// takes its place.
import type { World } from "../link/world";
import { noSettings, sameSettings, wireConversationSettings, type ConversationSettings } from "../proto/conversations";
import type { LogState } from "./log-state";
import type { Requests } from "./requests";
import { settingsOf, withoutPast, type SettingsPatch } from "./settings-rules";

const DRAFT_WAIT_MS = 1500;
const RETRY_MS = 2000;
const MAX_DRAFT_BYTES = 16_384;

export interface SettingsHost {
  stateOf(log: string): LogState | undefined;
  /** The log's record says something else now. */
  changed(log: string): void;
  /** What is being written there has changed, here or on another device. */
  draft(log: string, text: string): void;
}

export class SettingsReport {
  private readonly timers = new Map<string, () => void>();
  /** Asked and not answered, and whether an entry told of the log since. */
  private readonly asking = new Map<string, { overtaken: boolean }>();
  /** Logs whose settings the user log told on this connection: a head may be older than that. */
  private readonly told = new Set<string>();
  private readonly refused = new Set<string>();
  private ready = false;

  constructor(
    private readonly requests: Requests,
    private readonly world: World,
    private readonly host: SettingsHost,
    private readonly drafts: Map<string, string>,
    private readonly logs: () => Iterable<string>,
  ) {}

  hello(): void {
    this.told.clear();
    this.refused.clear();
  }

  /** The heads are in: what this device wants is put into what holds now. */
  headsDone(): void {
    this.ready = true;
    for (const log of this.logs()) this.push(log);
  }

  disconnected(): void {
    this.ready = false;
    this.asking.clear();
    for (const cancel of this.timers.values()) cancel();
    this.timers.clear();
  }

  /** A wish of the person; shown at once. */
  change(log: string, patch: SettingsPatch): void {
    const state = this.host.stateOf(log);
    if (!state) return;
    state.wanted = { ...state.wanted, ...patch };
    this.refused.delete(log);
    this.host.changed(log);
    this.push(log);
  }

  /** What is being written; empty = nothing. */
  draft(log: string, text: string): void {
    if ((this.drafts.get(log) ?? "") === text) return;
    this.keep(log, text);
    this.refused.delete(log);
    this.later(log, text === "" ? 0 : DRAFT_WAIT_MS);
  }

  /** The conversation is left: what was written there need not wait. */
  left(log: string): void {
    if (this.timers.has(log)) this.later(log, 0);
  }

  /** What the user log says, in its order. */
  tell(log: string, settings: ConversationSettings): void {
    const state = this.host.stateOf(log);
    if (!state) return;
    this.told.add(log);
    const asked = this.asking.get(log);
    if (asked) asked.overtaken = true;
    this.adopt(log, state, settings);
    this.host.changed(log);
  }

  /** A head of the log came in, before it is merged; answers the settings that hold. */
  ofHead(log: string, settings: ConversationSettings | undefined): ConversationSettings | undefined {
    const state = this.host.stateOf(log);
    if (state && this.told.has(log)) return state.head.settings;
    if (state) this.adopt(log, state, settings ?? noSettings);
    return settings;
  }

  private adopt(log: string, state: LogState, settings: ConversationSettings): void {
    const known = state.head.settings?.draft ?? "";
    const own = this.drafts.get(log) ?? "";
    // Kept before the record: after a crash in between they are alike, and nothing old is sent.
    if (own === known && own !== settings.draft) this.keep(log, settings.draft);
    state.head = { ...state.head, settings };
  }

  private keep(log: string, text: string): void {
    if (text) this.drafts.set(log, text);
    else this.drafts.delete(log);
    this.host.draft(log, text);
  }

  private later(log: string, ms: number): void {
    this.timers.get(log)?.();
    this.timers.set(
      log,
      this.world.after(ms, () => {
        this.timers.delete(log);
        this.push(log);
      }),
    );
  }

  /** What the server should have; null = it has it. */
  private due(log: string, state: LogState): ConversationSettings | null {
    const known = state.head.settings ?? noSettings;
    const now = this.world.wall();
    const draft = this.drafts.get(log) ?? "";
    const wished = settingsOf(state.record);
    const fits = new TextEncoder().encode(draft).length <= MAX_DRAFT_BYTES;
    const written = fits && draft !== known.draft;
    // What is over is taken out when there is something to say, not for its own sake.
    if (!state.wanted && !written) return null;
    const next = written ? { ...wished, draft, draftMs: now } : wished;
    const due = withoutPast(state.record, next, known, now);
    return sameSettings(due, known) ? null : due;
  }

  private push(log: string): void {
    const state = this.host.stateOf(log);
    if (!state || !this.ready || this.asking.has(log) || this.refused.has(log)) return;
    const settings = this.due(log, state);
    const wanted = state.wanted;
    if (!settings) {
      if (wanted) this.settle(log, state, wanted);
      return;
    }
    const asked = { overtaken: false };
    this.asking.set(log, asked);
    const request = { log, settings: wireConversationSettings(settings) };
    this.requests.request("setConversation", request, (answer) => {
      if (this.asking.get(log) !== asked) return;
      this.asking.delete(log);
      const now = this.host.stateOf(log);
      if (!now) return;
      if (answer.ok) {
        // The entry that says so may be here already, and one of another device after it.
        if (!asked.overtaken) now.head = { ...now.head, settings };
        this.settle(log, now, wanted ?? {});
        this.push(log);
      } else if (answer.failure.code === "DISCONNECTED") {
        return;
      } else if (answer.failure.retry === "later") {
        this.later(log, Math.max(RETRY_MS, answer.failure.retryAfterMs));
      } else {
        this.refused.add(log);
        this.settle(log, now, wanted ?? {});
      }
    });
  }

  /** These wishes are done with, unless the person wants something else by now. */
  private settle(log: string, state: LogState, done: SettingsPatch): void {
    const left = Object.entries(state.wanted ?? {}).filter(
      ([key, value]) => done[key as keyof SettingsPatch] !== value,
    );
    state.wanted = left.length > 0 ? Object.fromEntries(left) : undefined;
    this.host.changed(log);
  }
}
