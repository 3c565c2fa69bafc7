// SPDX-License-Identifier: Apache-2.0
// What a person decided about a conversation, as plain values.
import type { MessageInitShape } from "@bufbuild/protobuf";
import type { ConversationSettings as WireSettings, ConversationSettingsSchema } from "./gen/godwit/v1/entry_pb";

export interface ConversationSettings {
  /** Unix milliseconds; FOR_GOOD = until it is taken back. */
  mutedUntilMs: number;
  mentionsAnyway: boolean;
  pinnedMs: number;
  archivedSeq: number;
  unreadSeq: number;
  draft: string;
  draftReplyTo: number;
  draftMs: number;
}

export const FOR_GOOD = Number.MAX_SAFE_INTEGER;
const GREATEST = 2n ** 63n - 1n;

export const noSettings: ConversationSettings = {
  mutedUntilMs: 0,
  mentionsAnyway: false,
  pinnedMs: 0,
  archivedSeq: 0,
  unreadSeq: 0,
  draft: "",
  draftReplyTo: 0,
  draftMs: 0,
};

const toNumber = (value: bigint): number => Math.min(Number(value), FOR_GOOD);
const toBig = (value: number): bigint => (value >= FOR_GOOD ? GREATEST : BigInt(value));

export function toConversationSettings(wire: WireSettings | undefined): ConversationSettings {
  if (!wire) return noSettings;
  return {
    mutedUntilMs: toNumber(wire.mutedUntilMs),
    mentionsAnyway: wire.mentionsAnyway,
    pinnedMs: toNumber(wire.pinnedMs),
    archivedSeq: toNumber(wire.archivedSeq),
    unreadSeq: toNumber(wire.unreadSeq),
    draft: wire.draft,
    draftReplyTo: toNumber(wire.draftReplyTo),
    draftMs: toNumber(wire.draftMs),
  };
}

export function wireConversationSettings(
  settings: ConversationSettings,
): MessageInitShape<typeof ConversationSettingsSchema> {
  return {
    mutedUntilMs: toBig(settings.mutedUntilMs),
    mentionsAnyway: settings.mentionsAnyway,
    pinnedMs: toBig(settings.pinnedMs),
    archivedSeq: toBig(settings.archivedSeq),
    unreadSeq: toBig(settings.unreadSeq),
    draft: settings.draft,
    draftReplyTo: toBig(settings.draftReplyTo),
    draftMs: toBig(settings.draftMs),
  };
}

export function sameSettings(one: ConversationSettings, other: ConversationSettings): boolean {
  return (Object.keys(noSettings) as (keyof ConversationSettings)[]).every((key) => one[key] === other[key]);
}
