// SPDX-License-Identifier: Apache-2.0
// What the settings of a conversation mean where it stands now (docs/protocol.md §7). Nobody has to write down that a message brought
// a conversation back from the archive, or that reading ended its mark: all devices see the same by comparing seqs.
import { noSettings, type ConversationSettings } from "../proto/conversations";
import type { LogRecord } from "./log-state";

export type SettingsPatch = Partial<ConversationSettings>;

/** The settings with what this device wants of them and has not brought to the server yet. */
export function settingsOf(record: LogRecord): ConversationSettings {
  const known = record.head.settings ?? noSettings;
  return record.wanted ? { ...known, ...record.wanted } : known;
}

export function isMuted(settings: ConversationSettings, nowMs: number): boolean {
  return settings.mutedUntilMs > nowMs;
}

/** Out of the list: nothing was said since it was put there, or it is muted. */
export function isArchived(record: LogRecord, settings: ConversationSettings, nowMs: number): boolean {
  if (settings.archivedSeq === 0) return false;
  return isMuted(settings, nowMs) || (record.head.lastMessage?.seq ?? 0) <= settings.archivedSeq;
}

/** Marked as unread, and not read on since. */
export function isMarked(record: LogRecord, settings: ConversationSettings): boolean {
  return settings.unreadSeq > 0 && record.read.seq <= settings.unreadSeq;
}

/** Archives the conversation as it stands. */
export const archivedNow = (record: LogRecord): SettingsPatch => ({ archivedSeq: Math.max(record.head.seq, 1) });

export const markedNow = (record: LogRecord): SettingsPatch => ({ unreadSeq: Math.max(record.read.seq, 1) });

/** Without what is over. Else muting a conversation that came back from the archive would send it there again. */
export function withoutPast(
  record: LogRecord,
  settings: ConversationSettings,
  before: ConversationSettings,
  nowMs: number,
): ConversationSettings {
  const kept = { ...settings };
  // Whether it came back is a matter of what held before this change; what this change puts in is not past.
  const putAway = settings.archivedSeq !== before.archivedSeq;
  if (!putAway && !isArchived(record, before, nowMs)) kept.archivedSeq = 0;
  if (!isMarked(record, settings)) kept.unreadSeq = 0;
  if (!isMuted(settings, nowMs)) {
    kept.mutedUntilMs = 0;
    kept.mentionsAnyway = false;
  }
  if (kept.draft === "") {
    kept.draftReplyTo = 0;
    kept.draftMs = 0;
  }
  return kept;
}
