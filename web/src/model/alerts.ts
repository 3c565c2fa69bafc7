// SPDX-License-Identifier: Apache-2.0
// Which arrivals deserve the person's attention.
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
  "pin",
  "expiryChanged",
  "unsupported",
] as const);

/** The newest message among the entries that is worth a sound, one that calls the person before all others; null = none. */
export function worthAlerting(change: LogChange, attention: Attention): Entry | null {
  if (!change.live || !attention.upToDate || change.log === attention.inView) return null;
  const message = (entry: Entry): boolean =>
    entry.author !== attention.self && entry.author !== "0" && entry.body !== null && !quiet.has(entry.body.kind);
  const calls = (entry: Entry): boolean => message(entry) && mentions(entry.spans, attention.self);
  return change.entries.findLast(calls) ?? change.entries.findLast(message) ?? null;
}
