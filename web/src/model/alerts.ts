// SPDX-License-Identifier: Apache-2.0
// Which arrivals deserve the person's attention.
import type { ConversationSettings } from "../proto/conversations";
import { mentions } from "../proto/spans";
import type { Body, Entry } from "../proto/values";
import type { LogChange } from "../sync/sink";

/** What the page knows at the moment of an arrival. */
export interface Attention {
  self: string;
  /** Nothing is known to be missing: what comes now is new, not caught up with. */
  upToDate: boolean;
  /** The conversation that is open, and looked at; empty = none. */
  inView: string;
  /** What the person decided about the conversation; absent = nothing. */
  settings?: Pick<ConversationSettings, "mutedUntilMs" | "mentionsAnyway">;
  nowMs: number;
}

/** Kinds that change something earlier or say something about the account; all others are messages. */
const quiet: ReadonlySet<Body["kind"] | "reaction"> = new Set([
  "edit",
  "recall",
  "reaction",
  "directStarted",
  "contactChanged",
  "profileChanged",
  "settingsChanged",
  "conversationChanged",
  "pin",
  "expiryChanged",
  "unsupported",
] as const);

/** The newest message among the entries that is worth a sound, one that calls the person before all others; null = none. */
export function worthAlerting(change: LogChange, attention: Attention): Entry | null {
  if (!change.live || !attention.upToDate || change.log === attention.inView) return null;
  const { self, settings } = attention;
  const muted = (settings?.mutedUntilMs ?? 0) > attention.nowMs;
  if (muted && !settings?.mentionsAnyway) return null;
  const message = (entry: Entry): boolean =>
    entry.author !== self && entry.author !== "0" && entry.body !== null && !quiet.has(entry.body.kind);
  const call = change.entries.findLast((entry) => message(entry) && mentions(entry.spans, self));
  if (muted) return call ?? null;
  return call ?? change.entries.findLast(message) ?? null;
}
